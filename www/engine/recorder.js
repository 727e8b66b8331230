/**
 * The engine that reads recordings of real servers. It has its own worker and its own core, which are loaded with the
 * first recording. The single file has neither (tools/site/one_file.mjs).
 */

import { Engine } from './engine.js';
import { starter } from './starter.js';

/** A new worker. */
const startRecorder = starter(
  (Worker) => new Worker(new URL('./recorder_worker.js', import.meta.url), { type: 'module' }),
  new URL('../wasm/recordings/cache_aside_playground_bg.wasm', import.meta.url).href,
);

/** @type {Engine | undefined} */
let shared;

/** The engine that all playgrounds of this page share. @returns {Engine | null} null in the single file */
export function recorder() {
  shared ??= new Engine(startRecorder);
  return shared;
}
