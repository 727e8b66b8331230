/**
 * The same lanes over many seeds. Each seed gives different traffic, which is the same for all lanes. Only reports are
 * computed, by a few additional workers, so that the page's own worker stays free and a cancel takes effect at once.
 */

import { withFieldBefore } from '../line/coded.js';

/** @typedef {import('../engine/run.js').Report} Report */

/** The largest number of seeds. */
export const SEEDS_MAX = 200;

/** The largest number of workers, because a phone has little memory. */
const WORKERS_MAX = 4;

/** The number of workers for the cores of this machine. */
export const workersHere = () => Math.min(WORKERS_MAX, Math.max(1, navigator.hardwareConcurrency || 1));

/**
 * @param {import('../engine/engine.js').Engine} engine
 * @param {string[]} lines one for each lane
 * @param {number} count the seeds are 1 to this number
 * @param {object} options
 * @param {AbortSignal} options.signal
 * @param {(reports: Report[][], done: number) => void} options.onReports gets, for each lane, the reports of the first
 * seeds that all lanes have, and the total number of reports
 * @param {number} [options.workers]
 * @returns {Promise<Report[][]>} for each lane the reports of all seeds
 */
export async function overSeeds(engine, lines, count, { signal, onReports, workers = workersHere() }) {
  /** The reports by seed and lane. @type {Report[][]} */
  const all = Array.from({ length: count }, () => []);
  const first = (/** @type {number} */ seeds) => lines.map((_, i) => all.slice(0, seeds).map((row) => row[i]));
  let [next, done, whole] = [0, 0, 0];
  /** @param {import('../engine/engine.js').Engine} one */
  async function work(one) {
    while (next < count * lines.length) {
      const [seed, i] = [Math.floor(next / lines.length), next % lines.length];
      next++;
      all[seed][i] = await one.report(withFieldBefore(lines[i], 'seed', String(seed + 1)), { signal });
      done++;
      while (whole < count && all[whole].filter(Boolean).length === lines.length) whole++;
      onReports(first(whole), done);
    }
  }
  const engines = Array.from({ length: Math.min(workers, count * lines.length) }, () => engine.another());
  try {
    await Promise.all(engines.map(work));
  } finally {
    for (const one of engines) one.end();
  }
  return first(count);
}

/**
 * Mean and its standard error, which is unknown for a single value. Values that are means are weighted by the number of
 * their samples, as on the command line (`examples/simulate/sample.rs`; Cochran, "Sampling Techniques", 2.11).
 * @param {number[]} values at least one
 * @param {number[]} [weights] equal by default
 */
export function meanAndError(values, weights = values.map(() => 1)) {
  const count = values.length;
  const weight = weights.reduce((sum, one) => sum + one, 0);
  const mean = values.reduce((sum, value, i) => sum + value * weights[i], 0) / weight;
  const squares = values.reduce((sum, value, i) => sum + ((value - mean) * weights[i]) ** 2, 0);
  return { mean, error: count > 1 ? Math.sqrt((squares * count) / (count - 1)) / weight : NaN };
}

/**
 * One row of theory combined over many runs, as on the command line (`examples/simulate/pooled.rs`). The standard error
 * is estimated from the differences between the runs and from those within them; the larger one is used.
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
