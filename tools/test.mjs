// `npm test`: every check there is, in order of what a failure costs to find, ending at the first that fails.
// `npm test -- --only lint,native` runs some groups: lint, native, types, wasm, pages.
// The last line of the output is `N passed, N failed`, counting the steps that ran.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { ensureBrowser } from './browsers.mjs';
import { bundle, checkSizes } from './bundle.mjs';
import { pictures } from './pictures.mjs';
import { buildCore, buildTool, ensurePackages, ensureRust, Failure, ROOT, run } from './setup.mjs';
import { freePort } from './static-server.mjs';

/**
 * @typedef {object} Step
 * @property {string} name as printed
 * @property {string[]} groups the groups it belongs to; `setup: true` steps are what these groups need
 * @property {boolean} [setup] prepares instead of checking, and is not counted
 * @property {() => void | Promise<void>} body throws when the step fails
 */

const GROUPS = ['lint', 'native', 'types', 'wasm', 'pages'];
const WASM = ['--target', 'wasm32-unknown-unknown'];
const DENY_WARNINGS = ['--', '-D', 'warnings'];

/** @type {Step[]} */
const STEPS = [
  { setup: true, name: 'Rust and its wasm target', groups: GROUPS, body: () => ensureRust(['rustfmt', 'clippy']) },
  { setup: true, name: 'npm packages', groups: ['lint', 'types', 'pages'], body: ensurePackages },

  { name: 'rustfmt', groups: ['lint'], body: () => cargo('fmt', '--check') },
  {
    name: 'rustfmt of tools',
    groups: ['lint'],
    body: () => cargo('fmt', '--check', '--manifest-path', 'tools/Cargo.toml'),
  },
  {
    name: 'rustfmt of fuzz targets',
    groups: ['lint'],
    body: () => cargo('fmt', '--check', '--manifest-path', 'fuzz/Cargo.toml'),
  },
  {
    name: 'rustfmt of the benchmark',
    groups: ['lint'],
    body: () => cargo('fmt', '--check', '--manifest-path', 'benches/peers/Cargo.toml'),
  },
  { name: 'prettier', groups: ['lint'], body: () => script('prettier/bin/prettier.cjs', ['--check', '.']) },
  { name: 'eslint', groups: ['lint'], body: () => script('eslint/bin/eslint.js', ['--max-warnings', '0', '.']) },
  {
    name: "the README's benchmark tables",
    groups: ['lint'],
    body: () => run(process.execPath, ['tools/bench.mjs', '--check']),
  },
  { name: 'clippy', groups: ['lint'], body: () => cargo('clippy', '--all-targets', ...DENY_WARNINGS) },
  {
    name: 'clippy for wasm',
    groups: ['lint'],
    body: () => cargo('clippy', '--lib', '--test', 'web', '--bench', 'kernel', ...WASM, ...DENY_WARNINGS),
  },

  { name: 'tests, native', groups: ['native'], body: () => cargo('test') },

  {
    setup: true,
    name: 'build tool with test runner',
    groups: ['types', 'wasm', 'pages'],
    body: () => run('cargo', buildTool('build', true)),
  },
  { name: 'core and bindings', groups: ['types', 'pages'], body: () => buildCore({ runner: true }) },
  { name: 'types of the page', groups: ['types'], body: () => script('typescript/bin/tsc', ['--project', '.']) },
  { name: 'types of tools', groups: ['types'], body: () => script('typescript/bin/tsc', ['--project', 'tools']) },
  {
    name: 'types of tests in browsers',
    groups: ['types'],
    body: () => script('typescript/bin/tsc', ['--project', 'tests/browsers']),
  },

  {
    name: 'types of tests in node',
    groups: ['types'],
    body: () => script('typescript/bin/tsc', ['--project', 'tests/node']),
  },

  { setup: true, name: 'browser', groups: ['wasm', 'pages'], body: () => void ensureBrowser() },
  { name: 'tests in node', groups: ['wasm'], body: () => wasmTests({}) },
  { name: 'tests in a browser window', groups: ['wasm'], body: () => browserTests('WASM_BINDGEN_USE_BROWSER') },
  {
    name: 'tests in a browser worker',
    groups: ['wasm'],
    body: () => browserTests('WASM_BINDGEN_USE_DEDICATED_WORKER'),
  },

  {
    name: 'the shipped core and the address in node: any input, memory refused, memory flat',
    groups: ['pages'],
    body: () => run(process.execPath, ['--test', '--test-reporter', 'spec', ...testsInNode()]),
  },
  {
    name: 'fingerprints of the shipped core in node and Chromium',
    groups: ['pages'],
    body: () => run(process.execPath, ['tools/fingerprints.mjs', '--only', 'node,chromium']),
  },
  { name: 'page bundle and its budget', groups: ['pages'], body: () => bundle().then(checkSizes) },
  { name: 'page tests', groups: ['pages'], body: pageTests },
  { name: 'golden pictures', groups: ['pages'], body: () => pictures() },
];

