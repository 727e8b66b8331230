// `npm run -s ask -- --json`: answers questions from standard input, one a line, as the ask box of the page does, with
// a line of JSON for each: {"q", "covered", "rows", "fields", "line"}. Without --json in words. Needs the built core.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { main, programsToErrors } from './setup/commands.mjs';
import { ensureAll, GLUE_DIR } from './setup/prerequisites.mjs';

await main(async () => {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
  programsToErrors();
  ensureAll();
  const core = await coreOf();
  const [{ answerer }, { fitting }] = await Promise.all([
    import('../www/ask/answer.js'),
    import('../www/ask/fitting.js'),
  ]);
  const answer = answerer({ fields: core.fields(), presets: core.presets(), actions: [], kinds: [] });
  const parse = async (/** @type {string} */ line) => core.parse(line);
  for (const q of (await text(process.stdin)).split('\n').filter((line) => line.trim() !== '')) {
    const { covered, rows, fields, line } = await fitting(answer(q), parse);
    if (values.json) console.log(JSON.stringify({ q, covered, rows, fields, line }));
    else console.log(`${q}\n  ${covered ? `rows ${rows.slice(0, 3).join(', ')}: ${line}` : 'not covered here'}`);
  }
});

/** The compiled core. */
async function coreOf() {
  const core = await import(pathToFileURL(path.join(GLUE_DIR, 'cache_aside_playground.js')).href);
  await core.default({ module_or_path: readFileSync(path.join(GLUE_DIR, 'cache_aside_playground_bg.wasm')) });
  return core;
}
