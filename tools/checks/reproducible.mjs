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
    const files = statSync(path.join(ROOT, source)).isDirectory()
      ? readdirSync(path.join(ROOT, source), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => path.join(entry.parentPath, entry.name))
          .sort()
      : [path.join(ROOT, source)];
    for (const file of files) hash.update(path.relative(ROOT, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** The bytes of the core as they come out somewhere else. */
function compiledElsewhere() {
  const elsewhere = mkdtempSync(path.join(os.tmpdir(), 'cache-aside-'));
  try {
    const root = path.join(elsewhere, 'some', 'other folder', 'playground');
    const home = path.join(elsewhere, 'cargo-home');
    mkdirSync(root, { recursive: true });
    for (const source of SOURCES) cpSync(path.join(ROOT, source), path.join(root, source), { recursive: true });
    // The crates are there already, under another address.
    mkdirSync(home);
    symlinkSync(path.join(cargoHome(), 'registry'), path.join(home, 'registry'), 'dir');
    const options = [
      '--locked',
      '--offline',
      '--release',
      '--lib',
      '--target',
      WASM_TARGET,
      ...withoutPaths(root, home),
    ];
    run('cargo', ['build', ...options], { CARGO_HOME: home }, root);
    return readFileSync(path.join(root, 'target', WASM_TARGET, 'release', CORE));
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
}
