/** What can be done to a run, as the core's table of actions says, and how an intervention reads. */

import { pokesOf } from './pokes.js';

/** @typedef {import('../engine/engine.js').Catalogue | null} Catalogue */

/** @param {Catalogue} catalogue */
export const actionsOf = (catalogue) => catalogue?.actions ?? [];

/** @param {Catalogue} catalogue @param {string} action */
export const titleOfAction = (catalogue, action) =>
  actionsOf(catalogue).find(({ name }) => name === action)?.title ?? action;

/**
 * Every intervention of a line with what it took, and when: `Stop the database 2s at 3.5s`.
 * @param {Catalogue} catalogue @param {string | undefined} text as in `do=`
 */
export const toldOfPokes = (catalogue, text) =>
  pokesOf(text).map(({ time, action, args }) => {
    const values = args.length ? ` ${args.join(' ')}` : '';
    return `${titleOfAction(catalogue, action)}${values} at ${time}`;
  });
