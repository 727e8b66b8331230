/**
 * Actors of events. The core encodes kind and number in one integer (`src/trace/actor.rs`); it is displayed as `R12`.
 */

/**
 * The letters of the kinds: read, write, background refresh, intervention, site, ghost (an abandoned query), deferred
 * (the later part of a write).
 */
export const LETTERS = 'RWBISGD';

/** The number of a request's background task, from 0. The user's code may start several. @param {number} actor */
export const taskOf = (actor) => actor >>> 29;

/** `R12`, and `B12.2` for the second task of a request. @param {number} actor */
export function actorName(actor) {
  const task = taskOf(actor);
  return `${LETTERS[actor & 7]}${(actor & 0x1fffffff) >>> 3}${task ? `.${task + 1}` : ''}`;
}

/** The actor with a name such as `R12` or `B12.2`; null if it is not a name. @param {string} name */
export function actorNamed(name) {
  const [, letter, number, task = '1'] = /^([A-Z])(\d{1,8})(?:\.([2-8]))?$/.exec(name) ?? [];
  const kind = LETTERS.indexOf(letter);
  return kind < 0 ? null : Number(number) * 8 + kind + (Number(task) - 1) * 2 ** 29;
}
