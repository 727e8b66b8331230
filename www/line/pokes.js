/**
 * Parses the interventions of a line: `5s:expire,8s:db_slow:4:2s`. No other module knows the syntax of `do=`.
 */

import { parseTime } from './time.js';

/**
 * @typedef {object} Poke One intervention.
 * @property {string} text its text in the line
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
 * The text in `do=`, without the time. Empty arguments at the end are left out.
 * @param {string} action
 * @param {string[]} args
 */
export const actionText = (action, args) => [action, ...args].join(':').replace(/:+$/, '');
