/** Lookups in the windows of a run: equal intervals with statistics from the core. */

import { bisectRight } from 'd3-array';

/** @typedef {import('../engine/run.js').Run} Run */

/** The index of the window at a time. @param {Run} run @param {number} at_ns */
export const windowAt = ({ windows: { bounds_ns } }, at_ns) =>
  Math.min(Math.max(0, bisectRight(bounds_ns, at_ns) - 1), bounds_ns.length - 2);

/** The length of a window in ms. @param {Run} run */
export const windowLength = ({ windows: { bounds_ns } }) => (bounds_ns[1] - bounds_ns[0]) / 1e6;

/**
 * The first window with the lowest or the highest value, of those in which a read ended; -1 if there is none.
 * @param {Run} run @param {ArrayLike<number>} values @param {1 | -1} sign 1 for the highest
 */
export function extreme({ windows: { reads } }, values, sign) {
  let best = -1;
  for (let i = 0; i < reads.length; i++) if (reads[i] && (best < 0 || sign * values[i] > sign * values[best])) best = i;
  return best;
}
