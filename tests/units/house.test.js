// Tests of the limits on length in eslint.config.js.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { ESLint } from 'eslint';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** @param {string} text @param {string} filePath @returns {Promise<(string | null)[]>} the rules that it breaks */
async function broken(text, filePath) {
  const [{ messages }] = await new ESLint({ cwd: ROOT }).lintText(text, { filePath });
  return messages.map(({ ruleId }) => ruleId);
}

test('a function of 61 lines is too long, one of 60 is not', async () => {
  const said = (/** @type {number} */ lines) =>
    broken(`export function long() {\n${'  // a line\n'.repeat(lines - 2)}}\n`, 'www/kit/long.js');
  assert.deepEqual([await said(60), await said(61)], [[], ['max-lines-per-function']]);
});

test('a comment of 121 columns is too wide, one of 120 is not', async () => {
  const said = (/** @type {number} */ columns) =>
    broken(`// ${'x '.repeat(60).slice(0, columns - 3)}\n`, 'www/kit/wide.js');
  assert.deepEqual([await said(120), await said(121)], [[], ['max-len']]);
});
