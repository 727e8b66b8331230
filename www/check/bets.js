/**
 * The bets of the lesson as questions of the check. After a day three of them are offered again, on other traffic.
 * Their texts are in the lesson; here are the predicates that decide their options. Bets that no number decides (such
 * as who queries the database) are left out.
 */

import { STEPS } from '../lesson/steps.js';
import { byRatio, within } from './predicates.js';

/** @typedef {import('./measured.js').Measured} Measured */
/** @typedef {import('./pool.js').Scene} Scene */

/**
 * Options that are ranges of a line's number.
 * @param {string} line @param {string} path @param {[number, number][]} ranges
 */
const by = (line, path, ranges) =>
  ranges.map(
    ([low, high]) =>
      (/** @type {Measured} */ m) =>
        within(low, high)(m.of(line, path)),
  );
/**
 * Options that are ranges of the greatest number over the seeds.
 * @param {string} line @param {string} path @param {[number, number][]} ranges
 */
const byMost = (line, path, ranges) =>
  ranges.map(
    ([low, high]) =>
      (/** @type {Measured} */ m) =>
        within(low, high)(m.most(line, path)),
  );

/**
 * What decides each bet, by its step and its number in that step.
 * @type {Record<string, { options: ((m: Measured) => boolean)[], shows: Scene, over?: number, theory?: true }[]>}
 */
const DECIDED = {
  break: [
    {
      options: by('alone', 'db_queries', [
        [0, 3],
        [3, 14],
        [14, 75],
        [75, Infinity],
      ]),
      shows: { line: 'alone', at: '4.5s' },
    },
  ],
  absent: [
    {
      options: by('negative', 'db_queries', [
        [0, 75],
        [75, 160],
        [160, Infinity],
      ]),
      shows: { line: 'negative', at: '3s' },
    },
  ],
  write: [
    {
      options: by('write', 'misses', [
        [0, 0.5],
        [0.5, 1.5],
        [1.5, 10],
        [10, Infinity],
      ]),
      shows: { line: 'write', at: '5.15s' },
      over: 20,
    },
  ],
  set_or_delete: [
    {
      options: byMost('update', 'stale_age_ms.max', [
        [0, 1000],
        [1000, 7500],
        [7500, Infinity],
      ]),
      shows: { line: 'update', at: '6s' },
      over: 20,
    },
  ],
  not_enough: [
    {
      options: byMost('plain', 'stale_age_ms.max', [
        [0, 1],
        [1, 400],
        [400, Infinity],
      ]),
      shows: { line: 'plain', at: '12s' },
      over: 20,
    },
  ],
  lost_delete: [
    {
      options: by('long', 'stale_age_ms.max', [
        [0, 1000],
        [1000, 5500],
        [5500, Infinity],
      ]),
      shows: { line: 'long', at: '8s' },
    },
  ],
  empty: [
    {
      options: byRatio('warm', 'flush', 'db_queries', [
        [0, 0.7],
        [0.7, 1.02],
        [1.02, Infinity],
      ]),
      shows: { line: 'warm', at: '3.3s' },
      over: 20,
    },
  ],
  herd: [
    {
      options: byRatio('rate', 'herd', 'db_queries', [
        [0.7, 1.4],
        [1.4, 3],
      ]),
      shows: { line: 'rate', at: '4.6s' },
      over: 20,
    },
    {
      options: byRatio('ttl', 'herd', 'db_queries', [
        [0, 0.8],
        [0.8, 1.25],
        [1.25, Infinity],
      ]),
      shows: { line: 'ttl', at: '4.6s' },
    },
    {
      options: byRatio('pool', 'herd', 'db_queries', [
        [0, 0.8],
        [0.8, Infinity],
      ]),
      shows: { line: 'pool', at: '5s' },
    },
  ],
  lock: [
    {
      options: byMost('dead', 'wait_ms.max', [
        [0, 1000],
        [1000, 4500],
        [4500, Infinity],
      ]),
      shows: { line: 'dead', at: '6s' },
    },
  ],
  dice: [
    {
      options: by('dice', 'theory.db_queries_per_episode.measured', [
        [0, 1.4],
        [1.4, 3.8],
        [3.8, Infinity],
      ]),
      shows: { line: 'dice', at: '6.7s' },
      over: 20,
      theory: true,
    },
  ],
  grace: [
    {
      options: by('short', 'misses', [
        [0, 3],
        [3, Infinity],
        [Infinity, Infinity],
      ]),
      shows: { line: 'short', at: '4.5s' },
    },
  ],
};

/**
 * A bet of the lesson, as a question of the check.
 * @typedef {import('./pool.js').Choice & { step: string, bet: number }} Bet
 */

/** @type {Bet[]} */
export const BETS = STEPS.flatMap(({ id, lines, opens }) =>
  (DECIDED[id] ?? []).map(({ options, shows, over, theory }, bet) => ({
    id: `${id}:${bet}`,
    kind: /** @type {const} */ ('herd'),
    type: /** @type {const} */ ('choice'),
    step: id,
    bet,
    lines,
    opens: { line: opens.line, at: opens.at },
    shows,
    options,
    over,
    theory,
  })),
);

/** The number of bets that are offered again. */
export const AGAIN = 3;

/**
 * The bets that are offered again: the three oldest that were made before today; none if there are fewer.
 * @param {Record<string, { said: (string | null)[], day: string }>} bets by step @param {string} today as `2026-01-31`
 * @returns {{ question: Bet, said: string, day: string }[]}
 */
export function due(bets, today) {
  const old = BETS.flatMap((question) => {
    const { said, day } = bets[question.step] ?? { said: [], day: today };
    const answer = said[question.bet];
    return answer && day < today ? [{ question, said: answer, day }] : [];
  });
  old.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  // At most one bet of each step.
  const oneEach = old.filter(
    ({ question }, i) => old.findIndex((other) => other.question.step === question.step) === i,
  );
  return oneEach.length >= AGAIN ? oneEach.slice(0, AGAIN) : [];
}

/** The date of today in the form in which bets are dated. */
export const today = () => new Date().toISOString().slice(0, 10);
