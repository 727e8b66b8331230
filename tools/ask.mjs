// `npm run -s ask -- --json`: answers questions from standard input, one a line, as the ask box of the page does, with a
// line of JSON for each: {"q", "covered", "rows", "fields", "line"}. Without --json in words. Needs the built core.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { answerer } from '../www/ask/answer.js';
import { fitting } from '../www/ask/fitting.js';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const core = await coreOf();
const catalogue = { fields: core.fields(), presets: core.presets(), actions: [], kinds: [] };
const answer = answerer(catalogue);
const parse = async (/** @type {string} */ line) => core.parse(line);

for (const q of (await text(process.stdin)).split('\n').filter((line) => line.trim() !== '')) {
  const { covered, rows, fields, line } = await fitting(answer(q), parse);
  if (values.json) console.log(JSON.stringify({ q, covered, rows, fields, line }));
  else console.log(`${q}\n  ${covered ? `rows ${rows.slice(0, 3).join(', ')}: ${line}` : 'not covered here'}`);
}
