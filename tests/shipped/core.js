// Loads the compiled core of www/wasm/ in node, in any number of instances. A JavaScript module has only one instance,
// so the module is loaded again with another query string.

import { readFileSync } from 'node:fs';

import { readOrder } from '../../www/orders/line.js';

/** @typedef {typeof import('../../www/wasm/cache_aside_playground.js')} Core */

const GLUE = new URL('../../www/wasm/cache_aside_playground.js', import.meta.url);

/** The bytes of the shipped core. */
export const WASM = readFileSync(new URL('cache_aside_playground_bg.wasm', GLUE));

let instances = 0;

/**
 * A new instance of the core.
 * @param {Uint8Array<ArrayBuffer>} [wasm]
 * @returns {Promise<Core & { memory: { buffer: ArrayBuffer } }>}
 */
export async function freshCore(wasm = WASM) {
  /** @type {Core} */
  const core = await import(`${GLUE.href}?instance=${++instances}`);
  const { memory } = await core.default({ module_or_path: wasm });
  return { ...core, memory };
}

/** A core that is fetched later, in one instance. @param {string} folder */
async function laterCore(folder) {
  const glue = new URL(`../../www/wasm/${folder}/cache_aside_playground.js`, import.meta.url);
  const core = await import(glue.href);
  await core.default({ module_or_path: readFileSync(new URL('cache_aside_playground_bg.wasm', glue)) });
  return core;
}

/** @returns {Promise<typeof import('../../www/wasm/orders/cache_aside_playground.js')>} */
export const ordersCore = () => laterCore('orders');
/** @returns {Promise<typeof import('../../www/wasm/recordings/cache_aside_playground.js')>} */
export const recordingsCore = () => laterCore('recordings');
/** @returns {Promise<typeof import('../../www/wasm/theory/cache_aside_playground.js')>} */
export const theoryCore = () => laterCore('theory');

/**
 * The finding over all orders, for the property of a line of orders.
 * @param {Awaited<ReturnType<typeof ordersCore>>} core @param {string} line
 * @returns {import('../../www/engine/orders.js').Finding}
 */
export function findingOf(core, line) {
  const { setup, property } = readOrder(line);
  const orders = new core.Orders(setup, undefined);
  while (!orders.advance(1_000));
  const found = orders.findings().find((/** @type {{ property: string }} */ one) => one.property === property);
  orders.free();
  return found;
}

/** The message of a panic in the core's own code. */
export const OUR_PANIC = /panicked at src\/[a-z_/]+\.rs:\d+:\d+:/;

/**
 * Runs a line in slices. Overwrites a word of the simulation after the first slice, as a bug might.
 * @param {Core & { memory: { buffer: ArrayBuffer } }} core @param {string} line @param {number} word
 * @param {number} slice events in a slice
 * @returns {unknown} the error that is thrown then, if any
 */
export function runDamaged(core, line, word, slice) {
  const simulation = new core.Simulation(line);
  simulation.advance(slice);
  const { __wbg_ptr: at } = /** @type {{ __wbg_ptr: number }} */ (/** @type {unknown} */ (simulation));
  new Uint32Array(core.memory.buffer)[at / 4 + word] = 2 ** 32 - 1;
  try {
    // An undamaged run has far fewer slices than that.
    for (let slices = 0; slices < 100 && !simulation.advance(slice); slices++);
    simulation.finish();
  } catch (error) {
    return error;
  }
}

/** The bytes of a number in LEB128: little-endian, seven bits each. @param {number} number */
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
 * The same module with memory that can grow only by a number of pages of 64 KiB. Further growth is refused, as on a
 * device without free memory.
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
