/**
 * Where the simulation's thread comes from. The single file brings its own (tools/site/one_file.mjs): this module is
 * the only one it replaces.
 *
 * The core is fetched and compiled here, while the thread's own script is still on its way; each thread is then handed
 * the same one.
 */

/** @type {Promise<WebAssembly.Module> | null} */
let core = null;

const compile = () =>
  WebAssembly.compileStreaming(fetch(new URL('../wasm/cache_aside_playground_bg.wasm', import.meta.url)));

/** A new worker. */
export function startWorker() {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  core ??= compile();
  core.then(
    (module) => worker.postMessage({ type: 'core', module }),
    () => {
      // It sees for itself then, and says what is wrong; the next one is given another try.
      core = null;
      worker.postMessage({ type: 'core' });
    },
  );
  return worker;
}
