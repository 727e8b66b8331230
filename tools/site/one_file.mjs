// The playground as one HTML file, for where several files cannot go: opened from a disk, uploaded to a course system,
// in a frame with `sandbox="allow-scripts"`. Module scripts, workers and fetch all need an origin there that is not
// given; so everything is in the file:
//
//     playground.html ── style · script ── worker, as text, started from a blob ── core, deflated, in base64
//
// Its own content security policy allows the network nothing, and of scripts and styles what is in it.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, deflateRawSync } from 'node:zlib';

import { Failure, ROOT } from '../setup/commands.mjs';
import { CSS_TARGET, SCRIPT_TARGET } from './targets.mjs';

const WWW = path.join(ROOT, 'www');
const FILE = path.join(ROOT, 'dist', 'playground.html');
/** How wasm-bindgen's code names the core when nobody hands it over. */
const CORE_ADDRESS = "new URL('cache_aside_playground_bg.wasm', import.meta.url)";

/**
 * Writes dist/playground.html beside the rest, and prints its size.
 * @param {string} notices licences of others' work
 */
export async function buildSingle(notices) {
  const worker = await bundleOf('engine/worker.js', 'iife', [withCore()]);
  const page = await bundleOf('pages/single.js', 'es', [withWorker(worker.code)]);
  const html = compose(readFileSync(path.join(WWW, 'single.html'), 'utf8'), page) + comment(notices);
  writeFileSync(FILE, html);
  const kb = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1);
  console.log(
    `playground.html, all in one file: ${kb(html.length)} KB, ${kb(brotliCompressSync(html).length)} KB brotli.`,
  );
}

/**
 * One file of code and the styles it imports.
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

/** Hands the core over as bytes, where wasm-bindgen's code would fetch it. @returns {import('vite').Plugin} */
function withCore() {
  return {
    name: 'core-inline',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('wasm/cache_aside_playground.js')) return;
      if (!code.includes(CORE_ADDRESS)) throw new Failure(`${id} does not say ${CORE_ADDRESS} any more`);
      const core = deflateRawSync(readFileSync(path.join(WWW, 'wasm', 'cache_aside_playground_bg.wasm')), { level: 9 });
      const unpacked = `await new Response(
        new Blob([Uint8Array.from(atob('${core.toString('base64')}'), (c) => c.charCodeAt(0))])
          .stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer()`;
      return { code: code.replace(CORE_ADDRESS, () => unpacked), map: null };
    },
  };
}

/** Starts the worker from its text; the core is in it. @param {string} text @returns {import('vite').Plugin} */
function withWorker(text) {
  return {
    name: 'worker-inline',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('www/engine/start.js')) return;
      const blob = `new Blob([${JSON.stringify(text)}], { type: 'text/javascript' })`;
      const start = `const worker = new Worker(URL.createObjectURL(${blob})); worker.postMessage({ type: 'core' }); return worker;`;
      return { code: `export function startWorker() { ${start} }`, map: null };
    },
  };
}

/** A text as a comment of HTML, plain ASCII like the rest. @param {string} text */
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
  // Plain ASCII, so that the hashes hold in whatever encoding somebody pastes it.
  const hex = (/** @type {string} */ letter) => letter.charCodeAt(0).toString(16).padStart(4, '0');
  const code = page.code.replace(/[^\n\x20-\x7e]/g, (letter) => `\\u${hex(letter)}`);
  const style = page.style.replace(/[^\n\x20-\x7e]/g, (letter) => `\\${hex(letter)} `);
  // Whatever is in a script must not end it, nor begin a comment.
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
