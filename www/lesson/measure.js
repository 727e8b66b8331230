/**
 * Numbers of a report by path, and their formatting. The lesson's text, its tables and live measurements share it, so
 * that they can be compared.
 */

import { span } from '../line/time.js';

const whole = new Intl.NumberFormat('en');

/**
 * @param {import('../engine/run.js').Report} report @param {string} path such as `latency_ms.max`
 * @returns {number} NaN where there is none
 */
export function measure(report, path) {
  /** @type {any} */
  let found = report;
  for (const name of path.split('.')) found = found?.[name];
  return typeof found === 'number' ? found : NaN;
}

/**
 * The weight of a run in a mean over seeds: for a mean over episodes, their number.
 * @param {import('../engine/run.js').Report} report @param {string} path
 */
export const weightOf = (report, path) =>
  path.endsWith('.measured') ? measure(report, path.replace(/measured$/, 'weight')) : 1;

/** @param {string} path @param {number} value */
export function say(path, value) {
  if (Number.isNaN(value)) return '–';
  if (path === 'hit_ratio') return `${Number((value * 100).toFixed(1))} %`;
  if (path.includes('_ms.')) return span(value);
  return Number.isInteger(value) ? whole.format(value) : value.toFixed(1);
}

/**
 * Mean and standard error, rounded to the first digit of the error.
 * @param {string} path @param {number} mean @param {number} error
 */
export function sayMean(path, mean, error) {
  if (path.includes('_ms.')) return `${span(mean)} ± ${span(error)}`;
  const part = path === 'hit_ratio' ? 100 : 1;
  const digits = error > 0 ? Math.min(3, Math.max(0, -Math.floor(Math.log10(error * part)))) : 0;
  const round = (/** @type {number} */ value) =>
    value >= 1000 ? whole.format(Math.round(value)) : (value * part).toFixed(digits);
  return `${round(mean)} ± ${round(error)}${part === 100 ? ' %' : ''}`;
}
