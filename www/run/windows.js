/** Looking up the windows of a run: equal stretches, with the core's numbers for each. */

import { bisectRight } from 'd3-array';

/** @typedef {import('../engine/run.js').Run} Run */

/** The window that a time lies in. @param {Run} run @param {number} at_ns */
export const windowAt = ({ windows: { bounds_ns } }, at_ns) =>
  Math.min(Math.max(0, bisectRight(bounds_ns, at_ns) - 1), bounds_ns.length - 2);

/** How long a window is, in ms. @param {Run} run */
export const windowLength = ({ windows: { bounds_ns } }) => (bounds_ns[1] - bounds_ns[0]) / 1e6;

/**
 * The first window with the least or the most, of those in which a read ended; -1 when none did.
 * @param {Run} run @param {ArrayLike<number>} values @param {1 | -1} sign 1 for the most
 */
export function extreme({ windows: { reads } }, values, sign) {
  let best = -1;
  for (let i = 0; i < reads.length; i++) if (reads[i] && (best < 0 || sign * values[i] > sign * values[best])) best = i;
  return best;
}
