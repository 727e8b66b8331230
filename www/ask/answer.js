/**
 * Answers a question: whether it is about caching, the rows of the lesson that answer it, and a line with its numbers.
 */

import { STEPS } from '../lesson/steps.js';
import { quantitiesOf, tokensOf } from './quantities.js';
import { rolesOf } from './roles.js';
import { close, stem } from './spelling.js';
import { indexOf, termOf, topicsOf } from './topics.js';
import { CACHING, COMMON, PHRASES } from './words.js';

/** @typedef {import('../engine/engine.js').Catalogue} Catalogue */
/**
 * @typedef {object} Answer
 * @property {boolean} covered
 * @property {number[]} rows best first
 * @property {Record<string, string> | null} fields with values as in a line; null if the question has no numbers
 * @property {string[]} unused quantities that found no field
 * @property {string} line the line that shows the best row, with these fields; empty if the question is not covered
 * @property {number} step the step of the best row, from 0; -1 if there is none
 */

/**
 * The line that shows each row: a step, and one of its lines.
 * @type {Record<number, [step: string, line: string]>}
 */
const SHOWN = {
  1: ['read', 'rare'],
  2: ['read', 'rare'],
  3: ['write', 'write'],
  4: ['not_enough', 'plain'],
  5: ['write', 'write'],
  6: ['lost_delete', 'long'],
  7: ['empty', 'flush'],
  8: ['break', 'alone'],
  9: ['lock', 'lock'],
  10: ['dice', 'dice'],
  11: ['grace', 'long'],
  12: ['say_it', 'any'],
  13: ['choose', 'good'],
  14: ['choose', 'timeline'],
};

/**
 * The rows that a field in the question suggests, with a boost of their score.
 * @type {Record<string, [row: number, boost: number]>}
 */
const SAID_BY_FIELD = {
  absent: [2, 8],
  negative_ttl: [2, 8],
  invalidation_loss: [6, 8],
  lock_ttl: [9, 8],
  holder_crash: [9, 8],
  lock_poll: [9, 8],
  beta: [10, 8],
  grace: [11, 8],
  write_rate: [13, 8],
  replica_lag: [5, 8],
  ttl_jitter: [7, 8],
  db_connections: [8, 5],
  db_latency: [8, 4],
};

/** @type {Map<string, number>} */
const weights = new Map(
  Object.entries(CACHING).flatMap(([weight, words]) =>
    words
      .split(' ')
      .flatMap((word) => /** @type {[string, number][]} */ ([stem(word), word].map((one) => [one, Number(weight)]))),
  ),
);
const common = new Set(COMMON.split(' '));

/**
 * @param {Catalogue} catalogue
 * @param {Record<string, import('./step_texts.js').StepText>} steps the texts of the lesson's steps
 * @returns {(question: string) => Answer}
 */
export function answerer(catalogue, steps) {
  const index = indexOf(topicsOf(catalogue, steps));
  const names = new Set(catalogue.fields.map(({ name }) => name));

  return (question) => {
    const { named, rest } = namedFields(question, names);
    const tokens = tokensOf(rest);
    const quantities = quantitiesOf(tokens);
    const { fields: found, unused } = rolesOf(tokens, quantities);
    const written = Object.entries(found).map(([field, { text }]) => [field, text]);
    /** @type {Record<string, string>} */
    const fields = { ...Object.fromEntries(written), ...named };
    const words = tokens.filter(
      (token, i) => /^\p{L}/u.test(token) && !quantities.some(({ from, to }) => i >= from && i < to),
    );
    const scores = scoresOf(index, words.join(' '), question, fields);
    const rows = [...scores.entries()].sort(([, a], [, b]) => b - a).map(([row]) => row);
    // The noun of a quantity counts as a word of the question: "200 writes a second" is about writes.
    const counted = quantities.flatMap(({ noun }) => noun.split(' ').filter((one) => weights.has(stem(one))));
    const asks = PHRASES.some(([phrase]) => phrase.test(question.toLowerCase()));
    const said = Object.keys(fields).length / 2 + (asks ? 0.5 : 0);
    const covered = rows.length > 0 && isCovered([...words, ...counted], index, said);
    const row = rows[0];
    const shown = covered ? SHOWN[row] : undefined;
    const base = shown ? STEPS.find(({ id }) => id === shown[0])?.lines[shown[1]] : undefined;
    const given = Object.entries(fields).map(([field, value]) => `${field}=${value}`);
    return {
      covered,
      rows,
      fields: given.length && covered ? fields : null,
      unused: unused.map(({ from, to }) => tokens.slice(from, to).join(' ')),
      line: base === undefined ? '' : withFields(base, { ...longEnough(base, found), ...fields }),
      step: STEPS.findIndex(({ rows, touches = [] }) => (rows.length ? rows : touches).includes(row)),
    };
  };
}

