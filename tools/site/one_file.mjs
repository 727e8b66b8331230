// The playground as a single HTML file, for places where several files do not work: opened from a disk, uploaded to a
// course system, in a frame with `sandbox="allow-scripts"`. There is no origin there, which module scripts, workers and
// fetch need, so everything is in the file:
//
//     playground.html ── style · script ┬─ workers, as texts, started from blobs
//                                       └─ cores, deflated, in base64; each worker is given one of them
//
// It contains three cores: that of the explorer of orders, which can do everything that the first one can, the one that
// runs the user's code, and the one that compares with theory. Its content security policy allows no network, and only
// the scripts and styles in the file.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, deflateRawSync } from 'node:zlib';

import { Failure, ROOT } from '../setup/commands.mjs';
import { CSS_TARGET, SCRIPT_TARGET } from './targets.mjs';

const WWW = path.join(ROOT, 'www');
const FILE = path.join(ROOT, 'dist', 'playground.html');
/** How wasm-bindgen's code finds the core if it is not given one. */
const CORE_ADDRESS = "new URL('cache_aside_playground_bg.wasm', import.meta.url)";
const CORE = path.join(WWW, 'wasm', 'orders', 'cache_aside_playground_bg.wasm');
const THEORY_CORE = path.join(WWW, 'wasm', 'theory', 'cache_aside_playground_bg.wasm');
const CODE_CORE = path.join(WWW, 'wasm', 'python', 'cache_aside_playground_bg.wasm');

/**
 * Writes dist/playground.html, and prints its size.
 * @param {string} notices the licences of third-party code
 */
export async function buildSingle(notices) {
  const worker = await bundleOf('engine/worker.js', 'iife', [withOneCore()]);
  const orders = await bundleOf('engine/orders_worker.js', 'iife', [withOneCore()]);
  const code = await bundleOf('engine/code_worker.js', 'iife', [withOneCore()]);
  const theory = await bundleOf('engine/theory_worker.js', 'iife', [withOneCore()]);
  const workers = withWorkers(worker.code, orders.code, code.code, theory.code);
  const page = await bundleOf('pages/single.js', 'es', [workers]);
  const html = compose(readFileSync(path.join(WWW, 'single.html'), 'utf8'), page) + comment(notices);
  writeFileSync(FILE, html);
  const kb = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1);
  console.log(
    `playground.html, all in one file: ${kb(html.length)} KB, ${kb(brotliCompressSync(html).length)} KB brotli.`,
  );
}

/**
 * Bundles an entry into one file of code, and the styles that it imports.
 * @param {string} entry
 * @param {'iife' | 'es'} format
 * @param {import('vite').Plugin[]} plugins
 */
async function bundleOf(entry, format, plugins) {
  const { build } = await import('vite');
  const result = await build({
    configFile: false,
    root: WWW,
    logLevel: 'warn',
    plugins,
    build: {
      write: false,
      target: SCRIPT_TARGET,
      cssTarget: CSS_TARGET,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: path.join(WWW, entry), output: { format, codeSplitting: false } },
    },
  });
  const { output } = /** @type {import('vite').Rolldown.RolldownOutput} */ (result);
  const chunks = output.filter((one) => one.type === 'chunk');
  const styles = output.flatMap((one) => (one.type === 'asset' && one.fileName.endsWith('.css') ? [one.source] : []));
  if (chunks.length !== 1 || output.length !== 1 + styles.length)
    throw new Failure(`${entry}: not one file, but ${output.map(({ fileName }) => fileName).join(', ')}`);
  return { code: chunks[0].code, style: styles.join('') };
}

/**
 * Makes the first two workers use the same core, and all workers wait until they are given their core.
 * @returns {import('vite').Plugin}
 */
