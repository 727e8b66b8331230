/**
 * The parser of recordings of real servers, which `npm run real -- --record FILE` writes: a header, and one line per
 * event. A recording is untrusted input. The parser checks the form of each line; the core validates the events
 * (`src/run/recorded.rs`). An invalid recording is refused with one sentence.
 *
 *     {"cache_aside_recording":1,"engine":"0.1.0","line":"strategy=…","redis":"7.0.15",…,"events":4711}
 *     [1203000000,"R12","CacheHit",0,1,203000000,797000000]
 */

import { actorNamed, taskOf } from '../run/actor.js';

/** @typedef {import('./header.js').RecordingHeader} RecordingHeader */
/**
 * The events, one per row: `rest` has three numbers per row.
 * @typedef {{ at_ns: Float64Array, actor: Uint32Array, kind: Uint8Array, key: Float64Array, rest: Float64Array }} Rows
 */

const FORMAT = 1;
/** The page keeps the events of no longer run. */
const EVENTS_MAX = 500_000;
/** The longest header and the longest event, in characters. */
const HEADER_CHARS_MAX = 8_192;
const EVENT_CHARS_MAX = 200;
const TEXT_CHARS_MAX = 160;
const PAYLOADS = 3;
const NO_KEY = 2 ** 32 - 1;
/** The characters of a text in the header: none has a meaning in markup. */
const PLAIN = /^[\p{L}\p{N} .,:;()@/+_=*#%-]*$/u;

/** @param {string} why */
const refused = (why) => ({
  field: 'recording',
  value: '',
  allowed: 'a recording of this version',
  message: `The recording is refused: ${why}`,
});

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {unknown} value */
const isTime = (value) => typeof value === 'number' && value >= 0 && value < 1e9;

/** @param {any} value */
const arePercentiles = (value) => isTime(value?.p50) && isTime(value?.p99);

/** @param {unknown} value @param {number} max */
const isPlain = (value, max) => typeof value === 'string' && value.length <= max && PLAIN.test(value);

/** @param {string} line @returns {RecordingHeader} */
function headerOf(line) {
  const header = line.length > HEADER_CHARS_MAX ? undefined : parsed(line);
  if (typeof header?.cache_aside_recording !== 'number') throw refused('its first line is no header.');
  const format = header.cache_aside_recording;
  if (format !== FORMAT) throw refused(`it is of format ${format}, and this is ${FORMAT}.`);
  const { engine, redis, postgresql, machine, date, valid, events } = header;
  const texts = { engine, redis, postgresql, machine, date };
  const other = Object.entries(texts).find(([, text]) => !isPlain(text, TEXT_CHARS_MAX));
  if (other) throw refused(`its header has no ${other[0]}, or one that is no plain text.`);
  if (!isPlain(header.line, HEADER_CHARS_MAX)) throw refused('its line is none.');
  const { lateness_ms, statement_overhead_ms, command_ms } = header;
  const whole = Number.isInteger(events) && events >= 0;
  if (![lateness_ms, statement_overhead_ms, command_ms].every(arePercentiles) || typeof valid !== 'boolean' || !whole)
    throw refused('its header does not say how late it was, or how many events it has.');
  if (events > EVENTS_MAX) throw refused(`it has more than ${EVENTS_MAX} events.`);
  return { ...texts, line: header.line, lateness_ms, statement_overhead_ms, command_ms, valid, events };
}

/** The actor of a name such as `R12`; null for any other value. @param {unknown} name */
function actorOf(name) {
  const actor = typeof name === 'string' ? actorNamed(name) : null;
  // Only the user's code starts several tasks for a request, and it does not run on real servers.
  return actor === null || taskOf(actor) > 0 ? null : actor;
}

/**
 * @param {string} text @param {import('./run.js').EventKind[]} kinds
 * @returns {{ header: RecordingHeader, rows: Rows }} throws a `ScenarioError`
 */
export function readRecording(text, kinds) {
  const lines = text.split('\n');
  // The file ends with a line break.
  if (lines.at(-1)?.trim() === '') lines.pop();
  if (!lines.length) throw refused('it is empty.');
  const header = headerOf(lines[0]);
  const count = lines.length - 1;
  if (count !== header.events) throw refused(`it has ${count} events and should have ${header.events}.`);
  const numbers = new Map(kinds.map(({ name }, i) => [name, i]));
  const rows = {
    at_ns: new Float64Array(count),
    actor: new Uint32Array(count),
    kind: new Uint8Array(count),
    key: new Float64Array(count),
    rest: new Float64Array(PAYLOADS * count),
  };
  for (let i = 0; i < count; i++) {
    const line = lines[i + 1];
    const row = line.length > EVENT_CHARS_MAX ? undefined : parsed(line);
    const [at_ns, name, kind_name, key, ...rest] = Array.isArray(row) ? row : [];
    const [kind, actor] = [numbers.get(kind_name), actorOf(name)];
    const fits = kind !== undefined && rest.length === kinds[kind].fields.length;
    const are_numbers = [at_ns, key ?? NO_KEY, ...rest].every(Number.isFinite);
    if (!fits || !are_numbers || actor === null) throw refused(`line ${i + 2} is no event.`);
    rows.at_ns[i] = at_ns;
    rows.actor[i] = actor;
    rows.kind[i] = kind;
    rows.key[i] = key ?? NO_KEY;
    rows.rest.set(rest, PAYLOADS * i);
  }
  return { header, rows };
}
