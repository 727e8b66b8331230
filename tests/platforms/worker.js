/* global postMessage */

/** Answers `page.js` from a worker with its own core. */

import { fingerprints } from './fingerprints.js';

globalThis.onmessage = async ({ data }) => postMessage(await fingerprints(data));
