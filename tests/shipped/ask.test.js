// Questions in plain words, with the expected rows of the lesson and the fields that their numbers mean. Of the 187
// questions about caching, at least 88 % must have the right row first, at least 80 % all fields right, and none may be
// refused. Of the 48 others, three quarters must be refused. The line of every answer must run.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { answerer } from '../../www/ask/answer.js';
import { fitting } from '../../www/ask/fitting.js';
import { textsFetched } from '../../www/ask/step_texts.js';
import { quantitiesOf, tokensOf } from '../../www/ask/quantities.js';
import { freshCore } from './core.js';

/** @typedef {{ q: string, topic: (number | 'none')[], fields: Record<string, string> | null }} Question */

const FILE = new URL('../fixtures/ask/questions.jsonl', import.meta.url);
const questions = /** @type {Question[]} */ (
  readFileSync(FILE, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
);
const core = await freshCore();
const catalogue = { fields: core.fields(), presets: core.presets(), actions: [], kinds: [] };
const answer = answerer(catalogue, await textsFetched());
const ask = (/** @type {string} */ q) => fitting(answer(q), async (line) => core.parse(line));

/** The fields in the core's notation. @param {Record<string, string> | null} fields */
const canonical = (fields) =>
  fields &&
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, core.parse(`${name}=${value} duration=1ms`).values[name]]),
  );
const sorted = (/** @type {Record<string, string> | null} */ fields) => Object.entries(fields ?? {}).sort();

test('questions find their row and their fields, and every line runs', async () => {
  const covered = questions.filter(({ topic }) => topic[0] !== 'none');
  const [rows, fields, refused] = [[], [], []].map(() => /** @type {string[]} */ ([]));
  for (const { q, topic, fields: expected } of covered) {
    const found = await ask(q);
    if (!found.covered) refused.push(q);
    if (!topic.includes(found.rows[0])) rows.push(`${q}: ${found.rows.slice(0, 3)} instead of ${topic}`);
    if (JSON.stringify(sorted(found.fields)) !== JSON.stringify(sorted(canonical(expected))))
      fields.push(`${q}: ${JSON.stringify(found.fields)} instead of ${JSON.stringify(expected)}`);
    if (found.line) assert.ok(core.report(found.line).reads >= 0, found.line);
  }
  assert.deepEqual(refused, [], 'none is refused');
  assert.ok(rows.length <= 0.12 * covered.length, rows.join('\n'));
  assert.ok(fields.length <= 0.2 * covered.length, fields.join('\n'));
});

test('what is not about caching is refused, with the nearest rows', async () => {
  const others = questions.filter(({ topic }) => topic[0] === 'none');
  const taken = [];
  for (const { q } of others) if ((await ask(q)).covered) taken.push(q);
  assert.ok(taken.length <= others.length / 4, taken.join('\n'));
});

test('a number is read with its unit; a value that the core refuses is named, and a run too large is made shorter', async () => {
  const read = (/** @type {string} */ text) => quantitiesOf(tokensOf(text)).map(({ kind, text }) => `${kind} ${text}`);
  /** @type {[string, string[]][]} */
  const table = [
    ['500 users', ['rate 500/s']],
    ['2k rps', ['rate 2000/s']],
    ['1,000 requests per minute', ['rate 16.6666666667/s']],
    ['80 reads a second', ['rate 80/s']],
    ['half a second', ['duration 500ms']],
    ['1m30s', ['duration 90s']],
    ['300ms and 5 minutes', ['duration 300ms', 'duration 300s']],
    ['40%', ['share 0.4']],
    ['1 in 20', ['share 0.05']],
    ['20 connections', ['count 20']],
    ['2000 keys', ['count 2000']],
    ['no number', []],
  ];
  for (const [text, expected] of table) assert.deepEqual(read(text), expected, text);
  const large = await ask('1 million users hit an expired key');
  assert.equal(large.fields?.rate, '1000000/s');
  assert.ok(core.report(large.line).reads > 0, large.line);
  const odd = await ask('xfetch with beta 1000 and a ttl of 5s');
  assert.deepEqual(odd.fields, { ttl: '5s' });
  assert.deepEqual(odd.unused, ['beta=1000']);
});
