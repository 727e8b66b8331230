// All checks, the cheapest first. `npm test` runs all of them, `npm run check` the quick ones.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { pictures } from '../pictures/golden.mjs';
import { ensureBrowser, ensureShell } from '../setup/browsers.mjs';
import { ROOT, start } from '../setup/commands.mjs';
import { inReal } from '../real/runner.mjs';
import { buildCore, buildTool, ensurePackages, ensureRust, OTHER_CRATES } from '../setup/prerequisites.mjs';
import { bundle, checkSizes } from '../site/dist.mjs';
import { checkNotices } from '../site/licences.mjs';
import { freePort } from '../site/server.mjs';
import { checkBundle, checkReproducible } from './reproducible.mjs';

/**
 * @typedef {object} Step
 * @property {string} name as printed
 * @property {string[]} groups the groups that it belongs to, or, for a set-up step, those that need it
 * @property {boolean} [setup] prepares instead of checking, and is not counted
 * @property {boolean} [quick] whether `npm run check` runs it too
 * @property {boolean} [beside] mostly takes one thread, so that the steps after it begin meanwhile
 * @property {boolean} [alone] begins when nothing else runs any more
 * @property {() => void | Promise<void>} body throws when the step fails
 */

export const GROUPS = ['lint', 'native', 'real', 'types', 'units', 'wasm', 'pages'];
const WASM = ['--target', 'wasm32-unknown-unknown'];
const DENY_WARNINGS = ['--', '-D', 'warnings'];

/** @type {Step[]} */
const LINT = [
  { quick: true, name: 'rustfmt', groups: ['lint'], body: rustfmt },
  {
    quick: true,
    beside: true,
    name: 'prettier',
    groups: ['lint'],
    body: () => script('prettier/bin/prettier.cjs', ['--check', '.']),
  },
  {
    quick: true,
    name: 'eslint',
    groups: ['lint'],
    body: () => script('eslint/bin/eslint.js', ['--max-warnings', '0', '.']),
  },
  {
    quick: true,
    name: 'the tables of the benchmark are those of its results',
    groups: ['lint'],
    body: () => start(process.execPath, ['tools/bench.mjs', '--check']),
  },
  { quick: true, name: 'clippy', groups: ['lint'], body: () => cargo('clippy', '--all-targets', ...DENY_WARNINGS) },
  {
    quick: true,
    name: 'clippy for wasm',
    groups: ['lint'],
    body: async () => {
      await cargo('clippy', '--lib', '--test', 'web', '--bench', 'kernel', ...WASM, ...DENY_WARNINGS);
      for (const feature of ['orders', 'recordings', 'theory_only'])
        await cargo('clippy', '--lib', '--no-default-features', '--features', feature, ...WASM, ...DENY_WARNINGS);
    },
  },
];

/** @type {Step[]} */
const NATIVE = [
  { name: 'tests, native', groups: ['native'], body: () => cargo('test') },
  {
    name: 'documentation, private items included',
    groups: ['native'],
    body: () =>
      start('cargo', ['doc', '--locked', '--no-deps', '--document-private-items'], { RUSTDOCFLAGS: '-D warnings' }),
  },
];

/** The runs on real servers. Skipped with a message if the servers cannot be installed. @type {Step[]} */
const REAL = [
  {
    name: 'real runs: clippy and units',
    groups: ['real'],
    body: async () => {
      await start('cargo', [...inReal('clippy'), '--all-targets', ...DENY_WARNINGS]);
      await start('cargo', inReal('test'));
    },
  },
  {
    name: 'real runs: four strategies, interventions, interruptions',
    groups: ['real'],
    // Other work would make real requests late.
    alone: true,
    body: () => testsInNode('real', 1),
  },
];

/** The tests of the core as wasm and of the page's modules that need no browser. @type {Step[]} */
const IN_NODE = [
  {
    setup: true,
    quick: true,
    name: 'build tool with test runner',
    groups: ['real', 'types', 'units', 'wasm', 'pages'],
    body: () => start('cargo', buildTool('build', true)),
  },
  {
    setup: true,
    quick: true,
    name: 'cores and bindings',
    groups: ['real', 'types', 'units', 'wasm', 'pages'],
    body: () => buildCore({ runner: true }),
  },
  ...['.', 'tools', 'tests/platforms', 'tests/real', 'tests/shipped', 'tests/units'].map((folder) => ({
    quick: true,
    name: folder === '.' ? 'types of the page' : `types of ${folder}`,
    groups: ['types'],
    body: () => script('typescript/bin/tsc', ['--project', folder]),
  })),
  { quick: true, name: 'units of the page', groups: ['units'], body: () => testsInNode('units') },
  {
    beside: true,
    name: 'the shipped core in node: memory refused, memory flat, panics, windows',
    groups: ['units'],
    body: () => testsInNode('shipped', 1),
  },
];

