/** Texts of the recordings of real servers. Replace this file for another language. */

import { count } from '../kit/words.js';

/** @param {number} ms */
const time = (ms) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;

export const recordedWords = {
  /** @type {(redis: string, postgresql: string) => string} */
  title: (redis, postgresql) => `recorded: Redis ${redis}, PostgreSQL ${postgresql}`,
  /** @type {(header: import('../engine/header.js').RecordingHeader) => string} */
  doc: ({ date, lateness_ms, valid }) =>
    `on real servers, ${date}${valid ? '' : `; too late to compare: ${time(lateness_ms.p99)}`}`,
  panel: 'Real servers, recorded',
  what: 'The same strategies ran on a real Redis and a real PostgreSQL. Everything that happened was written down. It plays here above the simulated run of the same line, with the same traffic.',
  choose: 'Recordings',
  open: 'Open a recording …',
  drop: 'or drop one on the playground. To make one, run this where the project is:',
  /** @type {(line: string) => string} */
  command: (line) => `npm run real -- '${line}' --record mine.rec`,
  none: 'Recordings can be opened on the page; this single file brings neither them nor what reads them.',
  shown: 'Shown now',
  /** @type {(header: import('../engine/header.js').RecordingHeader) => [name: string, value: string][]} */
  facts: (header) => [
    ['Servers', `Redis ${header.redis}, PostgreSQL ${header.postgresql}`],
    ['Machine', header.machine],
    ['Recorded', `${header.date}, ${count(header.events, 'event', 'events')}`],
    [
      'Requests were late by',
      `${time(header.lateness_ms.p50)} (half of them at most), ${time(header.lateness_ms.p99)} (99 in 100 at most)`,
    ],
    [
      'The database took longer than in the scenario by',
      `${time(header.statement_overhead_ms.p50)} (half), ${time(header.statement_overhead_ms.p99)} (99 in 100)`,
    ],
    ['A command to Redis took', `${time(header.command_ms.p50)} (half), ${time(header.command_ms.p99)} (99 in 100)`],
  ],
  invalid: 'The requests of this recording were sent too late to compare it with the simulated run.',
  /** @type {(file: string) => string} */
  unfetched: (why) => `The recording could not be fetched (${why}).`,
  /** @type {(name: string, allowed: string) => string} */
  noSuch: (name, allowed) => `There is no recording ${name.slice(0, 60)}; there are ${allowed || 'none here'}.`,
  allowed: 'a recording of this version',
  tooLarge: 'The recording is refused: it is larger than any that can be read.',
  unreadable: 'The recording is refused: the file cannot be read.',
  noCore: 'This file cannot open recordings; the page can.',
  compared: 'Real and simulated, side by side',
  comparedWhat:
    'Each line ran on the real servers and in the simulator. Here is what each of them measured, as mean ± standard error.',
  line: 'Line',
  measured: 'Measured',
  real: 'Real',
  simulated: 'Simulated',
  ratio: 'Ratio',
  verdict: 'Reason',
  names: /** @type {Record<string, string>} */ ({
    queries_per_expiry: 'queries per expiry',
    'wait_ms.mean': 'mean wait, ms',
    'latency_ms.p99': 'response time, 99 in 100, ms',
    first_early_refresh_ms: 'first early refresh, ms before expiry',
    stale_share: 'share of stale reads',
  }),
};
