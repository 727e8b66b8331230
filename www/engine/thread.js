/**
 * The main loop of a worker. It gets the compiled core once, advances tasks in slices, and receives messages between
 * slices, so that tasks can be cancelled and several can run concurrently, unless they need much memory. Results are
 * transferred, not copied. The worker that imports this module determines the core and the requests.
 *
 *     page ──ask──►  advance · advance · advance · finish  ──done──►  page
 *                    └ progress ┘└ cancel? ┘
 *
 * A refusal is a normal answer. Any other error ends this worker, because a trap leaves the core's memory in an unknown
 * state. The worker reports the request that it died over, and `engine.js` starts another worker.
 */

/**
 * A worker with more memory than this asks to be replaced when it is idle, because WebAssembly memory never shrinks.
 * Until then it advances only one task at a time.
 */
const MEMORY_BYTES_MAX = 2 ** 26;

/** @typedef {import('./engine.js').Request} Request */
/** @typedef {import('./engine.js').Answer} Answer */
/**
 * A long computation. Each call of `advance` takes some milliseconds, so that a cancel is handled at once. After
 * `finish` or `free` the task must not be used.
 * @typedef {{ advance: () => boolean, progress: () => number, finish: () => any, free: () => void }} Task
 */
/**
 * Answers a request, or starts a task for it. It throws the errors of the core.
 * @typedef {(request: Request) => { value: any } | Task} Begin
 */

/** @type {WebAssembly.Memory | undefined} */
let memory;
/** @type {Begin} */
let begin;
/** The tasks in progress, by the id of the request. @type {Map<number, Task>} */
const tasks = new Map();

const yieldChannel = new MessageChannel();
yieldChannel.port1.onmessage = slice;

/**
 * Starts to serve the worker's core.
 * @param {(core: { module_or_path: any }) => Promise<{ memory: WebAssembly.Memory }>} init of the core
 * @param {Begin} answers
 */
export function serve(init, answers) {
  begin = answers;
  /** Called with the compiled core. @type {(module: WebAssembly.Module) => void} */
  let load = () => {};
  const loaded = new Promise((resolve) => (load = resolve)).then((module) => init({ module_or_path: module }));
  const ready = Promise.all([loaded, alive()]).then(([instance, held]) => {
    memory = instance.memory;
    answer({ type: 'ready', alive: held, beats: held === undefined });
  });
  onmessage = ({ data }) => {
    if (data.type === 'core') load(data.module);
    else if (data.type === 'beat') answer({ type: 'beat' });
    else
      ready.then(() => {
        receive(data);
        leaveFull();
      }, die);
  };
}

/** @param {Request} request */
function receive(request) {
  const { id } = request;
  if (request.type === 'cancel') {
    release(id);
    return;
  }
  try {
    const begun = begin(request);
    if ('value' in begun) answer({ type: 'done', id, value: begun.value }, buffers(begun.value));
    else {
      tasks.set(id, begun);
      if (tasks.size === 1) yieldChannel.port2.postMessage(null);
    }
  } catch (error) {
    fail(id, error);
  }
}

/** Advances every task by one slice, or only the first if much memory is in use, then receives messages. */
function slice() {
  for (const [id, task] of tasks) {
    try {
      if (task.advance()) {
        // `finish` has consumed the task.
        tasks.delete(id);
        const value = task.finish();
        answer({ type: 'done', id, value }, buffers(value));
      } else {
        answer({ type: 'progress', id, progress: task.progress() });
      }
    } catch (error) {
      if (!fail(id, error)) return;
    }
    if (isLarge()) break;
  }
  if (tasks.size) yieldChannel.port2.postMessage(null);
  else leaveFull();
}

const isLarge = () => memory !== undefined && memory.buffer.byteLength > MEMORY_BYTES_MAX;

/** Asks to be replaced if this worker uses too much memory. */
function leaveFull() {
  if (!tasks.size && isLarge()) answer({ type: 'full' });
}

/** @param {number} id */
function release(id) {
  tasks.get(id)?.free();
  tasks.delete(id);
}

/**
 * Answers a request that failed. A refusal frees its task. After any other error the core must not be used again.
 * @param {number} id @param {unknown} error @returns {boolean} whether this worker continues
 */
function fail(id, error) {
  const refused = error !== null && typeof error === 'object' && 'allowed' in error;
  if (!refused) {
    die(error, id);
    return false;
  }
  release(id);
  answer({ type: 'refused', id, error: /** @type {import('./run.js').ScenarioError} */ ({ ...error }) });
  return true;
}

/** @param {unknown} error @param {number} [id] the request it died over */
function die(error, id) {
  let why = error instanceof Error ? error.message : String(error);
  // A panic has a message. Running out of memory, and compiler bugs, trap without one.
  if (memory && error instanceof WebAssembly.RuntimeError) why += `, ${memory.buffer.byteLength >>> 20} MiB in use`;
  answer({ type: 'dead', why, id });
  close();
}

/** The buffers of all typed arrays, to be transferred instead of copied. @param {any} value @returns {ArrayBuffer[]} */
function buffers(value) {
  /** @type {Set<ArrayBuffer>} */
  const found = new Set();
  for (const part of Object.values(value ?? {})) {
    if (ArrayBuffer.isView(part)) found.add(/** @type {ArrayBuffer} */ (part.buffer));
    else if (part && typeof part === 'object' && !Array.isArray(part)) for (const one of buffers(part)) found.add(one);
  }
  return [...found];
}

/**
 * Takes a lock that is released when this worker ends for any reason, so that the page notices it at once.
 * @returns {Promise<string | undefined>} its name, if the page may use locks
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
