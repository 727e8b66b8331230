// The recommended rules, a few against mistakes tsc does not see, and how long a function and a file may be (the same as
// for Rust: tests/it/tidy/shape.rs). Layout is prettier's.

import js from '@eslint/js';
import globals from 'globals';

/** Lines of a function at most, its comments and blank lines included. */
const FUNCTION_LINES_MAX = 60;
const FILE_LINES_MAX = 400;

/**
 * Files with functions that are longer still, and the lines of the longest. They may only shrink: `tests/units/house.test.js`
 * fails when one is shorter than it says here, or short enough to be taken away.
 * @type {Record<string, number>}
 */
export const LONG = {
  'tools/bench/goals.mjs': 94,
};

/** The rule for functions of so many lines at most. @param {number} max @returns {['error', object]} */
export const functionLines = (max) => ['error', { max, skipBlankLines: false, skipComments: false, IIFEs: true }];

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
      'max-lines': ['error', FILE_LINES_MAX],
      'max-lines-per-function': functionLines(FUNCTION_LINES_MAX),
    },
  },
  ...Object.entries(LONG).map(([file, max]) => ({
    files: [file],
    rules: { 'max-lines-per-function': functionLines(max) },
  })),
  { files: ['www/**/*.js'], languageOptions: { globals: { ...globals.browser } } },
  { files: ['www/**/worker.js'], languageOptions: { globals: { ...globals.worker } } },
  { files: ['tools/**/*.mjs', 'benches/**/*.js', '*.config.js'], languageOptions: { globals: { ...globals.node } } },
  {
    files: ['tests/shipped/**', 'tests/units/**'],
    languageOptions: { globals: { ...globals.node, WebAssembly: 'readonly' } },
  },
  // Page tests and benches run in node and hand functions to the page.
  {
    files: ['tests/page/**', 'tests/pictures/**', 'benches/page/**'],
    languageOptions: { globals: { ...globals.node, ...globals.browser } },
  },
];
