// The same sources give the same core, wherever they lie and wherever cargo keeps its crates: it is compiled again in
// another folder, of another depth, with another cargo home, and compared byte by byte. That takes as long as compiling
// the core does; sources that have passed are known by their digest, and not compiled again.

import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Failure, ROOT, run } from '../setup/commands.mjs';
import { cargoHome, CORE, wasmOfCore, WASM_TARGET, withoutPaths } from '../setup/prerequisites.mjs';

/** Folders of other targets that Cargo.toml names: cargo wants to see them, and compiles nothing of them. */
const TARGETS = ['tests', 'examples', 'benches', 'fuzz/src'];
const SOURCES = ['Cargo.toml', 'Cargo.lock', '.cargo', 'rust-toolchain.toml', 'src', ...TARGETS];
/** What dist/ is bundled from besides, and what the bundler is told. */
const PAGE = ['www', 'tools', 'vite.config.js', 'package.json', 'package-lock.json', 'LICENSE-MIT'];
/** The digest of what has passed. */
const PASSED = path.join(ROOT, 'target', 'reproducible.txt');

/** Compares with the core that has been built in the project's own folder. */
export function checkReproducible() {
  const built = readFileSync(wasmOfCore());
  const digest = digestOf(built);
  if (existsSync(PASSED) && readFileSync(PASSED, 'utf8') === digest) {
    console.log('These sources and this core have passed before.');
    return;
  }
  if (!built.equals(compiledElsewhere()))
    throw new Failure('The core that is compiled in another folder, with another cargo home, has other bits.');
  writeFileSync(PASSED, digest);
}

/** A digest of the core and of everything it is compiled from. @param {Buffer} core */
function digestOf(core) {
  const hash = createHash('sha256').update(core);
  for (const source of SOURCES.filter((one) => !TARGETS.includes(one))) {
    const place = path.join(ROOT, source);
    const files = statSync(place).isDirectory() ? filesOf(place) : [place];
    for (const file of files) hash.update(path.relative(ROOT, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** The bytes of the core as they come out somewhere else. */
function compiledElsewhere() {
  return elsewhere(SOURCES, (root, home) => {
    // The crates are there already, under another address.
    mkdirSync(home);
    symlinkSync(path.join(cargoHome(), 'registry'), path.join(home, 'registry'), 'dir');
    const where = ['--locked', '--offline', '--release', '--lib', '--target', WASM_TARGET];
    run('cargo', ['build', ...where, ...withoutPaths(root, home)], { CARGO_HOME: home }, root);
    return readFileSync(path.join(root, 'target', WASM_TARGET, 'release', CORE));
  });
}

/** Compares dist/ with what is bundled of the same core in another folder. */
export function checkBundle() {
  elsewhere([...SOURCES, ...PAGE], (root) => {
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
 * Does something with copies of these sources, in a folder that is gone afterwards.
 * @template T
 * @param {string[]} sources
 * @param {(root: string, home: string) => T} body
 */
function elsewhere(sources, body) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cache-aside-'));
  try {
    const root = path.join(folder, 'some', 'other folder', 'playground');
    mkdirSync(root, { recursive: true });
    // What cargo has built of the tools is large, and no source.
    const built = path.join(ROOT, 'tools', 'target');
    for (const source of sources) {
      cpSync(path.join(ROOT, source), path.join(root, source), { recursive: true, filter: (file) => file !== built });
    }
    return body(root, path.join(folder, 'cargo-home'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All files below a folder, in the order of their paths. @param {string} folder */
function filesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [path.join(entry.parentPath, entry.name)] : [])).sort();
}
