// The recommended rules and a few against mistakes tsc does not see. Layout is prettier's.

import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['dist/', 'target/', 'tools/target/', 'www/wasm/', 'test-results/', 'playwright-report/'] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error', 'no-console': 'off' },
  },
  { files: ['www/**/*.js'], languageOptions: { globals: { ...globals.browser } } },
  { files: ['www/**/worker.js'], languageOptions: { globals: { ...globals.worker } } },
  { files: ['tools/**/*.mjs', '*.config.js'], languageOptions: { globals: { ...globals.node } } },
  // Page tests and benches run in node and hand functions to the page.
  {
    files: ['tests/e2e/**', 'tests/pictures/**', 'benches/page/**'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
];
