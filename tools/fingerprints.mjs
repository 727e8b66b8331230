// `npm run fingerprints`: checks that the same line has the same fingerprint everywhere. Each line of
// tests/golden/fingerprints.txt runs natively, and as the shipped wasm in node and in the window and a module worker of
// Chromium, Firefox and WebKit. Prints a table and every difference. The exit code is 1 if there is one, or if a
// browser cannot be controlled. A browser that is missing and cannot be installed is reported and skipped.
//
// `npm run fingerprints -- --random 10000` compares builds with the native release build on that number of random
// scenarios: all optimisation levels, natively and as wasm in node, and the nightly compiler.
//
// `--only node,firefox` selects some of: native, builds, node, chromium, firefox, webkit.
// CHROME_BIN, FIREFOX_BIN and WEBKIT_DRIVER are the paths of other browsers than those that are found.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { Missing } from './setup/browsers.mjs';
import { randomRows } from './platforms/compilers.mjs';
import { PLATFORMS } from './platforms/platforms.mjs';
import { Failure, main, ROOT } from './setup/commands.mjs';
import { ensureAll } from './setup/prerequisites.mjs';
import { serve } from './site/server.mjs';

/** @typedef {import('./platforms/platforms.mjs').Row} Row */
/** @typedef {import('./platforms/platforms.mjs').Answer} Answer */
/** @typedef {Answer & { seconds: number }} Timed */

const FILE = 'tests/golden/fingerprints.txt';
/** The maximum number of differences printed for a platform. */
const SHOWN = 10;

await main(async () => {
  const { asked, random } = whatIsAsked();
  await ensureAll();
  const rows = random ? randomRows(random) : readRows();
  const site = await serve(ROOT);
  /** @type {Timed[]} */
  const answers = [];
  /** @type {{ name: string, verdict: 'skipped' | 'FAILED', why: string }[]} */
  const silent = [];
  for (const name of asked) {
    process.stderr.write(`${name} ...\n`);
    try {
      let start = performance.now();
      for await (const answer of PLATFORMS[name](rows, site.address)) {
        answers.push({ ...answer, seconds: (performance.now() - start) / 1000 });
        start = performance.now();
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      silent.push({ name, verdict: error instanceof Missing ? 'skipped' : 'FAILED', why });
    }
  }
  site.close();

  console.log(`\n${cells('', 'lines', 'agree', 'differ', 'seconds')}`);
  for (const answer of answers) console.log(summary(rows, answer));
  for (const { name, verdict, why } of silent) console.log(`${cells(name)}${verdict}: ${why}`);
  for (const answer of answers) tell(rows, answer, random ? 'native release, scenario ' : `${FILE}:`);
  const failed = silent.some(({ verdict }) => verdict === 'FAILED');
  if (failed || answers.some((answer) => differences(rows, answer).length)) process.exitCode = 1;
});

function whatIsAsked() {
  const { values } = parseArgs({ options: { only: { type: 'string' }, random: { type: 'string' } } });
  const random = values.random === undefined ? 0 : Number(values.random);
  if (values.random !== undefined && !(Number.isInteger(random) && random > 0)) {
    throw new Failure(`--random ${values.random}: expected how many scenarios, a whole number from 1`);
  }
  // `cargo test` has only the lines on file; the other builds are worth compiling only for many lines.
  const all = Object.keys(PLATFORMS).filter((name) => name !== (random ? 'native' : 'builds'));
  const asked = values.only?.split(',') ?? (random ? ['builds', 'node'] : all);
  const unknown = asked.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Failure(`--only ${unknown}: expected some of ${all.join(', ')}`);
  return { asked, random };
}

/** @returns {Row[]} */
function readRows() {
  const text = readFileSync(path.join(ROOT, FILE), 'utf8').trimEnd();
  return text.split('\n').map((row, index) => {
    const [, fingerprint, line] = row.match(/^([0-9a-f]{16}) {2}(.+)$/) ?? [];
    if (!line) throw new Failure(`${FILE}:${index + 1}: expected a fingerprint, two spaces and a line, not ${row}`);
    return { fingerprint, line };
  });
}

/** The indices of the rows for which a platform has another fingerprint. */
function differences(/** @type {Row[]} */ rows, /** @type {Answer} */ { found }) {
  return [...found.keys()].filter((index) => found[index] !== rows[index].fingerprint);
}

/** The line of the table for a platform. */
function summary(/** @type {Row[]} */ rows, /** @type {Timed} */ answer) {
  const { where, found, seconds } = answer;
  const differ = differences(rows, answer).length;
  // The native comparison stops at the first difference, so there may be more.
  const more = found.length < rows.length ? ' or more' : '';
  return cells(where, rows.length, found.length - differ, `${differ}${more}`, seconds.toFixed(1));
}

function cells(/** @type {(string | number)[]} */ ...texts) {
  const widths = [32, 8, 8, 10, 10];
  return texts
    .map((text, column) => (column ? String(text).padStart(widths[column]) : String(text).padEnd(widths[column])))
    .join('');
}

/** Prints the differences of a platform: the line, the expected and the actual fingerprint. */
function tell(/** @type {Row[]} */ rows, /** @type {Answer} */ answer, /** @type {string} */ source) {
  const differ = differences(rows, answer);
  for (const index of differ.slice(0, SHOWN)) {
    const { fingerprint, line } = rows[index];
    console.log(`\n${answer.where} differs from ${source}${index + 1}\n  ${line}`);
    console.log(`  expected  ${fingerprint}\n  found     ${answer.found[index]}`);
  }
  if (differ.length > SHOWN) console.log(`\n${answer.where}: and ${differ.length - SHOWN} more`);
}
