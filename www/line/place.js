/**
 * The whole run in the address: `#v=1&duration=12s&do=5s:expire&t=5.2s`. Scenario fields stand under their own names
 * and only where they differ from the defaults; `compare` names the lanes above the chosen strategy, `t` the cursor,
 * `preset` another line to start from. Old links work for ever, so nothing here may change its meaning.
 *
 * What cannot be read becomes a problem in words, and the rest still counts. Values stay text all the way.
 */

import { join, tokens } from './line.js';
import { parseTime, printTime } from './time.js';
import { lineWords } from './words.js';

/** @typedef {import('../engine/run.js').ScenarioError} ScenarioError */

/**
 * @typedef {object} Place A run and the cursor in it.
 * @property {string | null} line the scenario, null when none was named
 * @property {string | null} preset a preset's name to start from
 * @property {string[] | null} compare strategies in the lanes above, null for the usual one
 * @property {number | null} at_ns the cursor
 * @property {ScenarioError[]} problems
 */

/**
 * The version that links are written with: of the simulation, whose traces they mean. It is raised when the same line
 * gives another trace; links of every version are read. tests/fixtures/links holds some of each.
 */
export const VERSION = 1;

/** More than any run needs: a line is 4,096 characters at most, each of them up to three here, of some forty fields. */
const CHARS_MAX = 16_384;
const PARTS_MAX = 100;

/** @param {string} hash with or without `#` @returns {Place} */
export function readAddress(hash) {
  /** @type {Map<string, string>} */
  const named = new Map();
  /** @type {ScenarioError[]} */
  const problems = [];
  const parts = hash.replace(/^#/, '').split('&').filter(Boolean);
  if (hash.length > CHARS_MAX || parts.length > PARTS_MAX) {
    const value = `${hash.slice(0, 60)}…`;
    const allowed = `at most ${CHARS_MAX} characters in ${PARTS_MAX} parts`;
    problems.push({ field: 'address', value, allowed, message: lineWords.badAddress(value, allowed) });
    return { line: null, preset: null, compare: null, at_ns: null, problems };
  }
  for (const part of parts) {
    const at = part.indexOf('=');
    const field = decode(at < 0 ? part : part.slice(0, at));
    const value = decode(at < 0 ? '' : part.slice(at + 1));
    if (/[\s=]/.test(field) || /\s/.test(value)) {
      problems.push({ field, value, allowed: 'no spaces', message: lineWords.badText(field, value) });
    } else {
      named.set(field, value);
    }
  }
  return { ...readPlace(named, problems), problems };
}

/**
 * The page's own names taken out; what is left is the scenario's.
 * @param {Map<string, string>} named
 * @param {ScenarioError[]} problems
 */
export function readPlace(named, problems) {
  const version = named.get('v');
  const note = version === undefined ? null : versionNote(version, VERSION);
  if (version !== undefined && note)
    problems.push({ field: 'v', value: version, allowed: `${VERSION}`, message: note });
  const t = named.get('t');
  const at_ns = t === undefined ? null : parseTime(t);
  if (t !== undefined && at_ns === null) {
    problems.push({ field: 't', value: t, allowed: 'a time such as 5.2s', message: lineWords.badTime(t) });
  }
  const compare = named.get('compare')?.split(',').filter(Boolean) ?? null;
  const preset = named.get('preset') ?? null;
  const fields = [...named].filter(([name]) => !['v', 't', 'compare', 'preset'].includes(name));
  return { line: fields.length || version !== undefined ? join(fields) : null, preset, compare, at_ns };
}

/**
 * What is to be said of a link's version; nothing of the one in force.
 * @param {string} version as in the link @param {number} here the one in force
 */
export function versionNote(version, here) {
  if (version === `${here}`) return null;
  if (!/^[1-9]\d{0,5}$/.test(version)) return lineWords.badVersion(version, here);
  return Number(version) < here ? lineWords.olderVersion(version, here) : lineWords.newerVersion(version, here);
}

/**
 * @param {{ line: string, compare: string[] | null, at_ns: number }} place `line` in its canonical form
 * @returns {string} starts with `#`
 */
export function writeAddress({ line, compare, at_ns }) {
  const parts = [['v', `${VERSION}`], ...tokens(line)];
  if (compare) parts.push(['compare', compare.join(',')]);
  if (at_ns > 0) parts.push(['t', printTime(at_ns)]);
  return `#${parts.map(([name, value]) => `${name}=${encode(value)}`).join('&')}`;
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Escapes what an address cannot carry and leaves `: , /` readable. @param {string} text */
const encode = (text) => encodeURIComponent(text).replace(/%(3A|2C|2F)/g, (escaped) => decodeURIComponent(escaped));
