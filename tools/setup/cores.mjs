// The compiled cores and their JavaScript sides. Plain node without dependencies, because it runs before `npm ci`.

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { allOf, capture, Failure, ROOT, start } from './commands.mjs';

export const WASM_TARGET = 'wasm32-unknown-unknown';
export const GLUE_DIR = path.join(ROOT, 'www', 'wasm');
/** The file name of every core: cargo chooses it, and wasm-bindgen names what it writes after it. */
const CARGO_NAME = 'cache_aside_playground.wasm';
/** Everything that a core is compiled from, apart from the crates that Cargo.lock names. */
export const SOURCES = ['Cargo.toml', 'Cargo.lock', '.cargo', 'rust-toolchain.toml', 'src'];

/** The cargo options for a core without the user's code and without theory, which are on by default. */
export const FIRST_CORE = ['--no-default-features'];

/**
 * A core that is fetched later.
 * @param {string} name of the folder of its JavaScript side @param {'release' | 'small'} profile
 * @param {string} [feature]
 */
const later = (name, profile, feature = name) => ({
  profile,
  options: ['--features', feature, ...FIRST_CORE],
  glue: path.join(GLUE_DIR, name),
});

/** The builds of the core: cargo's profile and options, and the folder for the JavaScript side. */
export const CORES = {
  simulation: { profile: 'release', options: FIRST_CORE, glue: GLUE_DIR },
  // The explorer of orders is loaded on demand. It has its own core, which can also play ways.
  orders: later('orders', 'release'),
  // The core for the user's code is loaded for the first lane with code.
  python: later('python', 'release'),
  // The core that reads recordings of real servers runs nothing. It is loaded with the first recording.
  recordings: later('recordings', 'small'),
  // The core that compares runs with theory runs nothing either. It is loaded when theory is first shown.
  theory: later('theory', 'small', 'theory_only'),
};
/** @typedef {keyof typeof CORES} Core */

/**
 * Compiles the cores whose sources have changed, and writes the JavaScript sides of those that differ into www/wasm/.
 * @param {(sides: string[]) => void} bindgen runs wasm-bindgen with these arguments
 * @param {string[]} tool the files that wasm-bindgen is built from
 */
export async function buildCores(bindgen, tool) {
  const names = /** @type {Core[]} */ (Object.keys(CORES));
  const digest = digestOf(sourcesOfCores());
  const passed = (/** @type {Core} */ name) => path.join(path.dirname(wasmOfCore(name)), 'sources.txt');
  const isBuilt = (/** @type {Core} */ name) =>
    existsSync(wasmOfCore(name)) && existsSync(passed(name)) && readFileSync(passed(name), 'utf8') === digest;
  const stale = names.filter((name) => !isBuilt(name));
  for (const name of stale) rmSync(passed(name), { force: true });
  await compileCores(stale);
  for (const name of stale) writeFileSync(passed(name), digest);
  for (const name of names) {
    const written = path.join(CORES[name].glue, 'cache_aside_playground_bg.wasm');
    const sources = [wasmOfCore(name), ...tool];
    if (existsSync(written) && sources.every((file) => statSync(file).mtimeMs < statSync(written).mtimeMs)) continue;
    bindgen(['--target', 'web', '--out-dir', CORES[name].glue, wasmOfCore(name)]);
  }
}

/**
 * Compiles cores to target/cores/. Those of a profile are compiled one after another in the same folder of cargo, so
 * that the crates they need are compiled once: 50 of the 75 seconds of processor time that a core of its own folder
 * takes. The last crate of a core is compiled by one thread, so the two profiles are compiled at the same time.
 * @param {Core[]} names
 * @param {string} [root] the folder of the sources
 * @param {{ env?: Record<string, string>, home?: string, options?: string[] }} [cargo]
 */
export async function compileCores(names, root = ROOT, { env = {}, home = cargoHome(), options = [] } = {}) {
  const common = ['--locked', '--lib', '--target', WASM_TARGET, ...withoutPaths(root, home), ...options];
  /** @param {string} profile */
  const compile = async (profile) => {
    for (const name of names.filter((one) => CORES[one].profile === profile)) {
      const { options } = CORES[name];
      await start('cargo', ['build', '--profile', profile, ...options, ...common], env, root);
      mkdirSync(path.dirname(wasmOfCore(name, root)), { recursive: true });
      copyFileSync(path.join(targetOf(root), WASM_TARGET, profile, CARGO_NAME), wasmOfCore(name, root));
    }
  };
  await allOf([...new Set(names.map((name) => CORES[name].profile))].map(compile));
}

/** Everything that decides the bits of the cores. */
export const sourcesOfCores = () => [
  JSON.stringify([CORES, capture('rustc', ['-vV']), process.env.RUSTFLAGS ?? '']),
  ...SOURCES.flatMap((source) => {
    const place = path.join(ROOT, source);
    const files = statSync(place).isDirectory() ? filesOf(place) : [place];
    return files.flatMap((file) => [path.relative(ROOT, file), readFileSync(file)]);
  }),
];

/** @param {(string | Buffer)[]} parts */
export function digestOf(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** All files below a folder, in the order of their paths. @param {string} folder */
export function filesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [path.join(entry.parentPath, entry.name)] : [])).sort();
}

/** The path of a compiled core. @param {Core} name @param {string} [root] */
export const wasmOfCore = (name = 'simulation', root = ROOT) => path.join(targetOf(root), 'cores', name, CARGO_NAME);

/** @type {Map<string, string>} */
const targets = new Map();

/** The folder of cargo's output for these sources. @param {string} root */
function targetOf(root) {
  const known = targets.get(root);
  if (known !== undefined) return known;
  const manifest = ['--manifest-path', path.join(root, 'Cargo.toml')];
  const metadata = capture('cargo', ['metadata', '--no-deps', '--format-version', '1', ...manifest]);
  if (metadata === null) throw new Failure('cargo cannot read Cargo.toml.');
  const target = /** @type {string} */ (JSON.parse(metadata).target_directory);
  targets.set(root, target);
  return target;
}

/** The folder in which cargo keeps the sources of crates. */
export const cargoHome = () => process.env.CARGO_HOME ?? path.join(os.homedir(), '.cargo');

/**
 * Folders of this machine that a compiled file might contain, with the names that replace them.
 * @returns {[string, string][]}
 */
export function builderPaths(root = ROOT, home = cargoHome()) {
  return [
    [root, '.'],
    [home, 'cargo'],
  ];
}

/**
 * The options of cargo for a core that is shipped. They remove the folders of this machine, so that the same sources
 * give the same bits anywhere. They add to the flags of `.cargo/config.toml`, which `RUSTFLAGS` would replace.
 */
export function withoutPaths(root = ROOT, home = cargoHome()) {
  const flags = builderPaths(root, home).map(([from, to]) => JSON.stringify(`--remap-path-prefix=${from}=${to}`));
  return ['--config', `target.${WASM_TARGET}.rustflags=[${flags.join()}]`];
}
