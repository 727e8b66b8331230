/**
 * The phrase for each kind of event in the story of a request: what it does and why, as a sentence with the request as
 * subject. `e` has the fields of the event by name, and `gone_ns`, how long ago the value left the cache. A kind that
 * is not in the table is shown by its name and fields. Replace this file for another language.
 */

import { actorName } from '../run/actor.js';
import { span } from '../line/time.js';

/**
 * An event's payload by name; `why` and `cause` are words, the others numbers.
 * @typedef {Record<string, any>} Fields
 */
/** @typedef {import('../kit/mark.js').Role} Role */

const time = (/** @type {number} */ ns) => span(ns / 1e6);
const ago = (/** @type {number | undefined} */ ns) => (ns === undefined ? '' : `, ${time(ns)} ago`);
const dice = (/** @type {number} */ p) => (p < 0.0005 && p > 0 ? p.toExponential(1) : String(Number(p.toFixed(3))));
const others = (/** @type {number} */ n) => (n === 1 ? '1 other' : `${n} others`);

/** The reasons of a miss, by the core's word. @type {Record<string, (e: Fields) => string>} */
const ABSENCE = {
  never_stored: () => 'misses: no value was ever stored',
  expired: (e) => `misses: the key expired${ago(e.gone_ns)}`,
  deleted: (e) => `misses: a write deleted the key${ago(e.gone_ns)}`,
  flushed: (e) => `misses: the cache was emptied${ago(e.gone_ns)}`,
  refused: () => 'misses: the cache was full and did not take the value',
  evicted: (e) => `misses: the key was evicted${ago(e.gone_ns)}`,
};
/** The causes of a stale read, by the core's word. @type {Record<string, string>} */
const STALE_CAUSE = {
  lost_delete: 'the write’s delete was lost',
  stale_set: 'a slow reader stored an old row after the delete',
  reordered_update: 'two writers reached the cache in the wrong order',
  delete_first: 'the key was deleted before the row was changed, and refilled in between',
  replica_lag: 'the replica lagged behind',
  within_grace: 'it was knowingly served past its TTL',
  pending: 'the write had not reached the cache yet',
  no_invalidation: 'writes do not touch the cache',
  joined_flight: 'it joined a query that read the row before the write',
};

