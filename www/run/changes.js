/**
 * The differences between a run and the one that it forked from: the numbers of two reports, and the first request with
 * a different outcome. The numbers come from the core; they are only compared here.
 */

import { actorName } from './actor.js';
import { PRICES } from './prices.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').Report} Report */
/**
 * @typedef {{ name: 'reads' | 'failed' | 'db_queries' | 'wait_max_ms' | 'stale_reads' | 'stale_age_max_ms', before:
 * number, after: number }} Difference
 */
/** @typedef {{ name: string, start_ns: number, before: Fate, after: Fate }} Diverted */
/** @typedef {{ outcome: import('../engine/run.js').Outcome, took_ms: number, stale_age_ms: number }} Fate */

/** The numbers to compare, in the order shown. @type {[Difference['name'], (report: Report) => number][]} */
const NUMBERS = [
  ['reads', ({ reads }) => reads],
  ['failed', ({ failed }) => failed],
  ['db_queries', PRICES.db_queries],
  ['wait_max_ms', PRICES.wait_max_ms],
  ['stale_reads', ({ stale_reads }) => stale_reads],
  ['stale_age_max_ms', ({ stale_age_ms }) => stale_age_ms.max],
];

/** The numbers that differ. @param {Run} before @param {Run} after @returns {Difference[]} */
export const differences = (before, after) =>
  NUMBERS.map(([name, of]) => ({ name, before: of(before.report), after: of(after.report) })).filter(
    (one) => one.before !== one.after,
  );

/**
 * The first request, in order of start, with a different outcome; null if there is none. Requests in only one of the
 * runs (a refresh, a poked write) are not compared.
 * @param {Run} before @param {Run} after @returns {Diverted | null}
 */
export function firstDiverted(before, after) {
  const rows = new Map(Array.from(before.requests.actor, (actor, row) => [actor, row]));
  for (let i = 0; i < after.requests.actor.length; i++) {
    const row = rows.get(after.requests.actor[i]);
    if (row === undefined) continue;
    const [then, now] = [fate(before, row), fate(after, i)];
    const start_ns = after.requests.start_ns[i];
    if (
      then.outcome !== now.outcome ||
      then.took_ms !== now.took_ms ||
      then.stale_age_ms !== now.stale_age_ms ||
      before.requests.start_ns[row] !== start_ns
    )
      return { name: actorName(after.requests.actor[i]), start_ns, before: then, after: now };
  }
  return null;
}

/** @param {Run} run @param {number} row @returns {Fate} */
const fate = ({ requests, outcomes }, row) => ({
  outcome: outcomes[requests.outcome[row]],
  took_ms: (requests.end_ns[row] - requests.start_ns[row]) / 1e6,
  stale_age_ms: requests.stale_age_ns[row] / 1e6,
});
