// What every command needs before it can start: the wasm target, the npm packages, the compiled core and its
// JavaScript side. Plain node without dependencies, because it runs before `npm ci` has.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const WASM_TARGET = 'wasm32-unknown-unknown';
export const GLUE_DIR = path.join(ROOT, 'www', 'wasm');

/** A failure of the user's set-up or of a command, told in its message alone: no stack trace helps. */
export class Failure extends Error {}

/** Runs the body of a command; a `Failure` ends it with its message and exit code 1. */
export async function main(/** @type {() => void | Promise<void>} */ body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

/**
 * Runs a program in the project's root with its output shown and without standard input.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} [env] added to ours
 */
export function run(program, args, env = {}) {
  const { error, status, signal } = spawnSync(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error) throw new Failure(`${program}: ${error.message}`);
  if (status !== 0) throw new Failure(`${program} ${args.join(' ')}: ${signal ?? `exit code ${status}`}`);
}

/**
 * The output of a program, or null where it is missing or fails.
 * @param {string} program
 * @param {string[]} args
 */
export function capture(program, args) {
  const { status, stdout } = spawnSync(program, args, {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return status === 0 ? stdout.trim() : null;
}

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
 * The two builds of the core: the page's first one, and one that runs code as well (the feature `python`), which is fetched
 * for a lane of one's own. Each is built in a folder of its own, so that neither is made anew when the other was asked for.
 */
const CORES = [
  { glue: GLUE_DIR, folder: null, features: ['--no-default-features'] },
  { glue: path.join(GLUE_DIR, 'python'), folder: path.join('target', 'python'), features: [] },
];

/**
 * Compiles the cores to wasm and writes their JavaScript sides into www/wasm/ and www/wasm/python/.
 * @param {{ runner?: boolean }} [options] `runner`: use the build tool with the test runner in it, so that a test run
 * compiles the tool only once
 */
export function buildCore({ runner = false } = {}) {
  for (const { glue, folder, features } of CORES) {
    const target = folder ? ['--target-dir', folder] : [];
    run('cargo', ['build', '--release', '--lib', '--target', WASM_TARGET, ...features, ...target]);
    const core = wasmOfCore(folder);
    const made = path.join(glue, 'cache_aside_playground_bg.wasm');
    const sources = [core, 'tools/Cargo.lock', 'tools/src/main.rs'].map((file) => path.resolve(ROOT, file));
    if (existsSync(made) && sources.every((file) => statSync(file).mtimeMs < statSync(made).mtimeMs)) continue;
    const bindgen = ['bindgen', '--target', 'web', '--out-dir', glue, core];
    run('cargo', [...buildTool('run', runner), '--', ...bindgen]);
  }
}

/** Where cargo puts the compiled core. @param {string | null} [folder] the build's own, if it has one */
export function wasmOfCore(folder = null) {
  if (folder) return path.join(ROOT, folder, WASM_TARGET, 'release', 'cache_aside_playground.wasm');
  const metadata = capture('cargo', ['metadata', '--no-deps', '--format-version', '1']);
  if (metadata === null) throw new Failure('cargo cannot read Cargo.toml.');
  return path.join(JSON.parse(metadata).target_directory, WASM_TARGET, 'release', 'cache_aside_playground.wasm');
}

/** What cargo is told to build or run the build tool (tools/src/main.rs), with the test runner in it or without. */
export function buildTool(/** @type {'build' | 'run'} */ verb, runner = false) {
  return [verb, '--release', '--manifest-path', 'tools/Cargo.toml', ...(runner ? ['--features', 'runner'] : [])];
}

/** Everything the page is bundled from. */
export function ensureAll() {
  ensureRust();
  ensurePackages();
  buildCore();
}
