/**
 * The stamp in every saved file, by which the run can be found again: link, command, seed and fingerprints.
 */

import { writeAddress } from '../line/place.js';

/**
 * @typedef {object} Stamp
 * @property {string} link
 * @property {string} command
 * @property {string} seed
 * @property {Record<string, string>} fingerprints by lane
 * @property {Record<string, Coded>} [code] by lane, where somebody's own code runs
 */

/**
 * @typedef {object} Coded
 * @property {string} title what heads its lane @property {string} from the strategy that it was made from
 * @property {string} text
 */

/**
 * @param {import('../session/session.js').Session} session
 * @param {number} at_ns
 * @param {string} page the address of the full page @param {string} [looked_at] the lane whose command it is
 * @returns {Stamp}
 */
export function stampOf({ line, compare, own, real, values, lanes }, at_ns, page, looked_at = '') {
  const code = own.find(({ id }) => id === looked_at);
  const titled = (/** @type {string} */ id) => lanes.find(({ strategy }) => strategy === id)?.title ?? id;
  const coded = own.map(({ id, base, text }) => [id, { title: titled(id), from: base, text }]);
  return {
    link: page + writeAddress({ line, compare, own, real, at_ns }),
    command: `cargo run --release --example simulate -- ${code ? `--code ${code.id}.py ` : ''}'${line}'`,
    seed: values.seed ?? '',
    fingerprints: Object.fromEntries(lanes.map(({ strategy, run }) => [nameOf(strategy, run), run.fingerprint])),
    ...(own.length ? { code: Object.fromEntries(coded) } : {}),
  };
}

/** Under which name a lane is saved. @param {string} strategy @param {import('../engine/run.js').Run} run */
export const nameOf = (strategy, run) => (run.recording ? `recorded_${strategy}` : strategy);

/** The stamp as lines of text, for files with comments. @param {Stamp} stamp */
export const stampLines = ({ link, command, seed, fingerprints, code = {} }) => [
  `link: ${link}`,
  `command: ${command}`,
  `seed: ${seed}`,
  ...Object.entries(fingerprints).map(([strategy, fingerprint]) => `fingerprint of ${strategy}: ${fingerprint}`),
  ...Object.entries(code).map(([lane, { title }]) => `code of ${lane}: ${title}`),
];
