/**
 * Finds the quantities in a question: "500 rps", "2 s", "40%", "20 connections". `roles.js` assigns them to fields.
 */

import { close } from './spelling.js';

/** @typedef {'rate' | 'duration' | 'share' | 'count'} Kind */
/**
 * @typedef {object} Quantity
 * @property {Kind} kind
 * @property {number} value per second, in seconds, as a fraction of 1, or a plain number
 * @property {string} text as in a line
 * @property {number} from the index of its first token @property {number} to one past its last token
 * @property {string} noun the counted noun: `writes`, `connections`; empty if there is none
 */

const WORDS = new Map(
  Object.entries({
    once: 1,
    twice: 2,
    one: 1,
    two: 2,
    three: 3,
    four: 4,
    five: 5,
    six: 6,
    seven: 7,
    eight: 8,
    nine: 9,
    ten: 10,
  }).concat(
    Object.entries({ twelve: 12, twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, hundred: 100, half: 0.5 }),
  ),
);
const TIMES = new Map(Object.entries({ k: 1e3, thousand: 1e3, hundred: 100, million: 1e6, mio: 1e6, mln: 1e6 }));
/** Units of time in seconds. */
const UNITS = new Map(
  [
    [['ns', 'nanosecond', 'nanoseconds'], 1e-9],
    [['us', 'µs', 'microsecond', 'microseconds'], 1e-6],
    [['ms', 'msec', 'millis', 'milli', 'millisecond', 'milliseconds'], 1e-3],
    [['s', 'sec', 'secs', 'second', 'seconds'], 1],
    [['m', 'min', 'mins', 'minute', 'minutes'], 60],
    [['h', 'hr', 'hrs', 'hour', 'hours'], 3600],
    [['d', 'day', 'days'], 86_400],
  ].flatMap(([names, seconds]) =>
    /** @type {string[]} */ (names).map((name) => [name, /** @type {number} */ (seconds)]),
  ),
);
const RATE_WORDS = ['rps', 'qps', 'tps', 'hz', 'reqs'];
/** Nouns for readers: a number of them is read as a rate per second. */
const READERS =
  /^(users?|readers?|requests?|reqs?|visitors?|people|persons?|customers?|clients?|queries|reads?|lookups?|hits|gets|calls|students?|players?|viewers?|fans|customers)$/;
/** Words allowed between a number and its noun. */
const BETWEEN =
  /^(of|the|our|my|db|database|cache|concurrent|parallel|simultaneous|different|distinct|hot|app|application|redis|http|api|user|users|client|active|incoming|total|about|or|so|more|read|write|key|postgres|sql|open)$/;

/**
 * The tokens of a question: lower case, without apostrophes, and without separators in numbers: `1,000` and `1_000`
 * become 1000.
 * @param {string} question
 * @returns {string[]}
 */
