// The caps on length in eslint.config.js: they hold, and their exceptions are needed.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { ESLint } from 'eslint';

import { COMMENT_COLUMNS, WIDE } from '../../eslint.config.js';

const ROOT = new URL('../../', import.meta.url);

/**
 * Which of these rules a file breaks.
 * @param {string} file
 * @param {Record<string, any>} rules
 */
async function broken(file, rules) {
  const eslint = new ESLint({ cwd: fileURLToPath(ROOT), overrideConfig: [{ files: [file], rules }] });
  const [{ messages }] = await eslint.lintFiles([file]);
  return new Set(messages.map(({ ruleId }) => ruleId));
}

test('a comment that may be wide is wide', async () => {
  for (const file of WIDE) {
    assert.ok(existsSync(new URL(file, ROOT)), `${file} is gone: take it out of WIDE in eslint.config.js`);
    assert.ok(
      (await broken(file, COMMENT_COLUMNS)).has('max-len'),
      `${file} is within 120 columns: take it out of WIDE`,
    );
  }
});

test('a function of 61 lines is too long, one of 60 is not', async () => {
  const eslint = new ESLint({ cwd: fileURLToPath(ROOT) });
  const said = async (/** @type {number} */ lines) => {
    const text = `export function long() {\n${'  // a line\n'.repeat(lines - 2)}}\n`;
    const [{ messages }] = await eslint.lintText(text, { filePath: 'www/kit/long.js' });
    return messages.map(({ ruleId }) => ruleId);
  };
  assert.deepEqual([await said(60), await said(61)], [[], ['max-lines-per-function']]);
});
