// The compiled core of www/wasm/ in node, as many instances of it as are asked for: its JavaScript side keeps one to a
// module, and a module is loaded again under another query.

import { readFileSync } from 'node:fs';

/** @typedef {typeof import('../../www/wasm/cache_aside_playground.js')} Core */

const GLUE = new URL('../../www/wasm/cache_aside_playground.js', import.meta.url);

/** The shipped bytes. */
export const WASM = readFileSync(new URL('cache_aside_playground_bg.wasm', GLUE));

let instances = 0;

/**
 * A fresh instance.
 * @param {Uint8Array<ArrayBuffer>} [wasm]
 * @returns {Promise<Core & { memory: { buffer: ArrayBuffer } }>}
 */
export async function freshCore(wasm = WASM) {
  /** @type {Core} */
  const core = await import(`${GLUE.href}?instance=${++instances}`);
  const { memory } = await core.default({ module_or_path: wasm });
  return { ...core, memory };
}

/** What a panic in the core's own code says of itself. */
export const OUR_PANIC = /panicked at src\/[a-z_/]+\.rs:\d+:\d+:/;

/**
 * Runs a line in slices, and overwrites a word of the simulation once it is under way, as a bug might.
 * @param {Core & { memory: { buffer: ArrayBuffer } }} core @param {string} line @param {number} word
 * @param {number} slice events in a slice
 * @returns {unknown} what is thrown then, if anything is
 */
export function runDamaged(core, line, word, slice) {
  const simulation = new core.Simulation(line);
  simulation.advance(slice);
  const { __wbg_ptr: at } = /** @type {{ __wbg_ptr: number }} */ (/** @type {unknown} */ (simulation));
  new Uint32Array(core.memory.buffer)[at / 4 + word] = 2 ** 32 - 1;
  try {
    // A run that goes on has far fewer slices than that.
    for (let slices = 0; slices < 100 && !simulation.advance(slice); slices++);
    simulation.finish();
  } catch (error) {
    return error;
  }
}

/** Bytes of a section's number: little-endian, seven bits each. @param {number} number */
function leb(number) {
  const bytes = [];
  do {
    bytes.push((number & 127) | (number > 127 ? 128 : 0));
    number >>>= 7;
  } while (number);
  return bytes;
}

/** @param {Uint8Array} bytes @param {number} at @returns {[value: number, next: number]} */
function unleb(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value |= (byte & 127) << shift;
    if (byte < 128) return [value, at];
  }
}

/**
 * The same module with memory that can grow by so many pages of 64 KiB and no more: the next growth is refused, as it
 * is where a device has no more to give.
 * @param {Uint8Array} wasm @param {number} pages
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function withMemoryLimit(wasm, pages) {
  const MEMORY_SECTION = 5;
  for (let at = 8; at < wasm.length;) {
    const [length, body] = unleb(wasm, at + 1);
    const end = body + length;
    if (wasm[at] === MEMORY_SECTION) {
      // One memory, with a minimum and no maximum.
      if (wasm[body] !== 1 || wasm[body + 1] !== 0) throw new Error('another memory section than expected');
      const [initial] = unleb(wasm, body + 2);
      const limits = [1, 1, ...leb(initial), ...leb(initial + pages)];
      return Uint8Array.from([
        ...wasm.subarray(0, at),
        MEMORY_SECTION,
        ...leb(limits.length),
        ...limits,
        ...wasm.subarray(end),
      ]);
    }
    at = end;
  }
  throw new Error('no memory section');
}
