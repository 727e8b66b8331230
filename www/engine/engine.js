/**
 * The page's side of the simulation worker. One engine, with one worker and one wasm module, serves all playgrounds on
 * the page. It returns a finished run, or an error that names the field, the value and what is allowed.
 *
 * When the worker dies (a trap, no memory, ended from outside), all open requests are repeated once in a new worker. If
 * that one dies too, they fail with an `EngineError`, and the next request starts another worker. A worker that uses
 * much memory is replaced when it is idle.
 */

import { startWorker } from './start.js';
import { engineWords } from './words.js';

/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('./run.js').Parsed} Parsed */
/** @typedef {import('./run.js').ScenarioError} ScenarioError */
/**
 * @typedef {object} Catalogue The core's tables: fields, presets, interventions and event kinds.
 * @property {import('./run.js').Field[]} fields
 * @property {import('./run.js').Preset[]} presets
 * @property {import('./run.js').Action[]} actions
 * @property {import('./run.js').EventKind[]} kinds
 */
/**
 * A request for an excerpt of a run's events.
 * @typedef {{ type: 'detail', line: string, excerpt: import('./run.js').ExcerptRequest }} ExcerptQuestion
 */
/**
 * The shortest way to what a run breaks.
 * @typedef {{ type: 'shortest', line: string, name: string }} ShortestQuestion
 */
/**
 * A run of a challenge.
 * @typedef {{ type: 'attempt', line: string, challenge: string, seed: number }} AttemptQuestion
 */
/**
 * Requests to the explorer of orders (`explorer.js`), whose worker answers only these.
 * @typedef {{ type: 'explore', line: string, states_max?: number }
 *   | { type: 'point', line: string, way: string, of: string }
 *   | { type: 'play', line: string, way: string, property: string, of: string }} OrdersQuestion
 */
/**
 * A recording of real servers (`recorder.js`).
 * @typedef {{ type: 'recorded', text: string, kinds: import('./run.js').EventKind[] }} RecordedQuestion
 */
/**
 * A comparison with theory (`theory_worker.js`).
 * @typedef {{ type: 'theory', line: string, samples: Float64Array }} TheoryQuestion
 */
/**
 * @typedef {{ type: 'run' | 'parse' | 'report' | 'check' | 'language', line: string } | ExcerptQuestion
 *   | AttemptQuestion | ShortestQuestion | OrdersQuestion | RecordedQuestion | TheoryQuestion} Question
 */
/**
 * @typedef {(Question & { id: number })
 *   | { type: 'catalogue', id: number } | { type: 'seed', id: number } | { type: 'cancel', id: number }} Request
 */
/**
 * @typedef {{ type: 'ready', alive?: string, beats?: boolean } | { type: 'full' } | { type: 'beat' }
 *   | { type: 'dead', why: string, id?: number }
 *   | { type: 'progress', id: number, progress: number } | { type: 'done', id: number, value: any }
 *   | { type: 'refused', id: number, error: ScenarioError }} Answer
 */
/**
 * @typedef {object} Pending
 * @property {Request} request
 * @property {(value: any) => void} resolve
 * @property {(error: unknown) => void} reject
 * @property {(progress: number) => void} [onProgress]
 * @property {boolean} asked_again
 */

