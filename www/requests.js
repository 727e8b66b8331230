/**
 * Looking requests up: which are under way at a time, what one is doing, where one is in its columns. The columns are
 * the core's; nothing is computed here but which row to read.
 */

import { bisectRight } from 'd3-array';

/** @typedef {import('./run.js').Run} Run */

/** @type {WeakMap<Run, { longest_ns: number, index: Map<number, number> }>} */
const known = new WeakMap();

/** @param {Run} run */
function about(run) {
  let found = known.get(run);
  if (!found) {
    const { actor, start_ns, end_ns } = run.requests;
    let longest_ns = 0;
    /** @type {Map<number, number>} */
    const index = new Map();
    for (let i = 0; i < start_ns.length; i++) {
      longest_ns = Math.max(longest_ns, end_ns[i] - start_ns[i]);
      index.set(actor[i], i);
    }
    found = { longest_ns, index };
    known.set(run, found);
  }
  return found;
}

/** The longest request of a run: how far back one must look. @param {Run} run */
export const longestOf = (run) => about(run).longest_ns;

/** The row of an actor, -1 when this run has no such request. @param {Run} run @param {number | null} actor */
export const rowOf = (run, actor) => (actor === null ? -1 : (about(run).index.get(actor) ?? -1));

/**
 * The rows of the requests under way at a time, in order of their start.
 * @param {Run} run @param {number} at_ns @param {number} [most] looked at, from the newest backwards
 */
export function underWay(run, at_ns, most = Infinity) {
  const { start_ns, end_ns } = run.requests;
  const last = bisectRight(start_ns, at_ns);
  const first = Math.max(0, last - most, bisectRight(start_ns, at_ns - longestOf(run) - 1));
  /** @type {number[]} */
  const rows = [];
  for (let i = first; i < last; i++) if (end_ns[i] > at_ns) rows.push(i);
  return rows;
}

/**
 * What a request under way is doing, and since when: the segment it is in, -1 when it has none.
 * @param {Run} run @param {number} row @param {number} at_ns
 */
export function segmentAt({ requests, segments }, row, at_ns) {
  let s = requests.segment_first[row];
  const end = requests.segment_first[row + 1];
  if (s === end) return -1;
  while (s + 1 < end && segments.start_ns[s + 1] <= at_ns) s++;
  return s;
}
