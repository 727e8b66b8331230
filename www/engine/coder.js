/**
 * Starts the worker that runs the user's code. The worker and its core are fetched for the first lane with code. The
 * single file has both in it (tools/site/one_file.mjs).
 */

import { starter } from './starter.js';

/** Starts a worker. */
export const startCoder = starter(
  (Worker) => new Worker(new URL('./code_worker.js', import.meta.url), { type: 'module' }),
  new URL('../wasm/python/cache_aside_playground_bg.wasm', import.meta.url).href,
);
