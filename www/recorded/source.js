/** The source of a recording: a shipped one or the user's file. Both are text, compressed with gzip or not. */

import { EngineError, RefusedError } from '../engine/engine.js';
import { SHIPPED } from './shipped.js';
import { recordedWords as words } from './words.js';

/** A recording with the largest number of events is smaller than this. */
const BYTES_MAX = 40_000_000;
/** The first bytes of a gzip file. */
const GZIP = [0x1f, 0x8b];

/** @param {string} message */
const refused = (message) => new RefusedError({ field: 'recording', value: '', allowed: words.allowed, message });

/** The text of a recording. @param {string | Blob} source @param {AbortSignal} signal */
export async function textOf(source, signal) {
  const bytes = typeof source === 'string' ? await shipped(source, signal) : source;
  if (bytes.size > BYTES_MAX) throw refused(words.tooLarge);
  const begin = new Uint8Array(await read(bytes.slice(0, GZIP.length).arrayBuffer()));
  const deflated = GZIP.every((byte, i) => begin[i] === byte);
  return read(deflated ? inflated(bytes) : bytes.text());
}

/** @param {string} name @param {AbortSignal} signal @returns {Promise<Blob>} */
async function shipped(name, signal) {
  if (!Object.hasOwn(SHIPPED, name)) {
    const allowed = Object.keys(SHIPPED).join(', ');
    throw new RefusedError({ field: 'real', value: name, allowed, message: words.noSuch(name, allowed) });
  }
  const response = await fetch(SHIPPED[name], { signal }).catch((error) => {
    signal.throwIfAborted();
    throw new EngineError(words.unfetched(String(error?.message ?? error)), true);
  });
  if (!response.ok) throw new EngineError(words.unfetched(String(response.status)), true);
  return response.blob();
}

/** Refuses a file that cannot be read. @template T @param {Promise<T>} reading @returns {Promise<T>} */
const read = (reading) =>
  reading.catch((error) => {
    throw error instanceof RefusedError ? error : refused(words.unreadable);
  });

/** The uncompressed text. It stops at the limit, whatever size the file declares. @param {Blob} bytes */
async function inflated(bytes) {
  const reader = bytes.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > BYTES_MAX) {
      await reader.cancel();
      throw refused(words.tooLarge);
    }
    text += decoder.decode(value, { stream: true });
  }
}
