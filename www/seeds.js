/**
 * The same lanes over many seeds: every seed is other traffic, the same for all lanes. Only reports are asked for, one
 * after another, so that the worker stays free for a run in between and a cancel comes through at once.
 */

import { withField } from './line.js';

/** @typedef {import('./run.js').Report} Report */

/** As many as may be asked for. */
export const SEEDS_MAX = 200;

/**
 * @param {import('./engine.js').Engine} engine
 * @param {string[]} lines one for each lane
 * @param {number} count seeds 1 to this
 * @param {{ signal: AbortSignal, onProgress: (part: number) => void }} options
 * @returns {Promise<Report[][]>} for each lane the reports of all seeds
 */
export async function overSeeds(engine, lines, count, { signal, onProgress }) {
  /** @type {Report[][]} */
  const reports = lines.map(() => []);
  for (let seed = 1; seed <= count; seed++) {
    for (const [i, line] of lines.entries()) {
      reports[i].push(await engine.report(withField(line, 'seed', String(seed)), { signal }));
      onProgress((seed - 1 + (i + 1) / lines.length) / count);
    }
  }
  return reports;
}

/**
 * Mean and its standard error; the error of a single value is not known.
 * @param {number[]} values at least one
 */
export function meanAndError(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: values.length > 1 ? Math.sqrt(squares / (values.length - 1) / values.length) : NaN };
}
