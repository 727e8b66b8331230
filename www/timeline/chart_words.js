/** Texts of the charts and their tables. Replace this file for another language. */

import { count, whole } from '../kit/words.js';

export const chartWords = {
  /**
   * @type {(title: string, queries: number, updates: number, most: number, at: string, queued: number, now: string)
   * => string}
   */
  load: (title, queries, updates, most, at, queued, now) =>
    `${title}: ${count(queries, 'query', 'queries')}${updates ? ` and ${count(updates, 'update', 'updates')}` : ''} asked for in the whole run, at most ${whole(most)} in flight, at ${at}` +
    `${queued ? `, and at most ${whole(queued)} queued` : ''}; ${now} at the cursor.`,
  /**
   * @type {(title: string, ratio: string, reads: number, least: string, length: string, at: string, now: string) =>
   * string}
   */
  hits: (title, ratio, reads, least, length, at, now) =>
    `${title}: ${ratio} of ${count(reads, 'read', 'reads')} answered from the cache; ${least} in the worst ${length}, from ${at}; ${now} at the cursor.`,
  /**
   * @type {(title: string, p50: string, p99: string, most: string, length: string, at: string, now: string) => string}
   */
  latency: (title, p50, p99, most, length, at, now) =>
    `${title}: half of the reads took no more than ${p50}, 99 % no more than ${p99}; in the slowest ${length}, from ${at}, p99 is ${most}; ${now} at the cursor.`,
  /**
   * @type {(title: string, most: string, length: string, at: string, stale_hits: number, stale_reads: number, now:
   * string) => string}
   */
  stale: (title, most, length, at, stale_hits, stale_reads, now) =>
    `${title}: the oldest value served was ${most} old, in the ${length} from ${at}; ${count(stale_hits, 'stale hit', 'stale hits')} and ${count(stale_reads, 'stale read', 'stale reads')} in all; ${now} at the cursor.`,
  /** @type {(title: string) => string} */
  neverStale: (title) => `${title}: nothing old was served.`,
  /** @type {(title: string) => string} */
  nothing: (title) => `${title}: no read ended in this run.`,
  nothingStale: 'nothing old was served',
  /** @type {(p50: string, p99: string) => string} */
  both: (p50, p99) => `p50 ${p50} and p99 ${p99}`,
  /** @type {(p99: string) => string} */
  p99: (p99) => `p99 ${p99}`,
  noReads: '–',
  noReadsNow: 'no read ended',

  from: 'from',
  reads: 'reads',
  hitsOf: 'hits',
  staleOf: 'stale',
  begun: 'begun',
  inFlight: 'in flight, most',
  queued: 'queued, most',
  /** @type {(length: string) => string} */
  windows: (length) => `Every row is a window of ${length}: reads that ended in it, queries that began in it.`,
  percentiles: 'p50 and p99 by nearest rank: of fewer than 100 reads, p99 is the slowest.',
  /** @type {(at: string) => string} */
  jump: (at) => `Move the cursor to ${at}`,
};
