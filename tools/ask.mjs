// `npm run -s ask -- --json`: answers questions from standard input, one per line, like the ask box of the page. Prints
// a line of JSON for each: {"q", "covered", "rows", "fields", "line"}; without --json, words. --time also prints how
// long the answers took.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { main, programsToErrors } from './setup/commands.mjs';
import { GLUE_DIR } from './setup/cores.mjs';
import { ensureAll } from './setup/prerequisites.mjs';

await main(async () => {
  const { values } = parseArgs({
    options: { json: { type: 'boolean', default: false }, time: { type: 'boolean', default: false } },
  });
  programsToErrors();
  await ensureAll();
  const core = await coreOf();
  const [{ answerer }, { fitting }, { textsFetched }] = await Promise.all([
    import('../www/ask/answer.js'),
    import('../www/ask/fitting.js'),
    import('../www/ask/step_texts.js'),
  ]);
  const catalogue = { fields: core.fields(), presets: core.presets(), actions: [], kinds: [] };
  const answer = answerer(catalogue, await textsFetched());
  const parse = async (/** @type {string} */ line) => core.parse(line);
  /** @type {number[]} */
  const took_ms = [];
  for (const q of (await text(process.stdin)).split('\n').filter((line) => line.trim() !== '')) {
    const began_ms = performance.now();
    const { covered, rows, fields, line } = await fitting(answer(q), parse);
    took_ms.push(performance.now() - began_ms);
    if (values.json) console.log(JSON.stringify({ q, covered, rows, fields, line }));
    else console.log(`${q}\n  ${covered ? `rows ${rows.slice(0, 3).join(', ')}: ${line}` : 'not covered here'}`);
  }
  took_ms.sort((a, b) => a - b);
  if (values.time && took_ms.length) {
    const [half, slowest] = [took_ms[took_ms.length >> 1], took_ms[took_ms.length - 1]].map((ms) => ms.toFixed(1));
    console.error(`${took_ms.length} answers: ${half} ms in the middle, ${slowest} ms the slowest`);
  }
});

/** The compiled core. */
async function coreOf() {
  const core = await import(pathToFileURL(path.join(GLUE_DIR, 'cache_aside_playground.js')).href);
  await core.default({ module_or_path: readFileSync(path.join(GLUE_DIR, 'cache_aside_playground_bg.wasm')) });
  return core;
}
