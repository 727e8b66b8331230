/**
 * Lookups of requests: those in flight at a time, the phase of one, and its row. The columns come from the core; only
 * row numbers are computed here.
 */

import { bisectRight } from 'd3-array';

import { taskOf } from './actor.js';

/** @typedef {import('../engine/run.js').Run} Run */

/** Rows are grouped in blocks of 2^6, each with the latest end of its requests. */
const BLOCK = 6;

/**
 * @type {WeakMap<Run, { longest_ns: number, ends_ns: Float64Array, rows: Int32Array[], tasks: Map<number, number> }>}
 */
const known = new WeakMap();

/** @param {Run} run */
function about(run) {
  let found = known.get(run);
  if (!found) {
    const { actor, start_ns, end_ns } = run.requests;
    let longest_ns = 0;
    const most = new Uint32Array(8);
    const ends_ns = new Float64Array((start_ns.length >> BLOCK) + 1);
    for (let i = 0; i < start_ns.length; i++) {
      longest_ns = Math.max(longest_ns, end_ns[i] - start_ns[i]);
      ends_ns[i >> BLOCK] = Math.max(ends_ns[i >> BLOCK], end_ns[i]);
      if (taskOf(actor[i])) continue;
      most[actor[i] & 7] = Math.max(most[actor[i] & 7], (actor[i] >>> 3) + 1);
    }
    // Actors are numbered from 0 within their kind, so an array per kind replaces a map and is much faster to build. It
    // has row + 1. The few actors that are further tasks of a request are in a map.
    const rows = Array.from(most, (count) => new Int32Array(count));
    /** @type {Map<number, number>} */
    const tasks = new Map();
    for (let i = 0; i < actor.length; i++) {
      if (taskOf(actor[i])) tasks.set(actor[i], i);
      else rows[actor[i] & 7][actor[i] >>> 3] = i + 1;
    }
    found = { longest_ns, ends_ns, rows, tasks };
    known.set(run, found);
  }
  return found;
}

/** The duration of the longest request: how far back a search must go. @param {Run} run */
export const longestOf = (run) => about(run).longest_ns;

/** The row of an actor; -1 if the run has no such request. @param {Run} run @param {number | null} actor */
export function rowOf(run, actor) {
  if (actor === null) return -1;
  const { rows, tasks } = about(run);
  return taskOf(actor) ? (tasks.get(actor) ?? -1) : (rows[actor & 7][actor >>> 3] ?? 0) - 1;
}

/**
 * Calls `visit` for every row from `first` (included) to `last` (excluded) that ends after a time and is a multiple of
 * `each`. Blocks that ended earlier are skipped, so the time depends on the rows found, not on the longest request.
 * @param {Run} run @param {number} first @param {number} last @param {number} after_ns @param {number} each
 * @param {(row: number) => void} visit
 */
export function endingAfter(run, first, last, after_ns, each, visit) {
  const { ends_ns } = about(run);
  const { end_ns } = run.requests;
  let i = Math.ceil(first / each) * each;
  while (i < last) {
    const next = ((i >> BLOCK) + 1) << BLOCK;
    if (ends_ns[i >> BLOCK] > after_ns) for (; i < Math.min(next, last); i += each) end_ns[i] > after_ns && visit(i);
    else i = Math.ceil(next / each) * each;
  }
}

/**
 * The rows of the requests in flight at a time, in order of their starts.
 * @param {Run} run @param {number} at_ns
 */
export function underWay(run, at_ns) {
  const { start_ns } = run.requests;
  const last = bisectRight(start_ns, at_ns);
  const first = bisectRight(start_ns, at_ns - longestOf(run) - 1);
  /** @type {number[]} */
  const rows = [];
  endingAfter(run, first, last, at_ns, 1, (row) => rows.push(row));
  return rows;
}

/**
 * The current segment of a request in flight; -1 if it has none.
 * @param {Run} run @param {number} row @param {number} at_ns
 */
export function segmentAt({ requests, segments }, row, at_ns) {
  let s = requests.segment_first[row];
  const end = requests.segment_first[row + 1];
  if (s === end) return -1;
  while (s + 1 < end && segments.start_ns[s + 1] <= at_ns) s++;
  return s;
}

/**
 * The events that are needed for the story of a request.
 * @param {Run} run @param {number} row @returns {import('../engine/run.js').EventQuery}
 */
export const toTell = ({ requests }, row) => ({
  at_ns: requests.end_ns[row],
  since_ns: requests.start_ns[row],
  actor: requests.actor[row],
});
