/**
 * Saving a file: having it made, in pieces, and handing it to the browser. One at a time; another one ends the first.
 */

import { shareWords as words } from './words.js';

/** @typedef {Blob | string | AsyncIterable<string> | Iterable<string>} Made */
/** @typedef {{ ending: string, type: string, make: (job: import('./windows.js').Job) => Promise<Made> }} File */

/** A file's address is good for so long: Safari begins a download some time after the click. */
const GOOD_MS = 40_000;

/**
 * @param {HTMLElement} place of the view: when it is gone the file is not wanted any more
 * @param {import('../playback/app.js').App} app
 */
export function savingOf(place, { session, redraw }) {
  let told = '';
  /** Of the file being made, which may take its time. @type {AbortController | null} */
  let making = null;
  const tell = (/** @type {string} */ text) => {
    told = text;
    redraw();
  };
  return {
    tell,
    /** What is said of it. */
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
    async save({ ending, type, make }) {
      making?.abort();
      const abort = (making = new AbortController());
      const { signal } = abort;
      const job = { signal, onProgress: (/** @type {number} */ part) => signal.aborted || tell(words.making(part)) };
      const lane = session.lanes[session.lanes.length - 1];
      const name = `cache-aside-${lane.strategy}-${lane.run.fingerprint.slice(0, 8)}.${ending}`;
      try {
        download(await blobOf(await make(job), type, abort, place), name);
        making = null;
        tell(words.saved(name));
      } catch (error) {
        if (signal.aborted) return;
        making = null;
        tell(words.failed);
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
    // The page has its turn, and the panel may have been closed.
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
