/* global postMessage */

/** Answers `page.js` from a thread of its own, with a core of its own. */

import { fingerprints } from './fingerprints.js';

globalThis.onmessage = async ({ data }) => postMessage(await fingerprints(data));
