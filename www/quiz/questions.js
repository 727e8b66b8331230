/**
 * The numbers that a quiz can ask about, by their names in the attribute `quiz`: the value in the core's report, the
 * unit of the answer, and the time that shows its origin. There is no other list of them.
 */

import { PRICES } from '../run/prices.js';
import { peak } from '../run/steps.js';
import { extreme } from '../run/windows.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** The unit of a number: a count, milliseconds, or a fraction of 1. @typedef {'count' | 'ms' | 'share'} Unit */
/** A time to go to, and the number to be seen there. @typedef {{ at_ns: number, figure: number }} Moment */
/**
 * @typedef {object} Question
 * @property {Unit} unit
 * @property {(run: Run) => number} of the number in the report
 * @property {(run: Run) => Moment | null} moment null if nothing of the kind happened
 */

/** @type {Record<string, Question>} */
export const QUESTIONS = {
  db_queries: {
    unit: 'count',
    of: ({ report }) => PRICES.db_queries(report),
    // Where most of them belong together.
    moment: ({ report: { episodes } }) => {
      if (!episodes.length) return null;
      const { at_ms, db_queries } = episodes.reduce((a, b) => (b.db_queries > a.db_queries ? b : a));
      return { at_ns: at_ms * 1e6, figure: db_queries };
    },
  },
  db_in_flight_max: {
    unit: 'count',
    of: ({ report }) => report.db_in_flight_max,
    moment: ({ steps }) => highest(steps.db_in_flight),
  },
  misses: {
    unit: 'count',
    of: ({ report }) => report.misses,
    moment: (run) => first(run, ({ requests, outcomes }, i) => MISSED.includes(outcomes[requests.outcome[i]])),
  },
  hit_ratio: {
    unit: 'share',
    of: ({ report }) => report.hit_ratio,
    moment: (run) => {
      const worst = extreme(run, run.windows.hit_ratio, -1);
      return worst < 0 ? null : { at_ns: run.windows.bounds_ns[worst], figure: run.windows.hit_ratio[worst] };
    },
  },
  lock_waits: {
    unit: 'count',
    of: ({ report }) => report.lock_waits,
    moment: ({ steps }) => highest(steps.lock_waiting),
  },
  early_recomputes: {
    unit: 'count',
    of: ({ report }) => report.early_recomputes,
    moment: (run) => first(run, ({ requests, outcomes }, i) => outcomes[requests.outcome[i]] === 'early'),
  },
  stale_reads: {
    unit: 'count',
    of: ({ report }) => report.stale_reads,
    moment: (run) => first(run, ({ requests }, i) => requests.stale[i] === 1),
  },
  wait_max: {
    unit: 'ms',
    of: ({ report }) => PRICES.wait_max_ms(report),
    moment: ({ report, steps, end_ns }) =>
      report.under_way.response_max_ms > report.latency_ms.max
        ? { at_ns: end_ns, figure: report.under_way.response_max_ms }
        : highest(steps.wait_max_ms),
  },
  stale_age_max: {
    unit: 'ms',
    of: ({ report }) => report.stale_age_ms.max,
    moment: ({ steps }) => highest(steps.stale_age_max_ms),
  },
};

/** The outcomes of a read that missed. @type {import('../engine/run.js').Outcome[]} */
const MISSED = ['miss', 'waited'];

/** @param {import('../engine/run.js').Steps} steps @returns {Moment | null} */
function highest(steps) {
  const { at_ns, value } = peak(steps);
  return value > 0 ? { at_ns, figure: value } : null;
}

/**
 * The start of the first such request, and its row.
 * @param {Run} run
 * @param {(run: Run, i: number) => boolean} is
 * @returns {Moment | null}
 */
function first(run, is) {
  const i = run.requests.start_ns.findIndex((_, row) => is(run, row));
  return i < 0 ? null : { at_ns: run.requests.start_ns[i], figure: i };
}