/** A scenario that the core refuses. The message is a sentence with the field, the value and what is allowed. */
export class RefusedError extends Error {
  /** @param {ScenarioError} problem */
  constructor(problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** A failure of the simulation itself. The message is a sentence for the reader. */
export class EngineError extends Error {
  /** @param {string} message @param {boolean} [lost] whether a file is missing that may still be fetched */
  constructor(message, lost = false) {
    super(message);
    this.lost = lost;
  }
}

/** The number of immediate retries of a start that failed because of a missing file. Several files may be missing. */
const STARTS_MAX = 3;

/**
 * The interval of heartbeats from a worker without a lock, while there are open requests. After several missed ones it
 * is considered dead.
 */
const BEAT_MS = 2_000;
const BEATS_MAX = 15;

export class Engine {
  /**
   * @param {(failed: import('./starter.js').Failed) => Worker} [start]
   * @param {() => Promise<Engine>} [larger] the engine of the larger core, which is fetched at its first use
   */
  constructor(start = startWorker, larger) {
    this.startWorker = start;
    /** The engine for lines with code, once it was needed. @type {Promise<Engine> | null} */
    this.coding = null;
    this.larger = larger;
    this.id_next = 1;
    /** @type {Map<number, Pending>} */
    this.pending = new Map();
    /** @type {Worker | null} */
    this.worker = null;
    this.ready = false;
    /** The number of consecutive starts without a ready worker. */
    this.starts = 0;
    /** The number of heartbeats requested since the last answer. */
    this.beats = 0;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.beating = undefined;
    /** @type {Promise<Catalogue> | null} */
    this.known = null;
  }

  /** Another engine of the same kind, with its own worker, for many runs in a row. */
  another() {
    return new Engine(this.startWorker);
  }

  /** Ends its worker, and with it all open requests. */
  end() {
    this.worker?.terminate();
    this.worker = null;
    this.pending.clear();
    this.coding?.then(
      (other) => other !== this && other.end(),
      () => {},
    );
  }

  /** The core's tables, requested once. @returns {Promise<Catalogue>} */
  catalogue() {
    this.known ??= this.ask({ type: 'catalogue' });
    this.known.catch(() => (this.known = null));
    return this.known;
  }

  /** @param {string} line @returns {Promise<Parsed>} */
  parse(line) {
    return this.ask({ type: 'parse', line });
  }

  /**
   * Parses a line as people write it. A line that the core refuses is passed to the larger core, which also reads other
   * spellings, and makes suggestions in its errors.
   * @param {string} line @returns {Promise<Parsed>}
   */
  async read(line) {
    try {
      return await this.parse(line);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      const larger = await this.larger?.().catch(() => null);
      const told = larger ? larger.parse(line) : Promise.reject(error);
      return await told.catch((fuller) => {
        const { problem } = fuller instanceof RefusedError ? fuller : error;
        throw new RefusedError({ ...problem, line });
      });
    }
  }

  /**
   * The report of a run only, for many runs in a row.
   * @param {string} line
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<import('./run.js').Report>}
   */
  report(line, options = {}) {
    return this.ask({ type: 'report', line }, options);
  }

  /** @returns {Promise<number>} */
  proposeSeed() {
    return this.ask({ type: 'seed' });
  }

  /**
   * @param {string} line
   * @param {{ signal?: AbortSignal, onProgress?: (progress: number) => void }} [options]
   * @returns {Promise<Run>}
   */
  run(line, options = {}) {
    return this.ask({ type: 'run', line }, options);
  }

  /**
   * The engine that runs the user's code. It uses the second build of the core, and is fetched at its first use.
   * @returns {Promise<Engine>}
   */
  coder() {
    this.coding ??= import('./coder.js').then(
      ({ startCoder }) => {
        const engine = new Engine(startCoder);
        engine.coding = Promise.resolve(engine);
        return engine;
      },
      () => {
        this.coding = null;
        throw new EngineError(engineWords.noCode);
      },
    );
    return this.coding;
  }

  /**
   * Sends a request. A line with code, which follows after a NUL, goes to the other engine.
   * @param {Question | { type: 'catalogue' | 'seed' }} question
   * @param {{ signal?: AbortSignal, onProgress?: (progress: number) => void }} [options]
   * @returns {Promise<any>}
   */
  async ask(question, options) {
    const engine = 'line' in question && question.line.includes('\0') ? await this.coder() : this;
    return engine.put(question, options);
  }

  /**
   * @param {Question | { type: 'catalogue' | 'seed' }} question
   * @param {{ signal?: AbortSignal, onProgress?: (progress: number) => void }} [options]
   * @returns {Promise<any>}
   */
  put(question, { signal, onProgress } = {}) {
    const request = /** @type {Request} */ ({ ...question, id: this.id_next++ });
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', () => {
        if (!this.pending.delete(request.id)) return;
        this.worker?.postMessage({ type: 'cancel', id: request.id });
        reject(signal.reason);
      });
      this.pending.set(request.id, { request, resolve, reject, onProgress, asked_again: false });
      this.send(request);
    });
  }

  /** @param {Request} request */
  send(request) {
    try {
      this.worker ??= this.start();
      this.worker.postMessage(request);
    } catch (error) {
      this.onNotStarted({ why: error instanceof Error ? error.message : String(error), lost: false });
    }
  }

  /** Starts a worker and listens to it. */
  start() {
    clearInterval(this.beating);
    this.beats = 0;
    this.ready = false;
    const worker = this.startWorker((cause) => worker === this.worker && this.onNotStarted(cause));
    // Messages of a replaced worker are ignored.
    worker.onmessage = ({ data }) => worker === this.worker && this.receive(data, worker);
    worker.onerror = ({ message }) => {
      // Without a message it could not start; the cause is being determined (starter.js).
      if (worker === this.worker && (message || this.ready)) this.onWorkerLost(message || 'worker error');
    };
    worker.onmessageerror = () => worker === this.worker && this.onWorkerLost('unreadable answer');
    return worker;
  }

  /** @param {Answer} answer @param {Worker} [worker] whose it is */
  receive(answer, worker) {
    this.beats = 0;
    if (answer.type === 'ready') {
      this.ready = true;
      this.starts = 0;
      if (answer.alive && worker) this.watch(answer.alive, worker);
      if (answer.beats) this.beating = setInterval(() => this.beat(), BEAT_MS);
    } else if (answer.type === 'beat') return;
    else if (answer.type === 'full') this.recycle();
    else if (answer.type === 'dead') this.onWorkerLost(answer.why, answer.id);
    else {
      const pending = this.pending.get(answer.id);
      if (answer.type === 'progress') return pending?.onProgress?.(answer.progress);
      this.pending.delete(answer.id);
      if (answer.type === 'done') pending?.resolve(answer.value);
      else pending?.reject(new RefusedError(answer.error));
    }
  }

  /** Replaces an idle worker that uses much memory after a large run, because WebAssembly memory never shrinks. */
  recycle() {
    if (this.pending.size) return;
    this.worker?.terminate();
    this.worker = this.start();
  }

  /**
   * Detects a worker that is ended from outside: it sends no message, but its lock is released.
   * @param {string} alive the name of its lock @param {Worker} worker
   */
  watch(alive, worker) {
    const gone = () => worker === this.worker && this.onWorkerLost('its thread was ended');
    navigator.locks.request(alive, gone).catch(() => {});
  }

  /** Detects a dead worker by missed heartbeats, if there are no locks (a page on plain HTTP has none). */
  beat() {
    if (!this.pending.size || !this.worker) this.beats = 0;
    else if (this.beats >= BEATS_MAX) this.onWorkerLost('its thread was ended');
    else {
      this.beats++;
      this.worker.postMessage({ type: 'beat' });
    }
  }

  /** Handles a failed start: a retry, or the failure of all open requests. @param {import('./cause.js').Cause} cause */
  onNotStarted({ why, lost }) {
    this.worker?.terminate();
    this.worker = null;
    const open = [...this.pending.values()];
    if (lost && ++this.starts < STARTS_MAX) {
      for (const { request } of open) this.send(request);
      return;
    }
    this.starts = 0;
    for (const { request, reject } of open) {
      this.pending.delete(request.id);
      reject(new EngineError(engineWords.engineBlocked(why, lost), lost));
    }
  }

  /**
   * Handles the loss of the worker: open requests are repeated once. If it is known which request it died over, only
   * that one counts as repeated.
   * @param {string} why @param {number} [id] the request it died over
   */
  onWorkerLost(why, id) {
    if (!this.ready) return this.onNotStarted({ why, lost: false });
    clearInterval(this.beating);
    this.worker?.terminate();
    this.worker = null;
    for (const pending of [...this.pending.values()]) {
      const { request } = pending;
      if (id !== undefined && id !== request.id) continue;
      if (!pending.asked_again) {
        pending.asked_again = true;
        continue;
      }
      this.pending.delete(request.id);
      const line = 'line' in request ? request.line.split('\0')[0] : '';
      pending.reject(new EngineError(engineWords.engineDied(why, line)));
    }
    for (const { request } of [...this.pending.values()]) this.send(request);
  }
}

/** @type {Engine | undefined} */
let shared;

/** The engine that all playgrounds on the page share. */
export function engine() {
  shared ??= new Engine(startWorker, async () => (await import('./explorer.js')).explorer().engine);
  return shared;
}
