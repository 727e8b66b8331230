// Checks that builds are reproducible: two of the cores, which together contain nearly all of the source, are compiled
// again in another folder, of another depth, with another cargo home, and compared byte by byte. (The others are made
// in the same way, and no file of dist/ may contain a path of this machine.) That takes a minute, so sources that have
// passed are remembered by their digest.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Failure, ROOT, run } from '../setup/commands.mjs';
import { cargoHome, compileCores, digestOf, filesOf, SOURCES, sourcesOfCores, wasmOfCore } from '../setup/cores.mjs';

/** The sources, and folders of other targets in Cargo.toml: cargo requires them, but does not compile them. */
const COPIED = [...SOURCES, 'tests', 'examples', 'benches', 'fuzz/src'];
/** The other inputs of dist/, including the bundler's settings. */
const PAGE = ['www', 'docs', 'tools', 'vite.config.js', 'package.json', 'package-lock.json', 'LICENSE-MIT'];
/** The file with the digest of the sources that have passed. */
const PASSED = path.join(ROOT, 'target', 'reproducible.txt');

/** The cores that are compiled again. @type {import('../setup/cores.mjs').Core[]} */
const NAMES = ['simulation', 'python'];

/** Compares the cores in the project's folder with those compiled elsewhere. */
export async function checkReproducible() {
  const built = NAMES.map((name) => readFileSync(wasmOfCore(name)));
  const digest = digestOf([...built, ...sourcesOfCores()]);
  if (existsSync(PASSED) && readFileSync(PASSED, 'utf8') === digest) {
    console.log('These sources and these cores have passed before.');
    return;
  }
  const others = await compiledElsewhere();
  const differs = NAMES.find((_, i) => !built[i].equals(others[i]));
  if (differs)
    throw new Failure(
      `The core (${differs}) that is compiled in another folder, with another cargo home, has other bits.`,
    );
  writeFileSync(PASSED, digest);
}

/** The bytes of the cores when compiled in another folder. */
function compiledElsewhere() {
  return elsewhere(COPIED, async (root, home) => {
    // The sources of the crates are linked, so that nothing is downloaded.
    mkdirSync(home);
    symlinkSync(path.join(cargoHome(), 'registry'), path.join(home, 'registry'), 'dir');
    await compileCores(NAMES, root, { env: { CARGO_HOME: home }, home, options: ['--offline'] });
    return NAMES.map((name) => readFileSync(wasmOfCore(name, root)));
  });
}

/** Compares dist/ with a bundle of the same core that is made in another folder. */
export async function checkBundle() {
  await elsewhere([...COPIED, ...PAGE], async (root) => {
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'), 'dir');
    run(process.execPath, ['-e', "import('./tools/site/dist.mjs').then(({ bundle }) => bundle())"], {}, root);
    const [here, there] = [path.join(ROOT, 'dist'), path.join(root, 'dist')];
    const names = filesOf(here).map((file) => path.relative(here, file));
    const others = filesOf(there).map((file) => path.relative(there, file));
    const differs = names.find(
      (name) =>
        !others.includes(name) || !readFileSync(path.join(here, name)).equals(readFileSync(path.join(there, name))),
    );
    if (differs ?? names.length !== others.length)
      throw new Failure(`dist/ that is bundled in another folder has other bits: ${differs ?? others.join(', ')}`);
  });
}

/**
 * Calls `body` with a copy of these sources in a temporary folder.
 * @template T
 * @param {string[]} sources
 * @param {(root: string, home: string) => Promise<T>} body
 */
async function elsewhere(sources, body) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cache-aside-'));
  try {
    const root = path.join(folder, 'some', 'other folder', 'playground');
    mkdirSync(root, { recursive: true });
    // The build output of the tools is large, and not a source.
    const built = path.join(ROOT, 'tools', 'target');
    for (const source of sources) {
      cpSync(path.join(ROOT, source), path.join(root, source), { recursive: true, filter: (file) => file !== built });
    }
    return await body(root, path.join(folder, 'cargo-home'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
