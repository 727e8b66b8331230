// The platforms that run scenarios, each with a function that computes the fingerprints of lines: native code by `cargo
// test`, the wasm of www/ in node, and in the window and a module worker of each browser. Puppeteer controls Chromium
// and Firefox, and its driver controls WebKit (webkit.mjs). Other compilers and optimisation levels are in
// compilers.mjs.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { ensureChrome, ensureFirefox } from '../setup/browsers.mjs';
import { inBuilds } from './compilers.mjs';
import { Failure, ROOT } from '../setup/commands.mjs';
import { openWebKit } from './webkit.mjs';

/**
 * @typedef {object} Row a line of tests/golden/fingerprints.txt
 * @property {string} fingerprint
 * @property {string} line
 *
 * @typedef {object} Answer the result of a platform for all lines
 * @property {string} where
 * @property {string[]} found the fingerprints of the rows, in order; fewer if it stopped at a difference
 *
 * @typedef {object} Page a page open in a browser
 * @property {string} name the browser's, with its version
 * @property {(expression: string) => Promise<any>} evaluate the value of an expression; a promise is awaited
 * @property {() => Promise<void>} close
 */

/** The page for browsers, relative to the project's root. */
const PAGE = 'tests/platforms/index.html';
/** The number of lines per evaluation: few enough that even a busy machine answers before a driver's timeout. */
const LINES_AT_ONCE = 50;
/**
 * Waits for the page's script: a driver may report the page as open before it has run (WebKit's does, one time in ten).
 */
const LOADED = `new Promise((resolve) => {
  if (document.readyState === 'complete') resolve(true);
  else addEventListener('load', () => resolve(true));
})`;

/**
 * The platforms, by name. Each computes its answers to the rows. `site` is the address of the project's root.
 * @type {Record<string, (rows: Row[], site: string) => AsyncGenerator<Answer>>}
 */
export const PLATFORMS = {
  native: inCargo,
  builds: inBuilds,
  node: inNode,
  chromium: (rows, site) => inBrowser(rows, openWithPuppeteer('chrome', `${site}${PAGE}`)),
  firefox: (rows, site) => inBrowser(rows, openWithPuppeteer('firefox', `${site}${PAGE}`)),
  webkit: (rows, site) => inBrowser(rows, openWebKit(`${site}${PAGE}`)),
};

/**
 * Runs `tests/it/fingerprints.rs`, which does the comparison and panics at the first difference.
 */
async function* inCargo(/** @type {Row[]} */ rows) {
  const { status, stdout } = spawnSync('cargo', ['test', '--locked', '--test', 'it', 'fingerprints'], {
    cwd: ROOT,
    // If the variable were still set from writing golden files, the test would overwrite the file instead.
    env: { ...process.env, UPDATE_GOLDEN: '0' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const expected = rows.map(({ fingerprint }) => fingerprint);
  if (status !== 0) {
    const [, number, now] = stdout.match(/fingerprints\.txt, line (\d+), is\n.*\nnow\n {2}(.*)\n/) ?? [];
    if (!number) throw new Failure(`cargo test fingerprints: exit code ${status}\n${stdout}`);
    const index = Number(number) - 1;
    const [fingerprint, line] = now.split('  ');
    const found = line === rows[index].line ? fingerprint : `another line: ${now}`;
    expected.splice(index, Infinity, found);
  }
  yield { where: 'native', found: expected };
}

async function* inNode(/** @type {Row[]} */ rows) {
  const { fingerprints } = await import('../../tests/platforms/fingerprints.js');
  const wasm = readFileSync(path.join(ROOT, 'www/wasm/cache_aside_playground_bg.wasm'));
  const found = await fingerprints(
    rows.map(({ line }) => line),
    wasm,
  );
  yield { where: `node ${process.versions.node}`, found };
}

async function* inBrowser(/** @type {Row[]} */ rows, /** @type {Promise<Page>} */ opening) {
  const page = await opening;
  try {
    await page.evaluate(LOADED);
    for (const place of ['window', 'worker']) {
      /** @type {string[]} */
      const found = [];
      while (found.length < rows.length) {
        const lines = rows.slice(found.length, found.length + LINES_AT_ONCE).map(({ line }) => line);
        found.push(...(await page.evaluate(`fingerprintsIn.${place}(${JSON.stringify(lines)})`)));
      }
      yield { where: `${page.name}, ${place}`, found };
    }
  } finally {
    await page.close();
  }
}

/**
 * @param {'chrome' | 'firefox'} browser
 * @param {string} address
 * @returns {Promise<Page>}
 */
async function openWithPuppeteer(browser, address) {
  const executablePath = browser === 'chrome' ? ensureChrome() : ensureFirefox();
  const { launch } = await import('puppeteer-core');
  const args = browser === 'chrome' ? ['--no-sandbox', '--disable-gpu'] : [];
  const opened = await launch({ browser, executablePath, args, headless: true });
  try {
    const page = await opened.newPage();
    await page.goto(address);
    return {
      name: (await opened.version()).replace('/', ' ').replace(/^firefox/, 'Firefox'),
      evaluate: (expression) => page.evaluate(expression),
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
