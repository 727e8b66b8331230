/**
 * A cache of runs by line. The same line always gives the same run, so going back to a branch, or comparing two, need
 * not compute them again.
 */

/** @typedef {import('../engine/run.js').Run} Run */

/** The total size of the cached runs. */
const BYTES_KEPT = 2 ** 25;

/**
 * The approximate size: 41 bytes per event, and about a hundred per request, with its segments and steps.
 * @param {Run} run
 */
const bytesOf = ({ events, requests }) => 41 * events.at_ns.length + 100 * requests.actor.length;

export class Runs {
  /** @param {import('../engine/engine.js').Engine} engine */
  constructor(engine) {
    this.engine = engine;
    /** The cached runs, the least recently used first. @type {Map<string, Run>} */
    this.kept = new Map();
  }

  /**
   * @param {string} line
   * @param {{ signal?: AbortSignal, onProgress?: (progress: number) => void }} [options]
   * @returns {Promise<Run>}
   */
  async get(line, options) {
    const run = this.kept.get(line) ?? (await this.engine.run(line, options));
    // The core returns the line without the code, but excerpts of a large run need it.
    if (line.includes('\0')) run.line = line;
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
