/**
 * The interventions of a line, taken apart: `5s:expire,8s:db_slow:4:2s`. The one place that knows how `do=` is written.
 */

import { parseTime } from './time.js';

/** One intervention; `text` is all of it, as it stands in the line. @typedef {{ text: string, time: string, at_ns: number, action: string, args: string[] }} Poke */

/** @param {string | undefined} text as in `do=` @returns {Poke[]} */
export const pokesOf = (text) =>
  (text ?? '')
    .split(',')
    .filter(Boolean)
    .map((one) => {
      const [time, action = '', ...args] = one.split(':');
      return { text: one, time, at_ns: parseTime(time) ?? 0, action, args };
    });

/** As written in `do=`, without its time; arguments left empty at the end are left out. @param {string} action @param {string[]} args */
export const actionText = (action, args) => [action, ...args].join(':').replace(/:+$/, '');
