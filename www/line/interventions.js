/**
 * The interventions there are, each with the arguments it takes, read off the field `do`: its words, and the sentence
 * that says what is allowed, which spells every one of them and ends in an example.
 *
 *     … ACTION is one of expire[:KEY], flush, db_slow:FACTOR:FOR, …, such as 5s:expire,8s:db_slow:4:2s
 *                              └ may be left out      └──────┴ must be given; the example has values for them
 */

import { pokeWords } from '../stage/poke_words.js';

/** @typedef {import('../engine/engine.js').Catalogue | null} Catalogue */
/** @typedef {{ name: string, value: string, optional: boolean }} Argument `value` is what a form proposes, '' to leave it out */
/** @typedef {{ word: string, title: string, doc: string, args: Argument[] }} Intervention */

/** Views ask on every frame. @type {WeakMap<import('../engine/run.js').Field, Intervention[]>} */
const known = new WeakMap();

/** @param {import('../engine/run.js').Field | undefined} field `do` @returns {Intervention[]} */
export function interventions(field) {
  if (!field) return [];
  const found = known.get(field) ?? read(field);
  known.set(field, found);
  return found;
}

/** @param {import('../engine/run.js').Field} field @returns {Intervention[]} */
function read(field) {
  const [sentence, example = ''] = field.allowed.split(' such as ');
  const spelled = new Map(
    [...sentence.matchAll(/(\w+)((?::[A-Z]+|\[:[A-Z]+\])*)(?=,| |$)/g)].map(([, word, args]) => [
      word,
      [...args.matchAll(/(\[?):([A-Z]+)/g)].map(([, bracket, name]) => ({ name, optional: bracket !== '' })),
    ]),
  );
  /** @type {Map<string, string>} */
  const proposed = new Map();
  for (const one of example.split(',')) {
    const [, word, ...values] = one.split(':');
    spelled.get(word)?.forEach(({ name }, i) => values[i] && proposed.set(name, values[i]));
  }
  return field.choices.map((word, i) => ({
    word,
    title: field.choice_docs?.[i]?.title ?? word.replaceAll('_', ' '),
    doc: field.choice_docs?.[i]?.doc ?? '',
    args: (spelled.get(word) ?? []).map(({ name, optional }) => ({
      name,
      optional,
      value: optional ? '' : (proposed.get(name) ?? ''),
    })),
  }));
}

/** All that the core knows. @param {Catalogue} catalogue */
export const interventionsOf = (catalogue) => interventions(catalogue?.fields.find(({ name }) => name === 'do'));

/** @param {Catalogue} catalogue @param {string} word */
export const titleOfPoke = (catalogue, word) =>
  interventionsOf(catalogue).find((one) => one.word === word)?.title ?? word;

/** With what it took, and when: `Stop the database 2s at 3.5s`. @param {Catalogue} catalogue @param {string} poke as in `do=` */
export function toldOfPoke(catalogue, poke) {
  const [time, word, ...values] = poke.split(':');
  return pokeWords.pokedAt(titleOfPoke(catalogue, word), values.join(' '), time);
}

/** As written in `do=`, without its time. @param {string} word @param {string[]} values those left empty at the end are left out */
export const actionText = (word, values) => [word, ...values].join(':').replace(/:+$/, '');
