// The recommended rules, a few against mistakes tsc does not see, and how long a function and a file may be (the same
// as for Rust: tests/it/tidy/shape.rs). Layout is prettier's.

import js from '@eslint/js';
import globals from 'globals';

/** Lines of a function at most, its comments and blank lines included. */
const FUNCTION_LINES_MAX = 60;
const FILE_LINES_MAX = 400;
/** Prettier wraps code and leaves comments alone. */
export const COMMENT_COLUMNS = { 'max-len': ['error', { code: 10_000, comments: 120, ignoreUrls: true }] };

export default [
  {
    ignores: ['dist/', 'target/', 'tools/target/', 'fuzz/target/', 'www/wasm/', 'test-results/', 'playwright-report/'],
  },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-console': 'off',
      ...COMMENT_COLUMNS,
      'max-lines': ['error', FILE_LINES_MAX],
      'max-lines-per-function': ['error', { max: FUNCTION_LINES_MAX, skipBlankLines: false, IIFEs: true }],
    },
  },
  { files: ['www/**/*.js'], languageOptions: { globals: { ...globals.browser } } },
  { files: ['www/**/worker.js'], languageOptions: { globals: { ...globals.worker } } },
  { files: ['tools/**/*.mjs', 'benches/**/*.js', '*.config.js'], languageOptions: { globals: { ...globals.node } } },
  {
    files: ['tests/real/**', 'tests/shipped/**', 'tests/units/**'],
    languageOptions: { globals: { ...globals.node, WebAssembly: 'readonly' } },
  },
  // Page tests and benches run in node and hand functions to the page.
  {
    files: ['tests/page/**', 'tests/pictures/**', 'benches/page/**'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
];
