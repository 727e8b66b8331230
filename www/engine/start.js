/**
 * Starts the simulation's worker. The single file contains its own (tools/site/one_file.mjs): this module and
 * `start_orders.js` are the only ones that it replaces.
 */

import { starter } from './starter.js';

/** Starts a worker. */
export const startWorker = starter(
  (Worker) => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }),
  new URL('../wasm/cache_aside_playground_bg.wasm', import.meta.url).href,
);