/** @type {Step[]} */
const SHIPPING = [
  { quick: true, name: 'licences of what is shipped', groups: ['lint'], body: checkNotices },
  { beside: true, name: 'two cores from another folder, bit by bit', groups: ['wasm'], body: checkReproducible },
];

/** @type {Step[]} */
const IN_BROWSERS = [
  {
    setup: true,
    name: 'browser',
    groups: ['wasm', 'pages'],
    body: () => {
      ensureBrowser();
      ensureShell();
    },
  },
  { name: 'wasm tests in node', groups: ['wasm'], body: () => wasmTests({}) },
  { name: 'wasm tests in a browser window', groups: ['wasm'], body: () => browserTests('WASM_BINDGEN_USE_BROWSER') },
  {
    name: 'wasm tests in a browser worker',
    groups: ['wasm'],
    body: () => browserTests('WASM_BINDGEN_USE_DEDICATED_WORKER'),
  },
  {
    name: 'fingerprints of the shipped core in node and Chromium',
    groups: ['pages'],
    body: () => start(process.execPath, ['tools/fingerprints.mjs', '--only', 'node,chromium']),
  },
  { name: 'page bundle and its budget', groups: ['pages'], body: () => bundle().then(checkSizes) },
  { name: 'the page bundle from another folder, bit by bit', groups: ['pages'], body: checkBundle },
  { name: 'page tests', groups: ['pages'], body: pageTests },
  { name: 'golden pictures', groups: ['pages'], body: () => pictures() },
];

/** @type {Step[]} */
export const STEPS = [
  {
    setup: true,
    quick: true,
    name: 'Rust and its wasm target',
    groups: GROUPS,
    body: () => ensureRust(['rustfmt', 'clippy']),
  },
  {
    setup: true,
    quick: true,
    name: 'npm packages',
    groups: ['lint', 'real', 'types', 'units', 'wasm', 'pages'],
    body: ensurePackages,
  },
  ...LINT,
  {
    quick: true,
    name: 'units of the core, and the rules of the house',
    groups: [],
    body: async () => {
      await cargo('test', '--lib');
      await cargo('test', '--test', 'it', '--', 'tidy');
    },
  },
  ...NATIVE,
  ...IN_NODE,
  ...REAL,
  ...SHIPPING,
  ...IN_BROWSERS,
];

async function rustfmt() {
  await cargo('fmt', '--check');
  for (const crate of OTHER_CRATES) await cargo('fmt', '--check', '--manifest-path', `${crate}/Cargo.toml`);
}

/** Runs cargo with the committed lock file, so that all builds use the same versions. */
function cargo(/** @type {string[]} */ ...args) {
  const separator = args.includes('--') ? args.indexOf('--') : args.length;
  const locked = args[0] === 'fmt' ? [] : ['--locked'];
  return start('cargo', [...args.slice(0, separator), ...locked, ...args.slice(separator)]);
}

/** Runs the command line of an npm package. */
function script(
  /** @type {string} */ file,
  /** @type {string[]} */ args,
  /** @type {Record<string, string>} */ env = {},
) {
  return start(process.execPath, [path.join('node_modules', file), ...args], env);
}

/**
 * Runs tests/shipped/web.rs in the place that the environment variables select (the runner is in `.cargo/config.toml`).
 */
function wasmTests(/** @type {Record<string, string>} */ env) {
  return start('cargo', ['test', '--locked', '--test', 'web', ...WASM], env);
}

function browserTests(/** @type {string} */ where) {
  const { chrome, driver } = ensureBrowser();
  const settings = path.join(ROOT, 'target', 'webdriver.json');
  mkdirSync(path.dirname(settings), { recursive: true });
  writeFileSync(settings, JSON.stringify({ 'goog:chromeOptions': { binary: chrome, args: ['--disable-gpu'] } }));
  return wasmTests({
    [where]: '1',
    CHROMEDRIVER: driver,
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: settings,
    // A plain file server does not isolate origins, so there is no SharedArrayBuffer. Tests must not use one either.
    WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION: '1',
    // Limits in seconds, for a busy machine. Nothing waits for them.
    WASM_BINDGEN_TEST_TIMEOUT: '900',
    WASM_BINDGEN_TEST_DRIVER_TIMEOUT: '120',
  });
}

async function pageTests() {
  await script('@playwright/test/cli.js', ['test'], {
    CHROME_BIN: ensureShell(),
    PAGES_PORT: String(await freePort()),
    SUBPATH_PORT: String(await freePort()),
  });
}

/**
 * Runs the tests in a folder of tests/. They are listed one by one, because versions of `node --test` find different
 * files. By default a core of the machine would be left idle, half of two.
 * @param {string} folder
 * @param {number} [together] how many files run at the same time
 */
function testsInNode(folder, together = os.availableParallelism()) {
  const files = readdirSync(path.join(ROOT, 'tests', folder)).filter((file) => file.endsWith('.test.js'));
  const paths = files.map((file) => path.join('tests', folder, file));
  return start(process.execPath, ['--test', '--test-reporter', 'spec', `--test-concurrency=${together}`, ...paths]);
}
