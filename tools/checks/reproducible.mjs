// The same sources give the same core, wherever they lie and wherever cargo keeps its crates: it is compiled again in
// another folder, of another depth, with another cargo home, and compared byte by byte.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { Failure, ROOT, run } from '../setup/commands.mjs';
import { cargoHome, CORE, wasmOfCore, WASM_TARGET, withoutPaths } from '../setup/prerequisites.mjs';

/** What the core is compiled from; cargo also wants to see the other targets that Cargo.toml names. */
const SOURCES = [
  'Cargo.toml',
  'Cargo.lock',
  '.cargo',
  'rust-toolchain.toml',
  'src',
  'tests',
  'examples',
  'benches',
  'fuzz/src',
];

/** Compares with the core that has been built in the project's own folder. */
export function checkReproducible() {
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
    const again = readFileSync(path.join(root, 'target', WASM_TARGET, 'release', CORE));
    if (!again.equals(readFileSync(wasmOfCore())))
      throw new Failure('The core that is compiled in another folder, with another cargo home, has other bits.');
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
}
