/* global URL, Worker */

/** The page's half of `npm run fingerprints`: `fingerprintsIn.window(lines)` and `fingerprintsIn.worker(lines)`. */

import { fingerprints } from './fingerprints.js';

const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });

/**
 * One question at a time.
 * @param {string[]} lines
 * @returns {Promise<string[]>}
 */
function inWorker(lines) {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message || 'the worker does not load'));
    worker.postMessage(lines);
  });
}

Object.assign(globalThis, {
  fingerprintsIn: { window: (/** @type {string[]} */ lines) => fingerprints(lines), worker: inWorker },
});
