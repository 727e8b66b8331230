/** The interventions in the core's table of actions, and their text for display. */

import { pokesOf } from './pokes.js';
import { readable } from './time.js';

/** @typedef {import('../engine/engine.js').Catalogue | null} Catalogue */

/** @param {Catalogue} catalogue */
export const actionsOf = (catalogue) => catalogue?.actions ?? [];

/** @param {Catalogue} catalogue @param {string} action */
export const titleOfAction = (catalogue, action) =>
  actionsOf(catalogue).find(({ name }) => name === action)?.title ?? action;

/**
 * The interventions of a line as text, with arguments and times: `Stop the database 2 s at 3.5 s`.
 * @param {Catalogue} catalogue @param {string | undefined} text as in `do=`
 */
export const toldOfPokes = (catalogue, text) =>
  pokesOf(text).map(({ time, action, args }) => {
    const values = args.map((value) => ` ${readable(value)}`).join('');
    return `${titleOfAction(catalogue, action)}${values} at ${readable(time)}`;
  });
