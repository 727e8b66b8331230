/**
 * What every saved file carries, so that the run can be found again: link, command, seed,
 * fingerprints.
 */

import { writeAddress } from '../line/place.js';

/**
 * @typedef {object} Stamp
 * @property {string} link
 * @property {string} command
 * @property {string} seed
 * @property {Record<string, string>} fingerprints by lane
 */

/**
 * @param {import('../session/session.js').Session} session
 * @param {number} at_ns
 * @param {string} page the address of the full page
 * @returns {Stamp}
 */
export function stampOf({ line, compare, values, lanes }, at_ns, page) {
  return {
    link: page + writeAddress({ line, compare, at_ns }),
    command: `cargo run --release --example simulate -- '${line}'`,
    seed: values.seed ?? '',
    fingerprints: Object.fromEntries(lanes.map(({ strategy, run }) => [strategy, run.fingerprint])),
  };
}

/** As lines of text, for files that have comments. @param {Stamp} stamp */
export const stampLines = ({ link, command, seed, fingerprints }) => [
  `link: ${link}`,
  `command: ${command}`,
  `seed: ${seed}`,
  ...Object.entries(fingerprints).map(([strategy, fingerprint]) => `fingerprint of ${strategy}: ${fingerprint}`),
];