export function tokensOf(question) {
  const text = question
    .toLowerCase()
    .replace(/[’'`]/g, '')
    .replace(/(\d)[,_](?=\d{3}(?!\d))/g, '$1')
    .replace(/(\d),(\d)/g, '$1.$2');
  const tokens = text.match(/\d+(?:\.\d+)?(?:e\d+(?![a-z]))?|p\d+|[\p{L}µ]+|[%/=,;.?!]/gu) ?? [];
  return tokens.map(spelled);
}

/** Nouns that are matched even if they are misspelt. */
const COUNTED = [
  'connections',
  'requests',
  'readers',
  'writes',
  'updates',
  'instances',
  'servers',
  'seconds',
  'minutes',
  'users',
];

/** @param {string} word */
const spelled = (word) =>
  (word.length > 4 && COUNTED.find((one) => one !== word && one !== `${word}s` && close(one, word))) || word;

/** @param {string[]} tokens @returns {Quantity[]} */
export function quantitiesOf(tokens) {
  /** @type {Quantity[]} */
  const found = [];
  for (let i = 0; i < tokens.length; i++) {
    const one = quantityAt(tokens, i);
    if (!one) continue;
    found.push(one);
    i = one.to - 1;
  }
  return found;
}

/** @param {string[]} tokens @param {number} from @returns {Quantity | null} */
function quantityAt(tokens, from) {
  let value = /^\d/.test(tokens[from]) ? Number(tokens[from]) : (WORDS.get(tokens[from]) ?? NaN);
  // "At once" counts nothing.
  if (!Number.isFinite(value) || (tokens[from] === 'once' && tokens[from - 1] === 'at')) return null;
  const in_letters = !/^\d/.test(tokens[from]);
  let at = from + 1;
  if (tokens[at] === 'in' && Number(tokens[at + 1]) > value)
    return made('share', value / Number(tokens[at + 1]), from, at + 2);
  if (tokens[from] === 'half' && tokens[at] === 'a') at += 1;
  else if (tokens[from] === 'half' && /^(of|the|all)$/.test(tokens[at])) return made('share', value, from, at);
  const times = TIMES.get(tokens[at]) ?? (tokens[at] === 'm' && counts(tokens, at + 1) ? 1e6 : null);
  if (times) {
    value *= times;
    at += 1;
  }
  if (tokens[at] === '%' || tokens[at] === 'percent' || tokens[at] === 'pct')
    return made('share', value / 100, from, at + 1);
  const rate = rateAt(tokens, at, value, from);
  if (rate) return rate;
  const seconds = UNITS.get(tokens[at]);
  if (seconds) {
    // A duration in several units: 1m30s.
    const more = /^\d/.test(tokens[at + 1]) ? (UNITS.get(tokens[at + 2]) ?? seconds) : seconds;
    if (more < seconds) return made('duration', value * seconds + Number(tokens[at + 1]) * more, from, at + 3);
    return made('duration', value * seconds, from, at + 1);
  }
  const noun = nounAt(tokens, at);
  if (noun && READERS.test(tokens[noun])) return made('rate', value, from, noun + 1, tokens[noun]);
  // Number words such as "one" count only before a noun.
  if (in_letters && !noun) return null;
  return made('count', value, from, noun ? noun + 1 : at, noun ? tokens[noun] : '');
}

/**
 * `500/s`, `500 rps`, `5 writes per second`, `80 reads a second`.
 * @param {string[]} tokens
 * @param {number} at
 * @param {number} value
 * @param {number} from
 */
function rateAt(tokens, at, value, from) {
  if (RATE_WORDS.includes(tokens[at])) {
    const slash = tokens[at + 1] === '/' && UNITS.has(tokens[at + 2]) ? 2 : 0;
    return made('rate', value, from, at + 1 + slash, '');
  }
  for (let i = at; i < Math.min(at + 5, tokens.length); i++) {
    const per = /^(per|a|an|each|every|\/)$/.test(tokens[i]) ? UNITS.get(tokens[i + 1]) : undefined;
    if (per)
      return made('rate', value / per, from, i + 2, /^times?$/.test(tokens[at]) ? '' : tokens.slice(at, i).join(' '));
    // Another unit, or the end of the phrase, comes first.
    if (/^[,;.?!=%]$/.test(tokens[i]) || /^\d/.test(tokens[i]) || (i === at && UNITS.has(tokens[i]))) return null;
  }
  return null;
}

/** The index of the noun that a number counts; 0 if there is none. @param {string[]} tokens @param {number} at */
function nounAt(tokens, at) {
  for (let i = at; i < Math.min(at + 4, tokens.length); i++) {
    if (!/^\p{L}/u.test(tokens[i]) || /^(and|at|but|for|from|if|in|is|on|to|when|while|with)$/.test(tokens[i]))
      return 0;
    const next = tokens[i + 1] ?? '';
    if (!BETWEEN.test(tokens[i]) || (READERS.test(tokens[i]) && !counted(next))) return i;
  }
  return 0;
}

const counted = (/** @type {string} */ word) =>
  /^(keys?|ids?|connections?|requests?|reads?|instances?|servers?)$/.test(word);

/** Whether a countable noun follows. @param {string[]} tokens @param {number} at */
function counts(tokens, at) {
  const noun = nounAt(tokens, at);
  return noun > 0 && !/^(ttl|expiry|lock|lease|grace|timeout|ago|later)$/.test(tokens[noun]);
}

/**
 * @param {Kind} kind
 * @param {number} value
 * @param {number} from
 * @param {number} to
 * @param {string} [noun]
 * @returns {Quantity}
 */
function made(kind, value, from, to, noun = '') {
  const number = Number(value.toPrecision(12));
  const text = {
    rate: () =>
      Number.isInteger(number) || number >= 0.01 ? `${number}/s` : `${Number((number * 60).toPrecision(12))}/m`,
    duration: () => durationText(number),
    share: () => `${number}`,
    count: () => `${number}`,
  }[kind]();
  return { kind, value: number, text, from, to, noun };
}

/** A duration as text, in the largest unit with at most six decimal places. @param {number} seconds */
function durationText(seconds) {
  const unit = seconds >= 1 ? 's' : seconds >= 1e-3 ? 'ms' : seconds >= 1e-6 ? 'us' : 'ns';
  const per = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 }[unit];
  return `${Number((seconds / per).toFixed(6))}${unit}`;
}
