// The caps on length in eslint.config.js: its exceptions are needed, and as small as they can be.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

import { ESLint } from 'eslint';

import { functionLines, LONG } from '../../eslint.config.js';

const ROOT = new URL('../../', import.meta.url);

/** What is said of the lengths of functions in a file, if they may have so many lines. @param {string} file @param {number} max */
async function complaints(file, max) {
  const rules = { 'max-lines-per-function': functionLines(max) };
  const eslint = new ESLint({ cwd: new URL('.', ROOT).pathname, overrideConfig: [{ files: [file], rules }] });
  const [{ messages }] = await eslint.lintFiles([file]);
  return messages.filter(({ ruleId }) => ruleId === 'max-lines-per-function');
}

test('a function that may be longer than others is as long as it may be', async () => {
  for (const [file, max] of Object.entries(LONG)) {
    assert.ok(existsSync(new URL(file, ROOT)), `${file} is gone: take it out of LONG in eslint.config.js`);
    assert.notDeepEqual(await complaints(file, max - 1), [], `${file} is shorter than ${max} lines: say so in LONG`);
  }
});

test('a function of 61 lines is too long, one of 60 is not', async () => {
  const eslint = new ESLint({ cwd: new URL('.', ROOT).pathname });
  const said = async (/** @type {number} */ lines) => {
    const text = `export function long() {\n${'  // a line\n'.repeat(lines - 2)}}\n`;
    const [{ messages }] = await eslint.lintText(text, { filePath: 'www/kit/long.js' });
    return messages.map(({ ruleId }) => ruleId);
  };
  assert.deepEqual([await said(60), await said(61)], [[], ['max-lines-per-function']]);
});
