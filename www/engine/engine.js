/**
 * The page's side of the simulation worker. One engine, with one worker and one wasm module, serves every playground on
 * the page. Ask it for a run and a finished one comes back, or a refusal that names field, value and what is allowed.
 *
 * When the worker dies (a trap, no memory, ended from outside), every open question is asked once more of a new worker.
 * A question over which that one dies too fails with an `EngineError`, and the next question starts another worker. A
 * worker that has grown large is replaced when it has nothing to do.
 */

import { startWorker } from './start.js';
import { engineWords } from './words.js';

/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('./run.js').Parsed} Parsed */
/** @typedef {import('./run.js').ScenarioError} ScenarioError */
/**
 * @typedef {object} Catalogue What the core knows of scenarios, as tables.
 * @property {import('./run.js').Field[]} fields
 * @property {import('./run.js').Preset[]} presets
 * @property {import('./run.js').Action[]} actions
 * @property {import('./run.js').EventKind[]} kinds
 */
/**
 * A window of a run's events.
 * @typedef {{ type: 'detail', line: string, window: import('./run.js').Window }} AskDetail
 */
/** @typedef {{ type: 'run' | 'parse' | 'report', line: string } | AskDetail} Ask */
/**
 * @typedef {(Ask & { id: number })
 *   | { type: 'catalogue', id: number } | { type: 'seed', id: number } | { type: 'cancel', id: number }} Request
 */
/**
 * @typedef {{ type: 'ready', alive?: string } | { type: 'full' } | { type: 'dead', why: string, id?: number }
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

/** A scenario the core refuses: one sentence, with field, value and what is allowed. */
export class RefusedError extends Error {
  /** @param {ScenarioError} problem */
  constructor(problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** The simulation itself failed, in one sentence for the reader. */
export class EngineError extends Error {}

export class Engine {
  /** @param {() => Worker} [start] */
  constructor(start = startWorker) {
    this.startWorker = start;
    this.id_next = 1;
    /** @type {Map<number, Pending>} */
    this.pending = new Map();
    /** @type {Worker | null} */
    this.worker = null;
    this.ready = false;
    /** @type {Promise<Catalogue> | null} */
    this.known = null;
  }

  /** Fields, presets and event kinds; asked for once. @returns {Promise<Catalogue>} */
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
   * The numbers of a run alone, for many of them in a row.
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
   * @param {Ask | { type: 'catalogue' | 'seed' }} question
   * @param {{ signal?: AbortSignal, onProgress?: (progress: number) => void }} [options]
   * @returns {Promise<any>}
   */
  ask(question, { signal, onProgress } = {}) {
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
      this.onWorkerLost(error instanceof Error ? error.message : String(error));
    }
  }

  /** Starts a worker and listens to it. */
  start() {
    const worker = this.startWorker();
    this.ready = false;
    // What a replaced worker still says is not about the new one.
    worker.onmessage = ({ data }) => worker === this.worker && this.receive(data, worker);
    worker.onerror = (event) => worker === this.worker && this.onWorkerLost(event.message || 'worker error');
    worker.onmessageerror = () => worker === this.worker && this.onWorkerLost('unreadable answer');
    return worker;
  }

  /** @param {Answer} answer @param {Worker} [worker] whose it is */
  receive(answer, worker) {
    if (answer.type === 'ready') {
      this.ready = true;
      if (answer.alive && worker) this.watch(answer.alive, worker);
    } else if (answer.type === 'full') this.recycle();
    else if (answer.type === 'dead') this.onWorkerLost(answer.why, answer.id);
    else {
      const pending = this.pending.get(answer.id);
      if (answer.type === 'progress') return pending?.onProgress?.(answer.progress);
      this.pending.delete(answer.id);
      if (answer.type === 'done') pending?.resolve(answer.value);
      else pending?.reject(new RefusedError(answer.error));
    }
  }

  /** Replaces a worker that holds memory it cannot give back, after a large run; not while it is busy. */
  recycle() {
    if (this.pending.size) return;
    this.worker?.terminate();
    this.worker = this.start();
  }

  /**
   * A worker that is ended from outside says nothing, but its lock is free then.
   * @param {string} alive the lock that it holds @param {Worker} worker
   */
  watch(alive, worker) {
    const gone = () => worker === this.worker && this.onWorkerLost('its thread was ended');
    navigator.locks.request(alive, gone).catch(() => {});
  }

  /**
   * The worker is gone: open questions are asked again, once. If it is known over which question it died, only that one
   * counts as asked before.
   * @param {string} why @param {number} [id] the question it died over
   */
  onWorkerLost(why, id) {
    this.worker?.terminate();
    this.worker = null;
    for (const pending of [...this.pending.values()]) {
      const { request } = pending;
      if (id !== undefined && id !== request.id) continue;
      if (this.ready && !pending.asked_again) {
        pending.asked_again = true;
        continue;
      }
      this.pending.delete(request.id);
      const line = 'line' in request ? request.line : '';
      pending.reject(new EngineError(this.ready ? engineWords.engineDied(why, line) : engineWords.engineBlocked(why)));
    }
    for (const { request } of [...this.pending.values()]) this.send(request);
  }
}

/** @type {Engine | undefined} */
let shared;

/** The engine all playgrounds of this page share. */
export function engine() {
  shared ??= new Engine();
  return shared;
}
