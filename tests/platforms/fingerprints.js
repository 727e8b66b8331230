/**
 * The fingerprints of lines by the compiled core of `www/wasm/`: the same code in node, in a page's window and in its
 * worker. `tools/fingerprints.mjs` compares the answers with `tests/golden/fingerprints.txt`.
 */

import init, { run } from '../../www/wasm/cache_aside_playground.js';

/**
 * @param {string[]} lines
 * @param {Uint8Array<ArrayBuffer>} [wasm] the core, where it can not be fetched from beside its JavaScript: in node
 * @returns {Promise<string[]>} a fingerprint for each line, or why there is none
 */
export async function fingerprints(lines, wasm) {
  await init(wasm && { module_or_path: wasm });
  return lines.map(fingerprint);
}

/** @param {string} line */
function fingerprint(line) {
  try {
    return run(line).fingerprint;
  } catch (error) {
    return `none: ${/** @type {{ message?: string }} */ (error).message ?? error}`;
  }
}
