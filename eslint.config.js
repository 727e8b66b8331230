// The recommended rules and a few against mistakes tsc does not see. Layout is prettier's.

import js from '@eslint/js';
import globals from 'globals';

export default [
  {
    ignores: ['dist/', 'target/', 'tools/target/', 'fuzz/target/', 'www/wasm/', 'test-results/', 'playwright-report/'],
  },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error', 'no-console': 'off' },
  },
  { files: ['www/**/*.js'], languageOptions: { globals: { ...globals.browser } } },
  { files: ['www/**/worker.js'], languageOptions: { globals: { ...globals.worker } } },
  { files: ['tools/**/*.mjs', 'benches/**/*.js', '*.config.js'], languageOptions: { globals: { ...globals.node } } },
  { files: ['tests/shipped/**', 'tests/units/**'], languageOptions: { globals: { ...globals.node, WebAssembly: 'readonly' } } },
  // Page tests and benches run in node and hand functions to the page.
  {
    files: ['tests/page/**', 'tests/pictures/**', 'benches/page/**'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
];