/** `beta=0.5` is the scenario's own notation. @param {string} question @param {Set<string>} names */
function namedFields(question, names) {
  /** @type {Record<string, string>} */
  const named = {};
  const rest = question.replace(/\b([a-z_]+)\s*=\s*([\w.:/%]+)/gi, (all, name, value) => {
    const field = name.toLowerCase();
    if (!names.has(field) || field === 'do') return all;
    named[field] = value.replace(/[.:]$/, '');
    return name;
  });
  return { named, rest };
}

/**
 * @param {import('minisearch').default} index
 * @param {string} words the question without its quantities
 * @param {string} question
 * @param {Record<string, string>} fields
 */
function scoresOf(index, words, question, fields) {
  /** @type {Map<number, number>} */
  const scores = new Map();
  for (const { id, score, rows } of index.search(words, { boost: { title: 1.5 } })) {
    const part = String(id).startsWith('row:') ? 1 : String(id).startsWith('step:') ? 0.5 : 0.25;
    for (const row of /** @type {number[]} */ (rows)) scores.set(row, (scores.get(row) ?? 0) + score * part);
  }
  for (const field of Object.keys(fields)) {
    const [row, boost] = SAID_BY_FIELD[field] ?? [0, 0];
    if (row) scores.set(row, (scores.get(row) ?? 0) + boost);
  }
  for (const [phrase, row, boost] of PHRASES)
    if (phrase.test(question.toLowerCase())) scores.set(row, (scores.get(row) ?? 0) + boost);
  return scores;
}

/** With this many words of the lesson, and no unknown word, a question is about the lesson. */
const TOLD_MIN = 2;

/**
 * Whether a question is about caching: it has enough words about caching, and not more unknown words than those. A
 * question of words from the lesson alone is about it too, because it is asked there.
 * @param {string[]} words @param {import('minisearch').default} index @param {number} said the weight of its quantities
 */
function isCovered(words, index, said) {
  let caching = 0;
  let strange = 0;
  let told = 0;
  for (const word of words) {
    const term = stem(word);
    const weight = weights.get(term) ?? (nearly(term) || nearly(word));
    if (weight) caching += weight;
    else if (termOf(word) !== null && known(index, word)) told += 1;
    else if (!common.has(word) && word.length > 1 && termOf(word) !== null) strange += 1;
  }
  if (strange === 0) return caching >= 0.5 || said > 0 || told >= TOLD_MIN;
  return caching > 0 && strange < caching + said;
}

/** Whether a term is a misspelt word about caching. @param {string} term */
function nearly(term) {
  if (term.length < 5) return 0;
  for (const [word, weight] of weights) if (word.length > 3 && close(word, term)) return weight;
  return 0;
}

/** Whether the lesson itself uses the word. @param {import('minisearch').default} index @param {string} word */
function known(index, word) {
  const term = termOf(word);
  return term === null || index.search(word, { fuzzy: false, prefix: false }).length > 0;
}

/** The default values of fields that the lesson's lines leave out. @type {Record<string, number>} */
const DEFAULTS = { rate: 60, db_latency: 0.6, db_connections: 40 };
const SECONDS_MAX = 600;

/**
 * A duration in which the stampede of an expiry ends: 1 + λL queries on c connections take ⌈(1 + λL)/c⌉ times L.
 * @param {string} line
 * @param {Record<string, import('./quantities.js').Quantity>} found
 * @returns {Record<string, string>} the duration, if the line's own is shorter
 */
function longEnough(line, found) {
  const expires = /do=(\d+)s:expire/.exec(line);
  const lasts = /duration=(\d+)s/.exec(line);
  if (!expires || !lasts) return {};
  const value = (/** @type {string} */ name) => found[name]?.value ?? DEFAULTS[name];
  const [latency, connections] = [value('db_latency'), value('db_connections')];
  const waves = connections > 0 ? Math.ceil((1 + value('rate') * latency) / connections) : 1;
  const seconds = Math.ceil(Number(expires[1]) + (waves + 2) * latency);
  return seconds > Number(lasts[1]) ? { duration: `${Math.min(seconds, SECONDS_MAX)}s` } : {};
}

/** The line with these fields replaced. @param {string} line @param {Record<string, string>} fields */
function withFields(line, fields) {
  const kept = line.split(' ').filter((part) => !(part.split('=')[0] in fields));
  return [...kept, ...Object.entries(fields).map(([field, value]) => `${field}=${value}`)].join(' ');
}
