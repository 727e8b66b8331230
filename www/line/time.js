/**
 * Formatting and parsing of times. Virtual time is in whole nanoseconds. The cursor's clock shows milliseconds, a
 * duration has two or three digits, and an address has the shortest text that parses to the same nanosecond.
 */

const UNITS = /** @type {Record<string, number>} */ ({ ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 });

/** Units that are displayed differently than in a line. @type {Record<string, string>} */
const SAID = { us: 'µs', m: 'min' };

/** @param {number} ns @returns {string} `7.300 s` */
export const clock = (ns) => `${(Math.floor(ns / 1e6) / 1e3).toFixed(3)} s`;

/**
 * A duration in a suitable unit: `600 ms`, `1.2 s`, `0 ms`.
 * @param {number} ms
 */
export function span(ms) {
  if (ms >= 100_000) return `${Math.round(ms / 1e3)} s`;
  if (ms >= 1000) return `${(ms / 1e3).toFixed(1)} s`;
  if (ms >= 10 || ms === 0) return `${Math.round(ms)} ms`;
  return `${Number(ms.toPrecision(2))} ms`;
}

/** The text in `t=` and `do=`: `5.203s`, exact to the nanosecond. @param {number} ns */
export function printTime(ns) {
  const whole = Math.floor(ns / 1e9);
  const rest = String(Math.round(ns - whole * 1e9)).padStart(9, '0');
  return `${whole}.${rest}`.replace(/\.?0+$/, '') + 's';
}

/**
 * Parses `5.2s`, `200ms` or `1m30s`.
 * @param {string} text
 * @returns {number | null} nanoseconds; null if it is not a time
 */
export function parseTime(text) {
  if (!/^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(text)) return null;
  let ns = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g)) ns += Number(number) * UNITS[unit];
  return Number.isSafeInteger(Math.round(ns)) ? Math.round(ns) : null;
}

/**
 * A duration or latency of a line for display: `12 s` for `12s`, `1 min 30 s`, `60 ms (exponential)`. A value without a
 * unit is unchanged.
 * @param {string} value @returns {string}
 */
export function readable(value) {
  const [shape, mean, ...rest] = value.split(':');
  if (mean !== undefined && parseTime(mean) !== null)
    return `${readable(mean)} (${[shape.replaceAll('_', ' '), ...rest].join(' ')})`;
  if (parseTime(value) === null) return value;
  return value.replace(/(\d)(ns|us|ms|s|m|h)/g, (_, digit, unit) => `${digit} ${SAID[unit] ?? unit} `).trim();
}

/** The first digits of a fingerprint: `7f3a-91c2`. @param {string} fingerprint */
export const shortFingerprint = (fingerprint) => `${fingerprint.slice(0, 4)}-${fingerprint.slice(4, 8)}`;
