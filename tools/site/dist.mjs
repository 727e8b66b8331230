// Bundles www/ into dist/, as several files and as a single one. Lists the sizes of the files that a visitor is sent,
// compressed with brotli as by a file server, and fails if a page exceeds its budget.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { Failure, ROOT } from '../setup/commands.mjs';
import { builderPaths } from '../setup/prerequisites.mjs';
import { notices } from './licences.mjs';
import { buildSingle } from './one_file.mjs';

/**
 * The budgets of the pages. The goals were 180 KB, and 145 KB for the embed. The embed and the lesson exceed these: the
 * core alone has 108 KB, and the lesson contains its text twice, as HTML and for the live steps.
 */
const BUDGET_BYTES = { 'index.html': 180_000, 'embed.html': 153_000, 'lesson.html': 192_000 };
/**
 * The budget of a lesson's step in a frame: the embed, and what it fetches with its first step. The goal was 150 KB.
 */
const STEP_BUDGET_BYTES = 166_000;
const STEP = /^assets.step-/;
/** The budget for what the ask box of the lesson fetches on its first focus. */
const ASK_BUDGET_BYTES = 12_000;
const ASK = /^assets.(answer|fitting)-/;
/** The budget for what the explorer of orders fetches when it is opened, including its core. */
const ORDERS_BUDGET_BYTES = 183_000;
const ORDERS = /^assets.orders-/;
/** The budget for the reader of recordings, including its core but no recording. */
const RECORDER_BUDGET_BYTES = 135_000;
const RECORDER = /^assets.recorder_worker-/;
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

/** Prints the sizes of dist/. Throws if a page is above its budget. */
export function checkSizes() {
  const files = new Map();
  for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const bytes = readFileSync(file);
    files.set(path.relative(DIST, file), { bytes, brotli: brotliCompressSync(bytes).length });
  }
  const sent = sentWith('index.html', files);
  const total = (/** @type {Set<string>} */ names) => [...names].reduce((sum, name) => sum + files.get(name).brotli, 0);
  const kb = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1);

  console.log('\n   plain KB   brotli KB   dist/ (* = sent with the default page)');
  for (const [name, { bytes, brotli }] of [...files].sort((a, b) => b[1].brotli - a[1].brotli)) {
    const columns = [kb(bytes.length).padStart(11), kb(brotli).padStart(11), sent.has(name) ? '*' : ' ', name];
    console.log(columns.join(' '));
  }
  const isWasm = (/** @type {string} */ name) => name.endsWith('.wasm');
  const wish = (/** @type {string} */ what, /** @type {Iterable<string>} */ names, /** @type {number} */ bytes) =>
    console.log(`${what}: ${kb(total(new Set(names)))} KB (brotli); the wish is ${kb(bytes)} KB.`);
  wish('The wasm', [...sent].filter(isWasm), WISH_BYTES.wasm);
  wish(
    'JavaScript, styles and page',
    [...sent].filter((name) => !isWasm(name)),
    WISH_BYTES.rest,
  );
  wish('The embed in all', sentWith('embed.html', files), WISH_BYTES.embed);
  for (const [page, budget] of Object.entries(BUDGET_BYTES)) {
    const bytes = total(sentWith(page, files));
    console.log(`${page} sends ${kb(bytes)} KB (brotli) of the ${kb(budget)} KB it may.`);
    if (bytes > budget) throw new Failure(`${page} is above its budget.`);
  }
  const orders = [...files.keys()].filter((name) => ORDERS.test(name));
  const before = sentWith('index.html', files);
  const more = new Set(orders.flatMap((name) => [...sentWith(name, files)]).filter((name) => !before.has(name)));
  console.log(
    `The explorer of orders fetches ${kb(total(more))} KB (brotli) of the ${kb(ORDERS_BUDGET_BYTES)} KB it may.`,
  );
  if (total(more) > ORDERS_BUDGET_BYTES) throw new Failure('The explorer of orders is above its budget.');
  const readers = [...files.keys()].filter((name) => RECORDER.test(name));
  const reader = total(new Set(readers.flatMap((name) => [...sentWith(name, files)])));
  console.log(`What reads recordings fetches ${kb(reader)} KB (brotli) of the ${kb(RECORDER_BUDGET_BYTES)} KB it may.`);
  if (!readers.length || reader > RECORDER_BUDGET_BYTES)
    throw new Failure('What reads recordings is above its budget.');
  const step = total(sentWithStep('embed.html', files));
  console.log(`A step in a frame sends ${kb(step)} KB (brotli) of the ${kb(STEP_BUDGET_BYTES)} KB it may.`);
  if (step > STEP_BUDGET_BYTES) throw new Failure('A step in a frame is above its budget.');
  const there = sentWith('lesson.html', files);
  const parts = [...files.keys()].filter((name) => ASK.test(name));
  if (!parts.length) throw new Failure('The ask box has no part that is fetched later.');
  const fetched = new Set(parts.flatMap((name) => [...sentWith(name, files)]).filter((name) => !there.has(name)));
  const ask = total(fetched);
  console.log(
    `The ask box fetches ${kb(ask)} KB (brotli) on its first focus, of the ${kb(ASK_BUDGET_BYTES)} KB it may.`,
  );
  if (ask > ASK_BUDGET_BYTES) throw new Failure('The ask box is above its budget.');
}

/**
 * The files of a page, and those that it fetches with a step of the lesson.
 * @param {string} page @param {Map<string, { bytes: Buffer }>} files
 */
function sentWithStep(page, files) {
  const step = [...files.keys()].filter((name) => STEP.test(name));
  return new Set([page, ...step].flatMap((name) => [...sentWith(name, files)]));
}

/**
 * The files that a page needs before the user does anything: every file named in it or in a file that it needs,
 * including workers and wasm. File names contain hashes, so no text contains one by chance. Files that only a dynamic
 * `import()` names are left out: they are fetched on demand.
 * @param {string} page
 * @param {Map<string, { bytes: Buffer }>} files
 */
function sentWith(page, files) {
  const sent = new Set([page]);
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
