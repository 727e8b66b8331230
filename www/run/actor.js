/**
 * The actor of an event: kind and number in one on the wire (`src/trace.rs`), `R12` for a person.
 */

/**
 * Read, write, background refresh, intervention, site, ghost (a query nobody waits for), deferred (left by a write).
 */
export const LETTERS = 'RWBISGD';

/** @param {number} actor */
export const actorName = (actor) => `${LETTERS[actor & 7]}${actor >>> 3}`;

/** The actor named `R12`, null when it is no such name. @param {string} name */
export function actorNamed(name) {
  const kind = LETTERS.indexOf(name[0]);
  return kind < 0 || !/^[A-Z]\d+$/.test(name) ? null : Number(name.slice(1)) * 8 + kind;
}