function cargo(/** @type {string[]} */ ...args) {
  // On a build machine the committed lock file must be complete; at the desk cargo may bring it up to date.
  const separator = args.includes('--') ? args.indexOf('--') : args.length;
  const locked = process.env.CI && args[0] !== 'fmt' ? ['--locked'] : [];
  run('cargo', [...args.slice(0, separator), ...locked, ...args.slice(separator)]);
}

/** Runs the command line of an npm package. */
function script(
  /** @type {string} */ file,
  /** @type {string[]} */ args,
  /** @type {Record<string, string>} */ env = {},
) {
  run(process.execPath, [path.join('node_modules', file), ...args], env);
}

/** tests/web.rs, where the environment variables say (`.cargo/config.toml` names the runner). */
function wasmTests(/** @type {Record<string, string>} */ env) {
  run('cargo', ['test', '--test', 'web', ...WASM, ...(process.env.CI ? ['--locked'] : [])], env);
}

function browserTests(/** @type {string} */ where) {
  const { chrome, driver } = ensureBrowser();
  const settings = path.join(ROOT, 'target', 'webdriver.json');
  mkdirSync(path.dirname(settings), { recursive: true });
  writeFileSync(settings, JSON.stringify({ 'goog:chromeOptions': { binary: chrome, args: ['--disable-gpu'] } }));
  wasmTests({
    [where]: '1',
    CHROMEDRIVER: driver,
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: settings,
    // As on a plain file server, which does not isolate origins: no SharedArrayBuffer to lean on by mistake.
    WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION: '1',
    // Seconds; limits for a busy machine, not waits.
    WASM_BINDGEN_TEST_TIMEOUT: '300',
    WASM_BINDGEN_TEST_DRIVER_TIMEOUT: '30',
  });
}

async function pageTests() {
  script('@playwright/test/cli.js', ['test'], {
    CHROME_BIN: ensureBrowser().chrome,
    PAGES_PORT: String(await freePort()),
    SUBPATH_PORT: String(await freePort()),
  });
}

/** Named one by one: what `node --test` finds by itself differs between its versions. */
function testsInNode() {
  const files = readdirSync(path.join(ROOT, 'tests', 'node')).filter((file) => file.endsWith('.test.js'));
  return files.map((file) => path.join('tests', 'node', file));
}

/** The groups asked for on the command line: all of them by default. */
function groupsAsked() {
  const { values } = parseArgs({ options: { only: { type: 'string', default: GROUPS.join() } } });
  const groups = values.only.split(',');
  const unknown = groups.find((group) => !GROUPS.includes(group));
  if (unknown !== undefined) throw new Failure(`--only ${unknown}: expected some of ${GROUPS.join(', ')}`);
  return groups;
}

/** @type {string[]} */
const timings = [];
let passed = 0;
let failed = 0;
try {
  const groups = groupsAsked();
  for (const { name, setup, groups: of, body } of STEPS) {
    if (!of.some((group) => groups.includes(group))) continue;
    console.log(`\n=== ${setup ? 'set-up: ' : ''}${name}`);
    const start = performance.now();
    try {
      await body();
      if (!setup) passed += 1;
    } catch (error) {
      failed += 1;
      console.log(
        `\n=== FAILED: ${name}\n${error instanceof Failure ? error.message : /** @type {Error} */ (error).stack}`,
      );
      break;
    } finally {
      const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(7);
      timings.push(`${seconds} s  ${setup ? 'set-up: ' : ''}${name}${failed ? '   FAILED' : ''}`);
    }
  }
} catch (error) {
  failed += 1;
  console.log(error instanceof Error ? error.message : error);
}
console.log(`\n${timings.join('\n')}\n\n${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
