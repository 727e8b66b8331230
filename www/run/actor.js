/**
 * Who an event is about: kind and number in one on the wire (`src/trace.rs`), `R12` for a person.
 */

/** Read, write, background refresh, intervention, site, ghost (a query nobody waits for), deferred (left by a write). */
export const LETTERS = 'RWBISGD';

/** Which of a request's background tasks it is, from 0: code of one's own may start several. @param {number} actor */
export const taskOf = (actor) => actor >>> 29;

/** `R12`, and `B12.2` for the second task of a request. @param {number} actor */
export function actorName(actor) {
  const task = taskOf(actor);
  return `${LETTERS[actor & 7]}${(actor & 0x1fffffff) >>> 3}${task ? `.${task + 1}` : ''}`;
}

/** The actor named `R12` or `B12.2`, null when it is no such name. @param {string} name */
export function actorNamed(name) {
  const [, letter, number, task = '1'] = /^([A-Z])(\d{1,8})(?:\.([2-8]))?$/.exec(name) ?? [];
  const kind = LETTERS.indexOf(letter);
  return kind < 0 ? null : Number(number) * 8 + kind + (Number(task) - 1) * 2 ** 29;
}
