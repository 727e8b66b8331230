/**
 * The simulation's own thread. It is handed the core once, advances runs in slices, and between slices lets messages
 * in, so that a run can be cancelled and several go on side by side. A finished run leaves as transferred columns.
 *
 *     page ──run──►  advance · advance · advance · finish  ──done──►  page
 *                    └ progress ┘└ cancel? ┘
 *
 * A refusal of the scenario is an answer. Anything else that goes wrong is the end of this worker, because a trap
 * leaves the core's memory in an unknown state: it says over which question, and `engine.js` starts another.
 */

import init, * as core from '../wasm/cache_aside_playground.js';

/** Polls of tasks per slice: some milliseconds, short enough to answer a cancel at once. */
const SLICE_POLLS = 50_000;

/** WebAssembly memory only ever grows: a worker that has more than this asks to be replaced. */
const MEMORY_BYTES_MAX = 2 ** 26;

/** @typedef {import('./engine.js').Request} Request */
/** @typedef {import('./engine.js').Answer} Answer */

/** @type {WebAssembly.Memory | undefined} */
let memory;
/**
 * Called with the compiled core, or with none: then it is fetched from here.
 * @type {(module?: WebAssembly.Module) => void}
 */
let load = () => {};
const loaded = new Promise((resolve) => (load = resolve)).then((module) => init({ module_or_path: module }));
const ready = Promise.all([loaded, alive()]).then(([instance, held]) => {
  memory = instance.memory;
  answer({ type: 'ready', alive: held });
});

/** Runs under way. @type {Map<number, core.Simulation>} */
const runs = new Map();

const yieldChannel = new MessageChannel();
yieldChannel.port1.onmessage = slice;

onmessage = ({ data }) => {
  if (data.type === 'core') load(data.module);
  else
    ready.then(() => {
      receive(data);
      leaveFull();
    }, die);
};

/** @param {Request} request */
function receive(request) {
  const { id } = request;
  if (request.type === 'cancel') {
    release(id);
    return;
  }
  try {
    if (request.type === 'catalogue') {
      const tables = { fields: core.fields(), presets: core.presets(), actions: core.actions(), kinds: core.kinds() };
      answer({ type: 'done', id, value: tables });
    } else if (request.type === 'parse') {
      answer({ type: 'done', id, value: core.parse(request.line) });
    } else if (request.type === 'report') {
      answer({ type: 'done', id, value: core.report(request.line) });
    } else if (request.type === 'seed') {
      answer({ type: 'done', id, value: core.propose_seed() });
    } else {
      runs.set(id, made(request));
      if (runs.size === 1) yieldChannel.port2.postMessage(null);
    }
  } catch (error) {
    fail(id, error);
  }
}

/** A run, or a window of the events of one. @param {import('./engine.js').Ask} request */
function made(request) {
  if (request.type !== 'detail') return new core.Simulation(request.line);
  return core.Simulation.detail(request.line, request.window);
}

/** Advances every run by one slice, then lets messages in. */
function slice() {
  for (const [id, simulation] of runs) {
    try {
      if (simulation.advance(SLICE_POLLS)) {
        // The simulation is gone with it.
        runs.delete(id);
        const value = simulation.finish();
        answer({ type: 'done', id, value }, buffers(value));
      } else {
        answer({ type: 'progress', id, progress: simulation.progress() });
      }
    } catch (error) {
      if (!fail(id, error)) return;
    }
  }
  if (runs.size) yieldChannel.port2.postMessage(null);
  else leaveFull();
}

/** Says when this worker holds so much memory that another should take its place. */
function leaveFull() {
  if (memory && !runs.size && memory.buffer.byteLength > MEMORY_BYTES_MAX) answer({ type: 'full' });
}

/** @param {number} id */
function release(id) {
  runs.get(id)?.free();
  runs.delete(id);
}

/** Every typed array's memory, to be handed over and not copied. @param {object} value @returns {ArrayBuffer[]} */
function buffers(value) {
  /** @type {Set<ArrayBuffer>} */
  const found = new Set();
  for (const part of Object.values(value)) {
    if (ArrayBuffer.isView(part)) found.add(/** @type {ArrayBuffer} */ (part.buffer));
    else if (part && typeof part === 'object' && !Array.isArray(part)) for (const one of buffers(part)) found.add(one);
  }
  return [...found];
}

/**
 * A refusal is told, and its run let go of. After anything else nothing of the core may be touched again.
 * @param {number} id @param {unknown} error @returns {boolean} whether this worker lives on
 */
function fail(id, error) {
  const refused = error !== null && typeof error === 'object' && 'allowed' in error;
  if (!refused) {
    die(error, id);
    return false;
  }
  release(id);
  const { field, value, allowed, message } = /** @type {import('./run.js').ScenarioError} */ (error);
  answer({ type: 'refused', id, error: { field, value, allowed, message } });
  return true;
}

/** @param {unknown} error @param {number} [id] the question it died over */
function die(error, id) {
  let why = error instanceof Error ? error.message : String(error);
  // A panic says what it is. Memory that is refused traps without a word, and so do bugs of compilers.
  if (memory && error instanceof WebAssembly.RuntimeError) why += `, ${memory.buffer.byteLength >>> 20} MiB in use`;
  answer({ type: 'dead', why, id });
  close();
}

/**
 * Takes a lock that is released when this thread ends, in whatever way, so that the page learns of it at once.
 * @returns {Promise<string | undefined>} its name, where the page may have locks
 */
function alive() {
  const name = `cache-aside-playground ${Math.random()}`;
  return new Promise((resolve) => {
    const held = () => new Promise(() => resolve(name));
    if (navigator.locks) navigator.locks.request(name, held).catch(() => resolve(undefined));
    else resolve(undefined);
  });
}

/** @param {Answer} message @param {Transferable[]} [transfer] */
function answer(message, transfer = []) {
  postMessage(message, { transfer });
}
