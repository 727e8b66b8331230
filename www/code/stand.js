/**
 * The lines of the code at which requests are at the cursor: the requests in flight, counted by phase, from the run's
 * segments. At the cache, requests before and after their query are distinguished.
 */

import { LETTERS } from '../run/actor.js';
import { segmentAt, underWay } from '../run/requests.js';

/**
 * @typedef {Map<string, number>} Standing how many stand at each mark; `queue` and `b-queue` stand at the database's
 * line
 */

/** Before each mark: a reader has none. @type {Record<string, string>} */
const PREFIX = { W: 'w-', I: 'w-', D: 'w-', B: 'b-', G: '' };

/** At the cache, with the database behind: by prefix. @type {Record<string, string>} */
const AFTER = { '': 'store', 'b-': 'store', 'w-': 'app' };

/** @type {Record<string, string>} */
const MARK = { lock: 'lock', queue: 'queue', database: 'db', application: 'app' };

/** @param {import('../engine/run.js').Run} run @param {number} at_ns @returns {Standing} */
export function standingAt(run, at_ns) {
  const { requests, segments, phases } = run;
  const [cache, database] = [phases.indexOf('cache'), phases.indexOf('database')];
  /**
   * The counts by kind of actor, phase, and whether the query is done. All requests of a crowd are counted, so this
   * must be fast.
   */
  const found = new Uint32Array(8 * phases.length * 2);
  for (const row of underWay(run, at_ns)) {
    const s = segmentAt(run, row, at_ns);
    if (s < 0) continue;
    const phase = segments.phase[s];
    const after = phase === cache && s > requests.segment_first[row] && segments.phase[s - 1] === database;
    found[((requests.actor[row] & 7) * phases.length + phase) * 2 + Number(after)]++;
  }
  /** @type {Standing} */
  const counts = new Map();
  found.forEach((count, i) => {
    if (!count) return;
    const phase = phases[(i >> 1) % phases.length];
    const prefix = PREFIX[LETTERS[Math.floor(i / 2 / phases.length)]] ?? '';
    const mark = prefix + (i & 1 ? AFTER[prefix] : (MARK[phase] ?? phase));
    counts.set(mark, (counts.get(mark) ?? 0) + count);
  });
  return counts;
}

/**
 * The counts at one mark, with the role that shows what they do there.
 * @param {Standing} counts @param {string} mark
 * @returns {{ role: import('../kit/mark.js').Role, count: number }[]}
 */
export function atMark(counts, mark) {
  const own = counts.get(mark) ?? 0;
  const queued = mark.endsWith('db') ? (counts.get(mark.replace(/db$/, 'queue')) ?? 0) : 0;
  /** @type {import('../kit/mark.js').Role} */
  const role = mark === 'lock' ? 'wait' : mark.endsWith('db') ? 'miss' : 'plain';
  /** @type {ReturnType<typeof atMark>} */
  const all = [
    { role, count: own },
    { role: 'wait', count: queued },
  ];
  return all.filter(({ count }) => count > 0);
}
