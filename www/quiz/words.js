/**
 * Texts of the quiz. There are no verdicts: prediction and measurement are shown side by side. Replace this file for
 * another language.
 */

import { whole } from '../kit/words.js';

export const quizWords = {
  /** @type {(value: string, allowed: string) => string} */
  bad: (value, allowed) => `quiz=${value} is unknown: it must be one of ${allowed}.`,

  /** The questions by the name of the number. @type {Record<string, string>} */
  questions: {
    db_queries: 'How many queries will be asked of the database in this run?',
    db_in_flight_max: 'How many queries will the database work on at once, at most?',
    misses: 'How many reads will find nothing in the cache?',
    hit_ratio: 'What part of the reads will the cache answer?',
    lock_waits: 'How many reads will wait for a query that another read makes?',
    early_recomputes: 'How many reads will refresh the value before it expires?',
    stale_reads: 'How many reads will get a value that was already superseded?',
    wait_max: 'How long will the slowest read take?',
    stale_age_max: 'How old will the oldest value served be, past its TTL or superseded?',
  },
  /** The units after the input. @type {Record<string, string>} */
  things: {
    db_queries: 'queries',
    db_in_flight_max: 'queries',
    misses: 'reads',
    hit_ratio: '%',
    lock_waits: 'reads',
    early_recomputes: 'reads',
    stale_reads: 'reads',
    wait_max: 'ms',
    stale_age_max: 'ms',
  },
  /** @type {(duration: string, latency: string, pokes: string[]) => string} */
  about: (duration, latency, pokes) =>
    `The run lasts ${duration}, a query takes ${latency}.${pokes.length ? ` Done to it: ${pokes.join(', ')}.` : ''}`,
  predict: 'Predict and play',
  show: 'Show',
  again: 'Ask about this run',
  changed: 'The run was changed after that.',

  whole,
  /** @type {(part: string) => string} */
  percent: (part) => `${part} %`,

  /** @type {(guesses: [lane: string, said: string][]) => string} */
  said: (guesses) =>
    `You said ${guesses.map(([lane, said]) => (guesses.length > 1 ? `${said} for ${lane}` : said)).join(', ')}. The end of the run will tell.`,
  /** @type {(said: string, was: string, how: string) => string} */
  result: (said, was, how) => `You said ${said}; it was ${was}, ${how}.`,
  /** The difference, as the end of a sentence. */
  exact: 'just that',
  /** @type {(much: string, more: boolean) => string} */
  near: (much, more) => `within a quarter of it (${much} ${more ? 'more' : 'less'})`,
  /** @type {(much: string, more: boolean) => string} */
  nearShare: (much, more) => `within five points of it (${much} ${more ? 'more' : 'less'})`,
  /** @type {(much: string, more: boolean) => string} */
  apart: (much, more) => `${much} ${more ? 'more' : 'less'}`,
  /** For shares. @type {(points: string) => string} */
  points: (points) => (points === '1' ? '1 point' : `${points} points`),

  /**
   * The origin of the number. The time follows as a button.
   * @type {Record<string, (figure: number) => string>}
   */
  why: {
    db_queries: (n) => (n === 1 ? 'The first at' : `${whole(n)} of them from`),
    db_in_flight_max: (n) => `${whole(n)} in flight at`,
    misses: () => 'The first at',
    hit_ratio: (part) => `Down to ${Math.round(part * 100)} % from`,
    lock_waits: (n) => `${whole(n)} at once at`,
    early_recomputes: () => 'The first at',
    stale_reads: () => 'The first at',
    wait_max: () => 'Over at',
    stale_age_max: () => 'Served at',
  },
  nothing: 'Nothing of the kind happened.',
  /** @type {(at: string, lane: string) => string} */
  goTo: (at, lane) => `Go to ${at}, ${lane}`,
};