function withOneCore() {
  return {
    name: 'one-core',
    enforce: 'pre',
    transform(code, id) {
      if (id.endsWith('www/engine/worker.js')) return { code: code.replace('../wasm/', '../wasm/orders/'), map: null };
      if (!id.endsWith('/cache_aside_playground.js')) return;
      if (!code.includes(CORE_ADDRESS)) throw new Failure(`${id} does not say ${CORE_ADDRESS} any more`);
      return { code: code.replace(CORE_ADDRESS, 'undefined'), map: null };
    },
  };
}

/**
 * Starts the workers from their texts, and gives them their core as bytes.
 * @param {string} worker @param {string} orders @param {string} coder @param {string} theorist
 * @returns {import('vite').Plugin}
 */
function withWorkers(worker, orders, coder, theorist) {
  const core = (/** @type {string} */ file) => `{ compile: async () => new Response(
    new Blob([Uint8Array.from(atob('${deflateRawSync(readFileSync(file), { level: 9 }).toString('base64')}'), (c) => c.charCodeAt(0))])
      .stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer() }`;
  const starting = (/** @type {string} */ text) =>
    `starter((Worker) => new Worker(URL.createObjectURL(new Blob([${JSON.stringify(text)}], { type: 'text/javascript' }))), unpacked)`;
  const modules = {
    'www/engine/start.js': `import { starter } from './starter.js';
      export const unpacked = ${core(CORE)}; export const startWorker = ${starting(worker)};`,
    'www/engine/start_orders.js': `import { starter } from './starter.js'; import { unpacked } from './start.js';
      export const startOrders = ${starting(orders)};`,
    'www/engine/coder.js': `import { starter } from './starter.js';
      const unpacked = ${core(CODE_CORE)}; export const startCoder = ${starting(coder)};`,
    'www/engine/theorist.js': `import { starter } from './starter.js';
      const unpacked = ${core(THEORY_CORE)}; export const startTheorist = ${starting(theorist)};`,
  };
  return {
    name: 'workers-inline',
    enforce: 'pre',
    transform(code, id) {
      // Recordings and their reader are left out: with its core, the file would be half as large again.
      if (id.endsWith('www/recorded/shipped.js')) return { code: 'export const SHIPPED = {};', map: null };
      if (id.endsWith('www/engine/recorder.js')) return { code: 'export const recorder = () => null;', map: null };
      const found = Object.entries(modules).find(([file]) => id.endsWith(file));
      if (found) return { code: found[1], map: null };
    },
  };
}

/** A text as an HTML comment in plain ASCII, like the rest. @param {string} text */
function comment(text) {
  const ascii = text
    .replaceAll('\u00a9', '(c)')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"');
  const other = ascii.match(/[^\n\x20-\x7e]/);
  if (other) throw new Failure(`a licence has a letter that a comment cannot keep: ${JSON.stringify(other[0])}`);
  if (/<!--|--!?>/.test(ascii)) throw new Failure('a licence has the end of a comment in it');
  return `<!--\n${ascii}-->\n`;
}

/** @param {string} html @param {{ code: string, style: string }} page */
function compose(html, page) {
  // Plain ASCII, so that the hashes are right in any encoding that the file is copied with.
  const hex = (/** @type {string} */ letter) => letter.charCodeAt(0).toString(16).padStart(4, '0');
  const code = page.code.replace(/[^\n\x20-\x7e]/g, (letter) => `\\u${hex(letter)}`);
  const style = page.style.replace(/[^\n\x20-\x7e]/g, (letter) => `\\${hex(letter)} `);
  // The text of the script must not end the script element or begin a comment.
  const script = `\n${code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')}`;
  const hash = (/** @type {string} */ text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)} 'wasm-unsafe-eval'`,
    `style-src ${hash(style)}`,
    'worker-src blob:',
    'img-src data:',
  ].join('; ');
  const head = `    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <link rel="icon" href="data:," />
    <style>${style}</style>
  </head>`;
  return html
    .replace('  </head>', () => head)
    .replace('  </body>', () => `  <script type="module">${script}</script>\n  </body>`);
}
