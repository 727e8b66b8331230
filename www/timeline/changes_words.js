/** Texts about the effects of a poke. Replace this file for another language. */

import { count } from '../kit/words.js';

export const changesWords = {
  numbers: {
    reads: 'reads',
    failed: 'failed reads',
    db_queries: 'queries asked for',
    wait_max_ms: 'slowest read',
    stale_reads: 'stale reads',
    stale_age_max_ms: 'oldest value served',
  },
  /** @type {(what: string, before: string, after: string) => string} */
  fromTo: (what, before, after) => `${what} ${before} → ${after}`,
  /** @type {(reads: number | null, told: string[]) => string} */
  against: (reads, told) =>
    `${reads === null ? '' : `same ${count(reads, 'read', 'reads')}: `}${told.join(', ') || 'no number changed'}.`,
  /** @type {(name: string, at: string, before: string, after: string) => string} */
  firstDiverted: (name, at, before, after) => `First to fare otherwise: ${name} at ${at}, ${before} → ${after}`,
  /** @type {Record<import('../engine/run.js').Outcome, string>} */
  outcomes: {
    unfinished: 'unfinished',
    hit: 'hit',
    stale_hit: 'stale hit',
    early: 'early recompute',
    waited: 'waited',
    miss: 'miss',
    failed: 'failed',
    abandoned: 'given up',
    write: 'write',
    refresh: 'refresh',
  },
  /** @type {(outcome: string, took: string) => string} */
  fate: (outcome, took) => `${outcome} (${took})`,
};
