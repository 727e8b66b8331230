/** What the stage says: its numbers, its objects and what is in them. To be replaced for another language. */

import { count, whole } from '../kit/words.js';

export const stageWords = {
  asked: 'asked for',
  /** @type {(n: number) => string} */
  now: (n) => `${whole(n)} in flight`,
  /** The same where there is no room for more. @type {(n: number) => string} */
  nowShort: (n) => `${whole(n)} now`,
  /**
   * @type {(what: 'queries' | 'updates', work: Record<'asked' | 'queued' | 'in_flight' | 'done', number>) => string}
   */
  work: (what, { asked, queued, in_flight, done }) =>
    `${what === 'queries' ? 'Queries of reads' : 'Updates of writes'}: ${whole(asked)} asked for, ${whole(queued)} queued, ${whole(in_flight)} in flight, ${whole(done)} done.`,
  /** @type {(response: string, lock_wait: string) => string} */
  response: (response, lock_wait) =>
    `The longest response time so far, also of a read under way: ${response}. The longest lock wait: ${lock_wait}.`,
  served: 'How long the oldest value that a read was served had been superseded, or past its TTL.',
  databaseLoad: 'database queries',
  /** Where there is no room for more. */
  loadShort: 'queries',
  /**
   * Of the whole run; the ceiling may not be known.
   * @type {Record<import('../session/prices.js').Price, (floor: string, ceiling: string | null) => string>}
   */
  limits: {
    db_queries: (floor, ceiling) =>
      `No strategy could do with fewer than ${floor} in this run` + (ceiling ? `; without a cache ${ceiling}` : ''),
    wait_max_ms: (floor, ceiling) =>
      `No strategy answers faster than in ${floor}` +
      (ceiling ? `; without a cache the slowest read takes ${ceiling}` : ''),
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
  /** Why a value is not there, by the core's word. @type {Record<string, string>} */
  gone: { expired: 'expired', deleted: 'deleted', flushed: 'flushed', evicted: 'evicted' },
  neverStored: 'never stored',
  /** @type {(n: number, longest: string) => string} */
  waiting: (n, longest) => `${whole(n)} waiting` + (longest && `, ${longest}`),
  /** @type {(holder: string) => string} */
  lockOf: (holder) => `lock: ${holder}`,
  /** @type {(window: string) => string} */
  thenStale: (window) => `+ ${window} grace`,
  /** @type {(n: number) => string} */
  queued: (n) => `${whole(n)} queued`,
  /** @type {(queries: number, updates: number) => string} */
  inFlight: (queries, updates) =>
    `${count(queries, 'query', 'queries')} in flight` + (updates ? `, ${count(updates, 'update', 'updates')}` : ''),
  /** @type {(title: string, told: string[]) => string} */
  stageOf: (title, told) =>
    `${title}, readers, application, cache and database at the cursor: ${told.filter(Boolean).join(', ')}.`,
  objects: { readers: 'Readers', apps: 'Application', cache: 'Cache', lock: 'Lock', database: 'Database' },
  /** @type {(object: string, title: string) => string} */
  objectOf: (object, title) => `${object} of ${title}: what can be done`,
};
