/**
 * The same lanes over many seeds: every seed is other traffic, the same for all lanes. Only reports are asked for, one
 * after another, so that the worker stays free for a run in between and a cancel comes through at once.
 */

import { withField } from '../line/line.js';

/** @typedef {import('../engine/run.js').Report} Report */

/** As many as may be asked for. */
export const SEEDS_MAX = 200;

/**
 * @param {import('../engine/engine.js').Engine} engine
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
 * Mean and its standard error; the error of a single value is not known. What are means themselves weigh as much as
 * what they are the means of, as on the command line (`examples/simulate/sample.rs`; Cochran, "Sampling Techniques",
 * 2.11).
 * @param {number[]} values at least one
 * @param {number[]} [weights] all alike without them
 */
export function meanAndError(values, weights = values.map(() => 1)) {
  const count = values.length;
  const weight = weights.reduce((sum, one) => sum + one, 0);
  const mean = values.reduce((sum, value, i) => sum + value * weights[i], 0) / weight;
  const squares = values.reduce((sum, value, i) => sum + ((value - mean) * weights[i]) ** 2, 0);
  return { mean, error: count > 1 ? Math.sqrt((squares * count) / (count - 1)) / weight : NaN };
}

/**
 * One row of theory over many runs, put together as the command line does (`examples/simulate/pooled.rs`): the error is
 * told by how the runs differ and by how the cycles within them do, and the larger of the two counts.
 * @param {import('../engine/run.js').Form[]} forms the row in each of the runs, at least one
 * @returns {import('../engine/run.js').Form}
 */
export function pooled(forms) {
  const told = forms.filter(({ weight }) => weight > 0);
  const n = forms.reduce((sum, form) => sum + form.n, 0);
  const { label, predicted, n_min } = forms[0];
  if (!told.length) return { label, predicted, weight: 0, n, n_min };
  const values = told.map(({ measured }) => measured ?? NaN);
  const weight = told.reduce((sum, one) => sum + one.weight, 0);
  const between = meanAndError(
    values,
    told.map((one) => one.weight),
  );
  const within = Math.hypot(...told.map(({ standard_error = NaN, weight }) => standard_error * weight)) / weight;
  const errors = [between.error, within].filter((error) => error >= 0);
  const standard_error = errors.length ? Math.max(...errors) : undefined;
  return { label, predicted, measured: between.mean, standard_error, weight, n, n_min };
}
