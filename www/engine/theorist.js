/**
 * Starts the worker that compares runs with theory, which has its own core. Both are fetched when theory is first
 * shown. The single file contains its own (tools/site/one_file.mjs).
 */

import { starter } from './starter.js';

/** Starts a worker. */
export const startTheorist = starter(
  (Worker) => new Worker(new URL('./theory_worker.js', import.meta.url), { type: 'module' }),
  new URL('../wasm/theory/cache_aside_playground_bg.wasm', import.meta.url).href,
);
