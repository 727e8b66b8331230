/** What the stage says: its numbers, its objects and what is in them. To be replaced for another language. */

import { count, whole } from '../kit/words.js';

export const stageWords = {
  /** @type {(n: number) => string} */
  queries: (n) => (n === 1 ? 'query' : 'queries'),
  /** @type {(n: number) => string} */
  now: (n) => `${whole(n)} now`,
  databaseLoad: 'database load',
  /**
   * Of the whole run; the ceiling may not be known.
   * @type {Record<import('../session/prices.js').Price, (floor: string, ceiling: string | null) => string>}
   */
  limits: {
    db_queries: (floor, ceiling) =>
      `No strategy could do with fewer than ${floor} in this run` + (ceiling ? `; without a cache ${ceiling}` : ''),
    wait_max_ms: (floor, ceiling) =>
      `No strategy answers faster than in ${floor}` +
      (ceiling ? `; without a cache the longest wait is ${ceiling}` : ''),
    stale_age_max_ms: (_, ceiling) => `At best 0 ms; with no write told to the cache ${ceiling} at most`,
  },
  readers: 'readers',
  /** @type {(rate: string) => string} */
  readersAt: (rate) => `readers ${rate}`,
  /** @type {(n: string) => string} */
  clients: (n) => count(Number(n), 'client', 'clients'),
  application: 'application',
  app: 'app',
  /** @type {(n: number) => string} */
  instance: (n) => `app ${n}`,
  cache: 'cache',
  database: 'database',
  /** @type {(n: string) => string} */
  databaseWith: (n) =>
    n === '0' ? 'database · unlimited' : `database · ${count(Number(n), 'connection', 'connections')}`,
  /** @type {(key: number) => string} */
  key: (key) => `key ${key}`,
  /** @type {(left: string) => string} */
  left: (left) => `${left} left`,
  /** @type {(age: string) => string} */
  staleSince: (age) => `stale ${age}`,
  expired: 'expired',
  empty: 'empty',
  /** @type {(n: number, longest: string) => string} */
  waiting: (n, longest) => `${whole(n)} waiting` + (longest && `, ${longest}`),
  /** @type {(holder: string) => string} */
  lockOf: (holder) => `lock: ${holder}`,
  /** @type {(window: string) => string} */
  thenStale: (window) => `+ ${window} stale-ok`,
  /** @type {(n: number) => string} */
  queued: (n) => `${whole(n)} queued`,
  /** @type {(n: number) => string} */
  inFlight: (n) => `${count(n, 'query', 'queries')} in flight`,
  /** @type {(title: string, told: string[]) => string} */
  stageOf: (title, told) =>
    `${title}, readers, application, cache and database at the cursor: ${told.filter(Boolean).join(', ')}.`,
  objects: { readers: 'Readers', apps: 'Application', cache: 'Cache', lock: 'Lock', database: 'Database' },
  /** @type {(object: string, title: string) => string} */
  objectOf: (object, title) => `${object} of ${title}: what can be done`,
};
