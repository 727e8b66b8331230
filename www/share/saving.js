/**
 * Saves a file: makes it in pieces and passes it to the browser. One at a time; a second one cancels the first.
 */

import { fileOf } from '../kit/fetching.js';
import { words as common } from '../kit/words.js';
import { nameOf } from './stamp.js';
import { shareWords as words } from './words.js';

/** @typedef {Blob | string | AsyncIterable<string> | Iterable<string>} Made */
/**
 * `file` is the full name, if it is not that of the run.
 * @typedef {{ ending: string, file?: string, type: string, make: (job: import('./excerpts.js').Job) => Promise<Made> }}
 * File
 */

/** How long the URL of a file stays valid: Safari starts a download some time after the click. */
const GOOD_MS = 40_000;

/**
 * @param {HTMLElement} place of the view; if it is removed, saving is cancelled
 * @param {import('../playback/app.js').App} app
 */
export function savingOf(place, { session, redraw }) {
  let told = '';
  /** Aborts the file being made. @type {AbortController | null} */
  let making = null;
  const tell = (/** @type {string} */ text) => {
    told = text;
    redraw();
  };
  return {
    tell,
    /** The message about it. */
    get told() {
      return told;
    },
    get busy() {
      return making !== null;
    },
    stop() {
      making?.abort();
      making = null;
      tell('');
    },
    /** @param {File} file */
    async save({ ending, file, type, make }) {
      making?.abort();
      const abort = (making = new AbortController());
      const { signal } = abort;
      const job = { signal, onProgress: (/** @type {number} */ part) => signal.aborted || tell(words.making(part)) };
      const lane = session.lanes[session.lanes.length - 1];
      const named = nameOf(lane.strategy, lane.run).replace(/[^\w.-]/g, '-');
      const name = file ?? `cache-aside-${named}-${lane.run.fingerprint.slice(0, 8)}.${ending}`;
      try {
        download(await blobOf(await make(job), type, abort, place), name);
        making = null;
        tell(words.saved(name));
      } catch (error) {
        if (signal.aborted) return;
        making = null;
        tell(fileOf(error) ? common.notLoaded(fileOf(error)) : words.failed);
        throw error;
      }
    },
  };
}

/** @param {Made} made @param {string} type @param {AbortController} abort @param {HTMLElement} place */
async function blobOf(made, type, abort, place) {
  if (made instanceof Blob || typeof made === 'string') return new Blob([made], { type });
  /** @type {Blob[]} */
  const parts = [];
  for await (const part of made) {
    parts.push(new Blob([part]));
    // Lets the page run; the panel may have been closed.
    await new Promise((done) => setTimeout(done));
    if (!place.isConnected) abort.abort();
    abort.signal.throwIfAborted();
  }
  return new Blob(parts, { type });
}

/** @param {Blob} blob @param {string} name */
function download(blob, name) {
  const address = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), GOOD_MS);
}
