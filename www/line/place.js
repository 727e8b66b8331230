/**
 * A run in an address: `#v=1&duration=12s&do=5s:expire&t=5.2s`. Scenario fields have their own names and are left out
 * at their defaults. `compare` lists the lanes above the chosen strategy, `t` is the cursor, `preset` the line to start
 * from, `code` the code of the lanes `own1`, `own2` and so on (`packed.js`), and `real` a recording that is shipped.
 * Old links must always work, so no meaning here may change.
 *
 * A part that cannot be read is reported as a problem, and the rest still applies. Values are not converted from text.
 */

import { clipped, join, tokens } from './line.js';
import { parseTime, printTime } from './time.js';
import { lineWords } from './words.js';

/** @typedef {import('../engine/run.js').ScenarioError} ScenarioError */

/**
 * @typedef {object} LinkState The contents of a link: a run, and the cursor in it.
 * @property {string | null} line the scenario; null if there is none
 * @property {string | null} preset a preset's name to start from
 * @property {string[] | null} compare the lanes above: strategies, or fields with their values; null for the usual ones
 * @property {number | null} at_ns the cursor
 * @property {string[]} [code] the user's code, packed
 * @property {string | Blob} [real] a recording: the name of one that is shipped, or a file
 * @property {ScenarioError[]} problems
 */

/**
 * The version written into links. It is the version of the simulation, and is increased when the same line gives
 * another trace. Links of all versions can be read; there are examples in tests/fixtures/links.
 */
export const VERSION = 1;

/**
 * More than any run needs: a line has at most 4,096 characters, which take up to three characters each in an address.
 */
const CHARS_MAX = 16_384;
const PARTS_MAX = 100;

/** @param {string} hash with or without `#` @returns {LinkState} */
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
    // Code would follow after a NUL.
    if (/[\s=]/.test(field) || /\s/.test(value) || `${field}${value}`.includes('\0')) {
      problems.push(refusal(field, value, 'no spaces', lineWords.badText));
    } else if (named.has(field)) {
      problems.push(refusal(field, value, 'given only once', lineWords.twice));
    } else {
      named.set(field, value);
    }
  }
  return { ...readPlace(named, problems), problems };
}

/**
 * Reads the page's own names. The remaining ones are scenario fields.
 * @param {Map<string, string>} named
 * @param {ScenarioError[]} problems
 */
export function readPlace(named, problems) {
  const version = named.get('v');
  const note = version === undefined ? null : versionNote(clipped(version), VERSION);
  if (version !== undefined && note)
    problems.push({ field: 'v', value: version, allowed: `${VERSION}`, message: note });
  const t = named.get('t');
  const at_ns = t === undefined ? null : parseTime(t);
  if (t !== undefined && at_ns === null) {
    problems.push(refusal('t', t, 'a time such as 5.2s', (_, value) => lineWords.badTime(value)));
  }
  const compare = named.get('compare')?.split(',').filter(Boolean) ?? null;
  const preset = named.get('preset') ?? null;
  const code = named.get('code')?.split(',').filter(Boolean);
  const real = named.get('real');
  const fields = [...named].filter(([name]) => !['v', 't', 'compare', 'preset', 'code', 'real'].includes(name));
  return {
    line: fields.length || version !== undefined || real ? join(fields) : null,
    preset,
    compare,
    at_ns,
    ...(code && { code }),
    ...(real && { real }),
  };
}

/**
 * @param {string} given_field @param {string} given_value @param {string} allowed
 * @param {(field: string, value: string) => string} say @returns {ScenarioError}
 */
function refusal(given_field, given_value, allowed, say) {
  const [field, value] = [clipped(given_field), clipped(given_value)];
  return { field, value, allowed, message: say(field, value) };
}

/**
 * The message about a link's version; none for the current version.
 * @param {string} version as in the link @param {number} here the current version
 */
export function versionNote(version, here) {
  if (version === `${here}`) return null;
  if (!/^[1-9]\d{0,5}$/.test(version)) return lineWords.badVersion(version, here);
  return Number(version) < here ? lineWords.olderVersion(version, here) : lineWords.newerVersion(version, here);
}

/**
 * @param {{ line: string, compare: string[] | null, own?: { packed: string }[], real?: { name: string | null } | null,
 * at_ns: number }} place `line` in its canonical form; of a recording that is shipped its name says it
 * @returns {string} starts with `#`
 */
export function writeAddress({ line, compare, own = [], real = null, at_ns }) {
  const named = real?.name ? [['real', real.name]] : null;
  const parts = [['v', `${VERSION}`], ...(named ?? tokens(line))];
  if (compare && !named) parts.push(['compare', compare.join(',')]);
  if (own.length) parts.push(['code', own.map(({ packed }) => packed).join(',')]);
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

/** Escapes what an address cannot carry and leaves `: , / =` readable. @param {string} text */
const encode = (text) => encodeURIComponent(text).replace(/%(3A|2C|2F|3D)/g, (escaped) => decodeURIComponent(escaped));
