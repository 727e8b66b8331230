/** The labels of a sequence diagram's arrows, by the kind of event. Replace this file for another language. */

import { span } from '../line/time.js';

/** @typedef {Record<string, number>} Fields */

const time = (/** @type {number} */ ns) => span(ns / 1e6);

export const diagramWords = {
  cache: 'cache',
  database: 'database',
  application: 'application',
  title: 'As a sequence diagram',
  /** @type {(names: string[]) => string} */
  of: (names) => `Sequence diagram of ${names.join(' and ')}: application, cache and database`,
  save: 'Save as SVG',
};

/** @type {Record<string, (e: Fields) => string>} */
export const arrowWords = {
  get: () => 'GET',
  hit: (e) => `hit: version ${e.version}`,
  stale_hit: (e) => `stale: version ${e.version}`,
  miss: () => 'nothing: a miss',
  set: (e) => `SET version ${e.version}, ${time(e.fresh_for)}`,
  del: () => 'DELETE',
  lost: () => 'DELETE, lost',
  refused: () => 'SET, refused',
  lock: (e) => `SET NX, ${time(e.lease)}: the lock`,
  release: () => 'release the lock',
  not_own: () => 'not its own lock',
  query: () => 'SELECT',
  row: (e) => (e.version > 0 ? `row: version ${e.version}` : 'no such row'),
  update: () => 'UPDATE',
  committed: (e) => `committed: version ${e.version}`,
  timed_out: (e) => `broken off after ${time(e.after)}`,
  waits: () => 'waits',
  waited: (e) => `has waited ${time(e.waited)}`,
  queued: (e) => `waits for a connection, ${e.ahead} ahead`,
  dice: (e) => `rolls ${Number(e.dice.toFixed(2))}, needs ${Number(e.threshold.toFixed(2))}`,
  asks: () => 'begins',
  ends: (e) => `returns version ${e.version}`,
  written: (e) => `is done: version ${e.version}`,
  fails: () => 'fails',
  crashes: () => 'crashes',
};
