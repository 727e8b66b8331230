// The prerequisites of commands: the wasm target, the npm packages, the compiled core and its JavaScript side. Plain
// node without dependencies, because it runs before `npm ci`.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { capture, Failure, ROOT, run, runTogether } from './commands.mjs';

export const WASM_TARGET = 'wasm32-unknown-unknown';
/** The file name of a compiled core. */
export const CORE = 'cache_aside_playground.wasm';
export const GLUE_DIR = path.join(ROOT, 'www', 'wasm');

/** Crates with separate workspaces. */
export const OTHER_CRATES = ['tools', 'fuzz', 'benches/peers', 'real'];

/** The cargo options for a core without the user's code and without theory, which are on by default. */
export const FIRST_CORE = ['--no-default-features'];

/**
 * A core that is fetched later, with a profile and folders of its own.
 * @param {string} name @param {string} [feature]
 */
const later = (name, feature = name) => ({
  options: ['--profile', name, '--features', feature, ...FIRST_CORE],
  folder: name,
  glue: path.join(GLUE_DIR, name),
});

/** The builds of the core: cargo options, the folder in target/, and the folder for the JavaScript side. */
export const CORES = {
  simulation: { options: ['--release', ...FIRST_CORE], folder: 'release', glue: GLUE_DIR },
  // The explorer of orders is loaded on demand. It has its own core, which can also play ways.
  orders: later('orders'),
  // The core that reads recordings of real servers runs nothing. It is loaded with the first recording.
  recordings: later('recordings'),
  // The core that compares runs with theory runs nothing either. It is loaded when theory is first shown.
  theory: later('theory', 'theory_only'),
  // The core for the user's code is loaded for the first lane with code.
  python: later('python'),
};
/** @typedef {keyof typeof CORES} Core */

/**
 * Adds the compiler's wasm target and these components of the toolchain if they are missing.
 * @param {string[]} [components]
 */
export function ensureRust(components = []) {
  const libraries = capture('rustc', ['--print', 'target-libdir', '--target', WASM_TARGET]);
  if (libraries === null) throw new Failure('Rust is missing: install it as https://rustup.rs says, then try again.');
  if (!existsSync(libraries)) addWithRustup('target', WASM_TARGET);
  for (const component of components) {
    if (capture(`cargo-${component.replace('rustfmt', 'fmt')}`, ['--version']) === null)
      addWithRustup('component', component);
  }
}

function addWithRustup(/** @type {'target' | 'component'} */ kind, /** @type {string} */ name) {
  if (capture('rustup', ['--version']) === null) {
    throw new Failure(`This Rust lacks the ${kind} ${name}, and there is no rustup to add it: please install it.`);
  }
  run('rustup', [kind, 'add', name]);
}

/** Installs the npm packages if there are none, or if the lock file has changed since. */
export function ensurePackages() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Failure(`Node 20.19 or newer is needed, this is ${process.version}.`);
  const stamp = path.join(ROOT, 'node_modules', '.installed-from');
  const lock = createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  // Browsers are never downloaded: browsers.mjs finds those of this machine.
  run('npm', ['ci', '--no-audit', '--no-fund'], { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' });
  writeFileSync(stamp, lock);
}

/**
 * Compiles the cores to wasm and writes their JavaScript sides into www/wasm/. Most of the time goes into the last
 * crate of each core, which is compiled by one thread, so all cores are compiled at the same time.
 * @param {{ runner?: boolean }} [options] `runner`: use the build tool with the test runner in it, so that a test run
 * compiles the tool only once
 */
export async function buildCore({ runner = false } = {}) {
  const where = ['--lib', '--target', WASM_TARGET, ...withoutPaths()];
  const builds = Object.values(CORES).map(({ options }) => ['build', '--locked', ...options, ...where]);
  await runTogether('cargo', builds);
  for (const name of /** @type {Core[]} */ (Object.keys(CORES))) {
    const { glue } = CORES[name];
    const core = wasmOfCore(name);
    const written = path.join(glue, 'cache_aside_playground_bg.wasm');
    const sources = [core, 'tools/Cargo.lock', 'tools/src/main.rs'].map((file) => path.resolve(ROOT, file));
    if (existsSync(written) && sources.every((file) => statSync(file).mtimeMs < statSync(written).mtimeMs)) continue;
    const bindgen = ['bindgen', '--target', 'web', '--out-dir', glue, core];
    run('cargo', [...buildTool('run', runner), '--', ...bindgen]);
  }
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

/** The path of a compiled core. */
export function wasmOfCore(/** @type {Core} */ name = 'simulation') {
  const metadata = capture('cargo', ['metadata', '--no-deps', '--format-version', '1']);
  if (metadata === null) throw new Failure('cargo cannot read Cargo.toml.');
  return path.join(JSON.parse(metadata).target_directory, WASM_TARGET, CORES[name].folder, CORE);
}

/** The arguments of cargo that build or run the build tool (tools/src/main.rs), with or without the test runner. */
export function buildTool(/** @type {'build' | 'run'} */ verb, runner = false) {
  return [
    verb,
    '--locked',
    '--release',
    '--manifest-path',
    'tools/Cargo.toml',
    ...(runner ? ['--features', 'runner'] : []),
  ];
}

/** Prepares everything that bundling the page needs. */
export async function ensureAll() {
  ensureRust();
  ensurePackages();
  await buildCore();
}
