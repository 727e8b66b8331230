// Bundles www/ into dist/, as several files and as a single one. Lists the sizes of the files that a visitor is sent,
// compressed with brotli as by a file server, and fails if a page exceeds its budget.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { Failure, ROOT } from '../setup/commands.mjs';
import { builderPaths } from '../setup/cores.mjs';
import { notices } from './licences.mjs';
import { buildSingle } from './one_file.mjs';

/** The budgets of the pages. The lesson includes the texts of one step. */
const PAGES = { 'index.html': 180_000, 'embed.html': 145_000, 'lesson.html': 180_000 };
/** The texts of each step, of which a page fetches those of the step that it shows. */
const STEP_WORDS = /^assets.words_of_/;
/**
 * The budgets of what is fetched later: files by their names, with all that they fetch in turn. `beside`: a page that
 * has fetched some of it already. `step`: includes that page, and the texts of one step.
 * @type {{ what: string, name: RegExp, budget: number, beside?: string, step?: true }[]}
 */
const LATER = [
  { what: 'A step in a frame, the frame included,', name: /^assets.step-/, budget: 150_000, step: true },
  { what: 'The comparison with theory', name: /^assets.theory_worker-/, budget: 55_000 },
  {
    what: 'The ask box, on its first focus,',
    name: /^assets.(answer|fitting)-/,
    budget: 12_000,
    beside: 'lesson.html',
  },
  { what: 'The explorer of orders', name: /^assets.orders-/, budget: 183_000, beside: 'index.html' },
  { what: 'The reader of recordings', name: /^assets.recorder_worker-/, budget: 135_000 },
];
/**
 * The desired sizes of the two halves of the default page, and of the embed. `npm run sizes` lists the large parts.
 */
const WISH_BYTES = { wasm: 70_000, rest: 45_000, embed: 130_000 };
const DIST = path.join(ROOT, 'dist');
/** A script that every page names, but that is loaded only if another file fails. */
const ON_FAILURE = 'why_not.js';

/** Builds all of dist/. Previous contents are removed. */
export async function bundle() {
  const { build } = await import('vite');
  await build({ configFile: path.join(ROOT, 'vite.config.js'), logLevel: 'warn' });
  const others = notices();
  writeFileSync(path.join(DIST, 'licences.txt'), others);
  await buildSingle(others);
  checkPaths();
}

/** Throws if a file of dist/ contains a path of the builder's machine. */
function checkPaths() {
  const paths = builderPaths().map(([folder]) => folder);
  for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = readFileSync(file);
    const told = paths.find((one) => bytes.includes(one));
    if (told) throw new Failure(`${path.relative(ROOT, file)} names a path of this machine: ${told}`);
  }
}

/** @typedef {Map<string, { bytes: Buffer, brotli: number }>} Files */

/** The files of dist/ by their names. @returns {Files} */
function filesOfDist() {
  const files = new Map();
  for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = readFileSync(file);
    files.set(path.relative(DIST, file), { bytes, brotli: brotliCompressSync(bytes).length });
  }
  return files;
}

const kb = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1);

/** Prints the sizes of dist/. Throws if a page, or something that is fetched later, is above its budget. */
export function checkSizes() {
  const files = filesOfDist();
  const total = (/** @type {Iterable<string>} */ names) =>
    [...names].reduce((sum, name) => sum + (files.get(name)?.brotli ?? 0), 0);
  printSizes(files, total);

  const texts = [...files.keys()].filter((name) => STEP_WORDS.test(name));
  if (!texts.length) throw new Failure('No step of the lesson has texts of its own.');
  const longest = Math.max(...texts.map((name) => total([name])));
  const hold = (/** @type {string} */ what, /** @type {number} */ bytes, /** @type {number} */ budget) => {
    console.log(`${what} sends ${kb(bytes)} KB (brotli) of the ${kb(budget)} KB it may.`);
    if (bytes > budget) throw new Failure(`${what} is above its budget.`);
  };
  for (const [page, budget] of Object.entries(PAGES))
    hold(page, total(sentWith([page], files)) + (page === 'lesson.html' ? longest : 0), budget);
  for (const { what, name, budget, beside, step } of LATER) {
    const parts = [...files.keys()].filter((one) => name.test(one));
    if (!parts.length) throw new Failure(`${what} has no file of its own: ${name}`);
    const there = beside ? sentWith([beside], files) : new Set();
    const sent = sentWith(step ? ['embed.html', ...parts] : parts, files);
    hold(what, total([...sent].filter((one) => !there.has(one))) + (step ? longest : 0), budget);
  }
}

/** @param {Files} files @param {(names: Iterable<string>) => number} total */
function printSizes(files, total) {
  const sent = sentWith(['index.html'], files);
  console.log('\n   plain KB   brotli KB   dist/ (* = sent with the default page)');
  for (const [name, { bytes, brotli }] of [...files].sort((a, b) => b[1].brotli - a[1].brotli)) {
    const columns = [kb(bytes.length).padStart(11), kb(brotli).padStart(11), sent.has(name) ? '*' : ' ', name];
    console.log(columns.join(' '));
  }
  const wish = (/** @type {string} */ what, /** @type {Iterable<string>} */ names, /** @type {number} */ bytes) =>
    console.log(`${what}: ${kb(total(names))} KB (brotli); the wish is ${kb(bytes)} KB.`);
  const isWasm = (/** @type {string} */ name) => name.endsWith('.wasm');
  wish('The wasm', [...sent].filter(isWasm), WISH_BYTES.wasm);
  const rest = [...sent].filter((name) => !isWasm(name));
  wish('JavaScript, styles and page', rest, WISH_BYTES.rest);
  wish('The embed in all', sentWith(['embed.html'], files), WISH_BYTES.embed);
}

/**
 * The files that a page, or a part, needs before the user does anything: every file named in it or in a file that it
 * needs, including workers and wasm. File names contain hashes, so no text contains one by chance. Files that only a
 * dynamic `import()` names are left out: they are fetched on demand.
 * @param {string[]} names
 * @param {Files} files
 */
function sentWith(names, files) {
  const sent = new Set(names);
  for (const name of sent) {
    if (!/\.(html|js|css|svg)$/.test(name)) continue;
    const text = String(files.get(name)?.bytes)
      .replace(/<picture>.*?<\/picture>/gs, (picture) => (picture.includes('loading="lazy"') ? '' : picture))
      .replace(/\bimport\(\s*[`'"][^`'"]*[`'"]\s*\)/g, '')
      .replace(/__vite__mapDeps=.*/, '');
    for (const other of files.keys())
      if (!other.endsWith('.html') && other !== ON_FAILURE && text.includes(path.basename(other))) sent.add(other);
  }
  return sent;
}
