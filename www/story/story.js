/**
 * The story of a request: its events in order, each as a phrase. The events are selected by actor from those of the
 * run. For a large run they are fetched first.
 */

import { bisectLeft } from 'd3-array';

import { segmentAt, toTell } from '../run/requests.js';
import { eventsOf } from '../run/rows.js';
import { span } from '../line/time.js';
import { ROLE } from '../kit/mark.js';
import { became, doing, phrases, storyWords } from './phrases.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').Events} Events */
/** @typedef {import('../engine/run.js').EventKind} EventKind */
/** @typedef {{ at_ns: number, kind: string, role: import('../kit/mark.js').Role, text: string }} Step */

const ABSENT = 'CacheMiss';
/** Of a run of which nothing else is known. */
const NO_STAYS = /** @type {Pick<Run, 'stays'>} */ (
  /** @type {unknown} */ ({ stays: { set_ns: [], gone_ns: [], key: [] } })
);

/** @param {Run} run @param {EventKind[]} kinds @param {number} row @returns {Step[] | null} null while it is fetched */
export function storyOf(run, kinds, row) {
  const events = eventsOf(run, toTell(run, row));
  return events && stepsIn(events, run, kinds, row);
}

/** @param {Events} events @param {Run} run @param {EventKind[]} kinds @param {number} row */
export function stepsIn(events, run, kinds, row) {
  const { requests } = run;
  const actor = requests.actor[row];
  const end_ns = requests.end_ns[row];
  /** @type {Step[]} */
  const steps = [];
  for (
    let i = bisectLeft(events.at_ns, requests.start_ns[row]);
    i < events.at_ns.length && events.at_ns[i] <= end_ns;
    i++
  ) {
    if (events.actor[i] !== actor) continue;
    const kind = kinds[events.kind[i]];
    steps.push({ at_ns: events.at_ns[i], kind: kind?.name ?? '', ...tell(events, run, kind, i) });
  }
  return steps;
}

/**
 * What happens at an event of no request in particular, as a phrase after the name of its actor.
 * @param {Events} events @param {EventKind[]} kinds @param {number} i
 */
export const phraseOf = (events, kinds, i) => tell(events, NO_STAYS, kinds[events.kind[i]], i).text;

/** @param {Events} events @param {Pick<Run, 'stays'>} run @param {EventKind | undefined} kind @param {number} i */
function tell(events, run, kind, i) {
  const values = [events.a[i], events.b[i], events.c[i]];
  const named = /** @type {[string, number][]} */ ((kind?.fields ?? []).map(({ name }, f) => [name, values[f]]));
  const known = phrases[kind?.name ?? ''];
  if (!known) return { role: /** @type {const} */ ('plain'), text: storyWords.unknown(kind?.name ?? '?', named) };
  /** @type {import('./phrases.js').Fields} */
  const fields = { ...Object.fromEntries(named), key: events.key[i] };
  // A number that stands for a word is replaced by the word.
  for (const { name, words } of kind?.fields ?? []) if (words.length) fields[name] = words[fields[name]];
  if (kind?.name === ABSENT) {
    const gone_ns = goneBefore(run, events.key[i], events.at_ns[i]);
    if (gone_ns !== null) fields.gone_ns = events.at_ns[i] - gone_ns;
  }
  const [role, phrase] = known;
  return { role, text: phrase(fields) };
}

/**
 * The end of the key's last stay in the cache.
 * @param {Pick<Run, 'stays'>} run @param {number} key @param {number} at_ns
 */
function goneBefore({ stays }, key, at_ns) {
  for (let i = bisectLeft(stays.set_ns, at_ns) - 1; i >= 0; i--) {
    if (stays.key[i] === key) return stays.gone_ns[i] <= at_ns ? stays.gone_ns[i] : null;
  }
  return null;
}

/**
 * The state of a request at the cursor, as a line of text with a mark.
 * @param {Run} run @param {number} row @param {number} at_ns
 * @returns {{ role: import('../kit/mark.js').Role, text: string }}
 */
export function standing(run, row, at_ns) {
  const { requests, segments, outcomes, phases } = run;
  const start_ns = requests.start_ns[row];
  const end_ns = requests.end_ns[row];
  if (at_ns < start_ns) return { role: 'plain', text: storyWords.later(span((start_ns - at_ns) / 1e6)) };
  const s = at_ns < end_ns ? segmentAt(run, row, at_ns) : -1;
  if (s >= 0) {
    const phase = phases[segments.phase[s]];
    const role = phase === 'lock' || phase === 'queue' ? 'wait' : phase === 'database' ? 'miss' : 'plain';
    return { role, text: doing[phase](span((at_ns - segments.start_ns[s]) / 1e6)) };
  }
  const outcome = outcomes[requests.outcome[row]];
  return { role: ROLE[outcome], text: became[outcome](span((end_ns - start_ns) / 1e6)) };
}