/** @type {Record<string, [role: Role, phrase: (e: Fields) => string]>} */
export const phrases = {
  ReadStarted: ['plain', (e) => `asks app ${e.instance + 1} for key ${e.key}`],
  ReadEnded: [
    'plain',
    (e) =>
      e.superseded_for > 0
        ? `returns version ${e.version}: stale, superseded ${time(e.superseded_for)} before it began`
        : `returns version ${e.version}`,
  ],
  ReadFailed: ['miss', () => 'fails: the reader gets an error'],
  CacheHit: ['hit', (e) => `hits: stored ${time(e.age)} ago, fresh for another ${time(e.left)}`],
  CacheStaleHit: ['stale', (e) => `hits a stale value: ${time(e.past_ttl)} past its TTL, but served`],
  CacheMiss: ['miss', (e) => (ABSENCE[e.why] ?? (() => 'misses'))(e)],
  CacheSet: [
    'plain',
    (e) =>
      `stores version ${e.version}, fresh for ${time(e.fresh_for)}` +
      (e.kept_for > e.fresh_for ? `, stale-ok for ${time(e.kept_for - e.fresh_for)} more` : ''),
  ],
  CacheDeleted: ['plain', (e) => (e.existed ? 'deletes the key' : 'deletes the key, which was not there')],
  CacheExpired: ['miss', (e) => (e.existed ? 'ends the TTL of the key' : 'ends a TTL, but the key was not there')],
  CacheFlushed: ['miss', (e) => `empties the cache: ${e.entries} removed`],
  DiceRolled: [
    'plain',
    (e) =>
      e.dice <= e.threshold
        ? `rolls ${dice(e.dice)}, needed ≤ ${dice(e.threshold)}: refreshes early`
        : `rolls ${dice(e.dice)}, needed ≤ ${dice(e.threshold)}: keeps the value`,
  ],
  EarlyRecompute: ['stale', (e) => `refreshes ${time(e.left)} before expiry; the last query took ${time(e.delta)}`],
  LockAcquired: ['plain', (e) => `takes the lock, for at most ${time(e.lease)}`],
  LockWaitStarted: ['wait', (e) => `waits: lock held by ${actorName(e.holder)}`],
  LockWaitEnded: ['wait', (e) => `has waited ${time(e.waited)}`],
  LockReleased: ['plain', () => 'releases the lock'],
  LockReleaseRefused: ['miss', () => 'cannot release the lock: it is no longer its own'],
  LockExpired: ['miss', (e) => `finds that the lock of ${actorName(e.holder)} ran out ${time(e.since)} ago`],
  DbQueued: ['wait', (e) => `waits for a connection, behind ${others(e.ahead)}`],
  DbRefused: ['miss', (e) => `is refused by the database: the queue is full with ${others(e.waiting)}`],
  DbQueryStarted: ['miss', (e) => `queries the database, ${e.in_flight} at once`],
  DbQueryFinished: ['plain', (e) => `gets its answer after ${time(e.took)}: version ${e.version}`],
  DbUpdateStarted: ['plain', (e) => `updates the database, ${e.in_flight} at once`],
  DbUpdateCommitted: ['plain', (e) => `commits version ${e.version} after ${time(e.took)}`],
  WriteStarted: ['plain', (e) => `writes key ${e.key} through app ${e.instance + 1}`],
  WriteEnded: ['plain', (e) => `is done: version ${e.version}`],
  WriteFailed: ['miss', () => 'fails: the database is unchanged'],
  RefreshStarted: ['stale', (e) => `refreshes key ${e.key}`],
  RefreshEnded: ['plain', () => 'is done'],
  StaleRead: [
    'stale',
    (e) =>
      `stale: version ${e.version} of ${e.newest}` + (STALE_CAUSE[e.cause] ? `, because ${STALE_CAUSE[e.cause]}` : ''),
  ],
  CacheUnreachable: ['miss', () => 'cannot reach the cache'],
  CacheSetRefused: ['plain', (e) => `does not store version ${e.version}: the cache has version ${e.present}`],
  CacheEvicted: ['plain', (e) => `evicts a value that was unused for ${time(e.idle)}`],
  CacheFull: ['miss', () => 'does not store it: the cache is full'],
  LeaseVoid: ['stale', () => 'does not store it: its lease was voided'],
  LeaseVoided: ['plain', (e) => `voids the lease of ${actorName(e.holder)}`],
  InvalidationLost: ['miss', () => 'deletes the key, but the delete is lost'],
  ReadGivenUp: ['miss', () => 'is abandoned by its client; the query continues'],
  ReadRetried: ['wait', (e) => `is retried, attempt ${e.attempt}`],
  QueryAbandoned: ['miss', (e) => `continues the query of ${actorName(e.of)}, which was abandoned`],
  DbTimedOut: ['miss', (e) => `is cancelled by the database after ${time(e.after)}`],
  DbCancelled: ['miss', () => 'is cancelled; its connection is free'],
  DbQueueLeft: ['plain', () => 'leaves the queue for a connection'],
  RequestCrashed: ['miss', () => 'crashes'],
  FlightJoined: [
    'wait',
    (e) => (e.leads ? 'starts the shared query of its instance' : `waits: ${actorName(e.flight)} is already querying`),
  ],
  FlightLanded: ['plain', (e) => `gets the shared answer after ${time(e.waited)}`],
};

/**
 * What a request is doing at the cursor, by phase. `t` is the time so far.
 * @type {Record<string, (t: string) => string>}
 */
export const doing = {
  cache: (t) => `at the cache, ${t} so far`,
  lock: (t) => `waiting, ${t} so far`,
  queue: (t) => `queued for a connection, ${t} so far`,
  database: (t) => `in the database, ${t} so far`,
  application: (t) => `in the application, ${t} so far`,
};

/** The outcome of a request. `t` is its duration. @type {Record<string, (t: string) => string>} */
export const became = {
  unfinished: () => 'still in flight at the end of the run',
  hit: (t) => `hit, answered in ${t}`,
  stale_hit: (t) => `stale hit, answered in ${t}`,
  early: (t) => `early refresh, answered in ${t}`,
  waited: (t) => `waited, answered in ${t}`,
  miss: (t) => `miss, answered in ${t}`,
  failed: (t) => `failed after ${t}`,
  write: (t) => `write, done in ${t}`,
  refresh: (t) => `background refresh, done in ${t}`,
  abandoned: (t) => `abandoned query, over after ${t}`,
};

export const storyWords = {
  /** @type {(kind: string, fields: [string, number][]) => string} */
  unknown: (kind, fields) => [kind, ...fields.map(([name, value]) => `${name} ${value}`)].join(' '),
  later: (/** @type {string} */ t) => `begins in ${t}`,
  story: (/** @type {string} */ name) => `Story of ${name}`,
  close: 'Close',
  atCursor: 'Requests at the cursor',
  none: 'No request yet. Move the cursor on.',
  more: (/** @type {number} */ n) => `and ${n} more in flight`,
  jump: (/** @type {string} */ t) => `Move the cursor to ${t}`,
  hint: 'Choose a request here, on the stage or in the lanes below to read its story.',
};
