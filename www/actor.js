/**
 * Who an event is about: kind and number in one on the wire (`src/trace.rs`), `R12` for a person.
 */

/** Read, write, background refresh, intervention, site. */
const LETTERS = 'RWBIS';

/** @param {number} actor */
export const actorName = (actor) => `${LETTERS[actor & 7]}${actor >>> 3}`;
