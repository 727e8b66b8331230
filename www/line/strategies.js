/** The strategies there are, as the core names them, and what lanes are called that differ in another field. */

import { readable } from './time.js';

/** @typedef {import('../engine/engine.js').Catalogue | null} Catalogue */

/** @param {Catalogue} catalogue @param {string} field */
const fieldOf = (catalogue, field) => catalogue?.fields.find(({ name }) => name === field);

/** @param {Catalogue} catalogue @param {string} [field] another choice, such as `write_policy` */
export const strategiesOf = (catalogue, field = 'strategy') => fieldOf(catalogue, field)?.choices ?? [];

/**
 * The title of a lane, and the line under it.
 * @param {Catalogue} catalogue @param {string} strategy @param {string} [field] as above
 */
export function titleOf(catalogue, strategy, field = 'strategy') {
  const doc = fieldOf(catalogue, field)?.choice_docs?.[strategiesOf(catalogue, field).indexOf(strategy)];
  return doc ?? { title: strategy[0].toUpperCase() + strategy.slice(1).replaceAll('_', ' '), doc: '' };
}

/** The field of a lane that differs in another one than its strategy, and the value: `ttl=2s`. @param {string} lane */
export function fieldIn(lane) {
  const at = lane.indexOf('=');
  return at < 0 ? null : { name: lane.slice(0, at), value: lane.slice(at + 1) };
}

/** The label of a field in texts. @param {string} name */
export const labelOf = (name) => name.replaceAll('_', ' ').replace(/\b(ttl|db)\b/g, (word) => word.toUpperCase());

/**
 * A field with a value as the head of a lane: `TTL 2 s`, `write policy: Update`.
 * @param {Catalogue} catalogue @param {string} name @param {string} value
 */
export function titleOfValue(catalogue, name, value) {
  const { kind, doc = '', choices, choice_docs } = fieldOf(catalogue, name) ?? {};
  const chosen = kind === 'choice' ? choice_docs?.[(choices ?? []).indexOf(value)] : undefined;
  const title = chosen
    ? `${labelOf(name)}: ${chosen.title}`
    : kind === 'switch'
      ? `${labelOf(name)}: ${value === 'true' ? 'on' : 'off'}`
      : `${labelOf(name)} ${readable(value)}`;
  return { title: title[0].toUpperCase() + title.slice(1), doc: chosen?.doc ?? doc };
}
