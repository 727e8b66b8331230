/**
 * A cache of runs by their line. The same line is the same run, so recent runs are kept: going back to a branch, or
 * comparing two, computes nothing again.
 */

/** @typedef {import('../engine/run.js').Run} Run */

/** Of all kept runs together. */
const BYTES_KEPT = 2 ** 25;

/** About: an event is 41 bytes, a request a hundred with its segments and steps. @param {Run} run */
const bytesOf = ({ events, requests }) => 41 * events.at_ns.length + 100 * requests.actor.length;

export class Runs {
  /** @param {import('../engine/engine.js').Engine} engine */
  constructor(engine) {
    this.engine = engine;
    /** Ordered by when they were last asked for. @type {Map<string, Run>} */
    this.kept = new Map();
  }

  /**
   * @param {string} line
   * @param {{ signal?: AbortSignal, onProgress?: (progress: number) => void }} [options]
   * @returns {Promise<Run>}
   */
  async get(line, options) {
    const run = this.kept.get(line) ?? (await this.engine.run(line, options));
    this.kept.delete(line);
    this.kept.set(line, run);
    let bytes = 0;
    for (const [key, one] of [...this.kept].reverse()) {
      bytes += bytesOf(one);
      if (bytes > BYTES_KEPT && key !== line) this.kept.delete(key);
    }
    return run;
  }
}
