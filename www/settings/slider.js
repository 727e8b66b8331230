/**
 * The stops of a slider for a field with a wide range: round values, the same number in each power of ten, so that the
 * scale is logarithmic. Other values are entered as text. The range comes from the core.
 */

import { parseTime } from '../line/time.js';

/** @typedef {import('../engine/run.js').Field} Field */

/** Round values of one power of ten. */
const ROUND = [1, 1.5, 2, 3, 4, 5, 6, 8];
/** Stops for times above the decimal ones. */
const LONG = ['15s', '20s', '30s', '45s', '1m', '90s', '2m', '3m', '5m', '10m', '15m', '20m', '30m', '45m'];
const HOURS = ['1h', '2h', '3h', '6h', '12h', '24h'];
/** The largest upper end of a slider; a seed, for example, has none. */
const HIGH_MAX = 1e9;

/** @type {(from: number, to: number) => number[]} */
const powers = (from, to) => {
  /** @type {number[]} */
  const all = [];
  for (let power = from; power <= to; power++) for (const one of ROUND) all.push(Number(`${one}e${power}`));
  return all;
};

/** @type {Partial<Record<Field['kind'], () => string[]>>} */
const STOPS = {
  duration: () => [
    '0ms',
    ...powers(0, 2).map((us) => `${us}us`),
    ...powers(0, 2).map((ms) => `${ms}ms`),
    ...powers(0, 0).map((s) => `${s}s`),
    '10s',
    ...LONG,
    ...HOURS,
  ],
  rate: () => [0, ...powers(-1, 6)].map((rate) => `${rate}/s`),
  integer: () => [...new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ...powers(1, 6).map(Math.round)])].map(String),
};

/**
 * The number for a value, for comparison; null if it is not a number.
 * @param {Field['kind']} kind
 * @param {string} text
 */
export function quantityOf(kind, text) {
  if (kind === 'duration') return parseTime(text);
  const [number, per] = text.split('/');
  const value = number.trim() === '' ? NaN : Number(number);
  return Number.isFinite(value) ? (per === 'm' ? value / 60 : value) : null;
}

/** The stops, none where a slider is no help. @param {Field} field @returns {string[]} */
export function stops({ kind, range }) {
  const [low, high] = range ? [quantityOf(kind, range.low), quantityOf(kind, range.high)] : [null, null];
  if (low === null || high === null) return [];
  if (kind === 'number') {
    if (high > 10) return [0, ...powers(-1, 1), high].map(String);
    const step = high > 1 ? 0.05 : 0.01;
    return Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) =>
      String(Number((low + i * step).toFixed(2))),
    );
  }
  if (kind === 'integer' && high > HIGH_MAX) return [];
  return (STOPS[kind]?.() ?? []).filter((text) => {
    const value = quantityOf(kind, text);
    return value !== null && value >= low && value <= high;
  });
}

/** The stop nearest to a value from below. @param {Field['kind']} kind @param {string[]} all @param {string} text */
export function stopOf(kind, all, text) {
  const value = quantityOf(kind, text) ?? 0;
  return Math.max(
    0,
    all.findLastIndex((one) => (quantityOf(kind, one) ?? 0) <= value),
  );
}
