/**
 * The searchable texts: the lesson's steps, other names of its rows, the presets and the fields. They are taken from
 * their sources, and each belongs to rows of the lesson.
 */

import MiniSearch from 'minisearch';

import { STEPS } from '../lesson/steps.js';
import { stem } from './spelling.js';
import { alsoCalled, JOINING } from './words.js';

/** @typedef {import('../engine/engine.js').Catalogue} Catalogue */
/** @typedef {import('./step_texts.js').StepText} StepText */
/** @typedef {{ id: string, rows: number[], title: string, text: string }} Topic */

/** The row of a field by its group, if it has no row by its name. @type {Record<string, number>} */
const ROW_OF_GROUP = { Cache: 2, Database: 8, Writes: 3, Locks: 9, XFetch: 10, Traffic: 8 };
/** @type {Record<string, number>} */
const ROW_OF_FIELD = {
  negative_ttl: 2,
  absent: 2,
  grace: 11,
  warm: 7,
  ttl_jitter: 7,
  keys: 7,
  write_policy: 4,
  write_delay: 4,
  write_rate: 13,
  invalidation_loss: 6,
  replica_lag: 5,
  ttl: 6,
};

const stopped = new Set(JOINING.split(' '));

/** The search term of a word; null for function words. @param {string} term */
export const termOf = (term) => {
  const word = term.toLowerCase().replace(/[’'`]/g, '');
  return stopped.has(word) || word.length < 2 ? null : stem(word);
};

/** @param {Catalogue} catalogue @param {Record<string, StepText>} steps @returns {Topic[]} */
export function topicsOf({ fields, presets }, steps) {
  const step_rows = (/** @type {import('../lesson/steps.js').Step} */ { rows, touches = [] }) =>
    rows.length ? rows : touches;
  const of_rows = Object.entries(alsoCalled).map(([row, text]) => ({
    id: `row:${row}`,
    rows: [Number(row)],
    title: '',
    text,
  }));
  const of_steps = STEPS.map((step) => {
    const { title, text } = steps[step.id];
    return { id: `step:${step.id}`, rows: step_rows(step), title, text };
  });
  const of_fields = fields.flatMap(({ name, group, doc }) => {
    const row = ROW_OF_FIELD[name] ?? ROW_OF_GROUP[group];
    return row ? [{ id: `field:${name}`, rows: [row], title: name.replaceAll('_', ' '), text: doc }] : [];
  });
  const of_presets = presets.flatMap(({ name, title, claim }) => {
    const step = STEPS.find(({ lines }) => Object.values(lines).some((line) => line === `preset=${name}`));
    return step ? [{ id: `preset:${name}`, rows: step_rows(step), title, text: claim }] : [];
  });
  return [...of_rows, ...of_steps, ...of_presets, ...of_fields];
}

/** @param {Topic[]} topics */
export function indexOf(topics) {
  const index = new MiniSearch({
    fields: ['title', 'text'],
    storeFields: ['rows'],
    processTerm: termOf,
    searchOptions: { fuzzy: (term) => (term.length > 3 ? 0.2 : false), prefix: (term) => term.length > 3 },
  });
  index.addAll(topics);
  return index;
}
