/**
 * Starts workers that share one compiled core. The core is fetched and compiled here, in parallel with the worker's
 * script, and then passed to each worker. The cause of a failure is determined by `cause.js`, which is fetched only
 * then.
 */

import { trusted } from './trusted.js';
import { engineWords } from './words.js';

/** Called with the reason why there is no worker. @typedef {(cause: import('./cause.js').Cause) => void} Failed */
/**
 * The source of a core: an address, or a function that compiles it.
 * @typedef {string | { compile: () => Promise<any> }} Core
 */

/** @param {string} address */
async function compiled(address) {
  const response = await fetch(address);
  if (!response.ok) throw response;
  const typed = response.headers.get('content-type')?.startsWith('application/wasm');
  // With another content type it cannot be compiled while it is downloaded, but it can afterwards.
  return typed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** The violations of the page's policy. @type {SecurityPolicyViolationEvent[]} */
const forbidden = [];
globalThis.document?.addEventListener('securitypolicyviolation', (event) => forbidden.push(event));

/** @param {string} file the address of what failed @param {unknown} error @param {Failed} failed */
async function explain(file, error, failed) {
  const causes = await import('./cause.js').catch(() => null);
  failed(causes ? await causes.causeOf(file, error, forbidden) : { why: engineWords.unfetched, lost: true });
}

/**
 * @param {(Worker: typeof globalThis.Worker) => Worker} start gets a constructor like the browser's, with trusted
 * addresses (the bundler looks for the name `Worker`) @param {Core} source
 * @returns {(failed: Failed) => Worker} `failed` is called if the worker cannot start
 */
export function starter(start, source) {
  /** @type {Promise<any> | null} */
  let core = null;
  /** The address of the worker's script, as written by the bundler. */
  let script = '';
  /** @type {any} */
  const Worker = function (/** @type {URL | string} */ address, /** @type {WorkerOptions} */ options) {
    script = String(address);
    return new globalThis.Worker(trusted(address), options);
  };
  return (failed) => {
    const worker = start(Worker);
    // An error without a message means that the script was not loaded.
    worker.addEventListener('error', ({ message }) => message || explain(script, null, failed));
    core ??= typeof source === 'string' ? compiled(source) : source.compile();
    core.then(
      (module) => worker.postMessage({ type: 'core', module }),
      (error) => {
        // The next worker tries again.
        core = null;
        explain(typeof source === 'string' ? source : script, error, failed);
      },
    );
    return worker;
  };
}
