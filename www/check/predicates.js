/** Parts of the questions in the pool: ranges, ratios, and times for the cursor. */

import { QUESTIONS } from '../quiz/questions.js';

/** @typedef {import('./measured.js').Measured} Measured */

/** A function that finds the moment at which a number of the quiz shows. @param {string} name */
export const when = (name) => (/** @type {import('../engine/run.js').Run} */ run) =>
  QUESTIONS[name].moment(run)?.at_ns ?? null;

/** @param {number} low @param {number} high @returns {(value: number) => boolean} */
export const within = (low, high) => (value) => value >= low && value < high;

/** @param {string} a @param {string} b @param {string} path @returns {(m: Measured) => number} */
export const ratio = (a, b, path) => (m) => m.of(a, path) / m.of(b, path);

/**
 * Options that are ranges of a ratio.
 * @param {string} a @param {string} b @param {string} path @param {[number, number][]} ranges
 */
export const byRatio = (a, b, path, ranges) =>
  ranges.map(
    ([low, high]) =>
      (/** @type {Measured} */ m) =>
        within(low, high)(ratio(a, b, path)(m)),
  );
