// What every command needs before it can start: the wasm target, the npm packages, the compiled core and its
// JavaScript side. Plain node without dependencies, because it runs before `npm ci` has.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { capture, Failure, ROOT, run } from './commands.mjs';

export const WASM_TARGET = 'wasm32-unknown-unknown';
/** The compiled core's file. */
export const CORE = 'cache_aside_playground.wasm';
export const GLUE_DIR = path.join(ROOT, 'www', 'wasm');

/**
 * Adds the compiler's wasm target, and the toolchain's components named, where they are missing.
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

/** Installs the npm packages if there are none, or the lock file is another than the one they were installed from. */
export function ensurePackages() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Failure(`Node 20.19 or newer is needed, this is ${process.version}.`);
  const stamp = path.join(ROOT, 'node_modules', '.installed-from');
  const lock = createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  // The browser is looked for on this machine (browsers.mjs), never downloaded.
  run('npm', ['ci', '--no-audit', '--no-fund'], { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' });
  writeFileSync(stamp, lock);
}

/**
 * Compiles the core to wasm and writes its JavaScript side into www/wasm/.
 * @param {{ runner?: boolean }} [options] `runner`: use the build tool with the test runner in it, so that a test run
 * compiles the tool only once
 */
export function buildCore({ runner = false } = {}) {
  run('cargo', ['build', '--locked', '--release', '--lib', '--target', WASM_TARGET, ...withoutPaths()]);
  const core = wasmOfCore();
  const glue = path.join(GLUE_DIR, 'cache_aside_playground_bg.wasm');
  const sources = [core, 'tools/Cargo.lock', 'tools/src/main.rs'].map((file) => path.resolve(ROOT, file));
  if (existsSync(glue) && sources.every((file) => statSync(file).mtimeMs < statSync(glue).mtimeMs)) return;
  const bindgen = ['bindgen', '--target', 'web', '--out-dir', GLUE_DIR, core];
  run('cargo', [...buildTool('run', runner), '--', ...bindgen]);
}

/** Where cargo keeps the sources of crates. */
export const cargoHome = () => process.env.CARGO_HOME ?? path.join(os.homedir(), '.cargo');

/** Folders of this machine that a compiled file might name, and what it names instead. @returns {[string, string][]} */
export function builderPaths(root = ROOT, home = cargoHome()) {
  return [
    [root, '.'],
    [home, 'cargo'],
  ];
}

/**
 * What cargo is told besides for a core that is shipped: no folder of the builder's is in it, so that the same sources
 * give the same bits anywhere. It adds to the flags of `.cargo/config.toml`, where `RUSTFLAGS` would replace them.
 */
export function withoutPaths(root = ROOT, home = cargoHome()) {
  const flags = builderPaths(root, home).map(([from, to]) => JSON.stringify(`--remap-path-prefix=${from}=${to}`));
  return ['--config', `target.${WASM_TARGET}.rustflags=[${flags.join()}]`];
}

/** Where cargo puts the compiled core. */
export function wasmOfCore() {
  const metadata = capture('cargo', ['metadata', '--no-deps', '--format-version', '1']);
  if (metadata === null) throw new Failure('cargo cannot read Cargo.toml.');
  return path.join(JSON.parse(metadata).target_directory, WASM_TARGET, 'release', CORE);
}

/** What cargo is told to build or run the build tool (tools/src/main.rs), with the test runner in it or without. */
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

/** Everything the page is bundled from. */
export function ensureAll() {
  ensureRust();
  ensurePackages();
  buildCore();
}
