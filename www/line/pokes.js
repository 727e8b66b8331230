/**
 * The interventions of a line, taken apart: `5s:expire,8s:db_slow:4:2s`. The one place that knows how `do=` is written.
 */

import { parseTime } from './time.js';

/**
 * @typedef {object} Poke One intervention.
 * @property {string} text all of it, as it stands in the line
 * @property {string} time
 * @property {number} at_ns
 * @property {string} action
 * @property {string[]} args
 */

/** @param {string | undefined} text as in `do=` @returns {Poke[]} */
export const pokesOf = (text) =>
  (text ?? '')
    .split(',')
    .filter(Boolean)
    .map((one) => {
      const [time, action = '', ...args] = one.split(':');
      return { text: one, time, at_ns: parseTime(time) ?? 0, action, args };
    });

/**
 * As written in `do=`, without its time; arguments left empty at the end are left out.
 * @param {string} action
 * @param {string[]} args
 */
export const actionText = (action, args) => [action, ...args].join(':').replace(/:+$/, '');
