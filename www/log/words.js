/** Texts of caption and log besides the core's sentences. Replace this file for another language. */

import { count } from '../kit/words.js';

export const logWords = {
  loading: 'Preparing the simulation …',
  opening: 'The cache is warm: readers ask, the cache answers, the database rests.',
  openingOrder: 'One order of a few commands. Nothing has happened yet.',
  /** @type {(title: string) => string} */
  laneSays: (title) => `${title}: `,
  /** Without the name of the field, which is in the lane; on and off keep it. @type {(title: string) => string} */
  laneShows: (title) => `${title.replace(/: (on|off)$/, ' $1').replace(/^.*: /, '')}: `,
  /** The number that a claim is about, up to the cursor. @type {Record<string, string>} */
  shown: {
    queries_asked: 'Database queries',
    db_in_flight: 'Queries in flight',
    db_in_flight_max: 'Most queries at once',
    wait_max_ms: 'Slowest read',
    stale_age_max_ms: 'Oldest value served',
    misses: 'Misses',
    hit_ratio: 'Hit ratio',
    failed: 'Failed reads',
    stale_reads: 'Stale reads',
  },
  logEmpty: 'Nothing worth telling yet.',
  /** @type {(n: number) => string} */
  logEarlier: (n) => `${count(n, 'earlier entry', 'earlier entries')} not shown`,
};
