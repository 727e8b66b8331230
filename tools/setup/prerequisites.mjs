// The prerequisites of commands: the wasm target, the npm packages, the compiled core and its JavaScript side. Plain
// node without dependencies, because it runs before `npm ci`.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { capture, Failure, ROOT, run } from './commands.mjs';
import { buildCores, digestOf, WASM_TARGET } from './cores.mjs';

/** Crates with separate workspaces. */
export const OTHER_CRATES = ['tools', 'fuzz', 'benches/peers', 'real'];

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
  const lock = digestOf([readFileSync(path.join(ROOT, 'package-lock.json'))]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  // Browsers are never downloaded: browsers.mjs finds those of this machine.
  run('npm', ['ci', '--no-audit', '--no-fund'], { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' });
  writeFileSync(stamp, lock);
}

/**
 * Compiles the cores and writes their JavaScript sides into www/wasm/.
 * @param {{ runner?: boolean }} [options] `runner`: use the build tool with the test runner in it, so that a test run
 * compiles the tool only once
 */
export const buildCore = ({ runner = false } = {}) =>
  buildCores(
    (sides) => run('cargo', [...buildTool('run', runner), '--', 'bindgen', ...sides]),
    ['tools/Cargo.lock', 'tools/src/main.rs'].map((file) => path.join(ROOT, file)),
  );

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
