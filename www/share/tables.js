/** The run as data: its events as CSV, events and reports as JSON, in pieces. */

import { actorName } from '../run/actor.js';
import { theoryOf } from '../session/theory.js';
import { inPieces } from './pieces.js';
import { nameOf, stampLines } from './stamp.js';

/** @typedef {import('../session/session.js').Lane} Lane */
/** @typedef {import('../engine/run.js').Events} Events */
/** @typedef {import('../engine/run.js').EventKind} EventKind */
/** @typedef {import('./stamp.js').Stamp} Stamp */
/** @typedef {(lane: Lane) => AsyncIterable<Events>} Excerpts all events of a lane, excerpt by excerpt */

/** The number that means no key. */
const NO_KEY = 0xffffffff;

/** @param {Events} events @param {EventKind[]} kinds @param {number} i */
function eventAt(events, kinds, i) {
  const kind = kinds[events.kind[i]];
  const values = [events.a[i], events.b[i], events.c[i]];
  return {
    at_ns: events.at_ns[i],
    actor: actorName(events.actor[i]),
    event: kind?.name ?? String(events.kind[i]),
    key: events.key[i] === NO_KEY ? null : events.key[i],
    fields: (kind?.fields ?? []).map(
      ({ name, unit }, f) =>
        /** @type {[string, string | number]} */ ([name, unit === 'actor' ? actorName(values[f]) : values[f]]),
    ),
  };
}

/**
 * All events of a lane as text, in pieces.
 * @param {AsyncIterable<Events>} windows @param {EventKind[]} kinds @param {(event: ReturnType<typeof eventAt>) =>
 * string} write
 */
async function* written(windows, kinds, write) {
  for await (const events of windows) yield* inPieces(texts(events, kinds, write));
}

/** @param {Events} events @param {EventKind[]} kinds @param {(event: ReturnType<typeof eventAt>) => string} write */
function* texts(events, kinds, write) {
  for (let i = 0; i < events.at_ns.length; i++) yield write(eventAt(events, kinds, i));
}

/** @param {Lane[]} lanes @param {EventKind[]} kinds @param {Stamp} stamp @param {Excerpts} windows */
export async function* csv(lanes, kinds, stamp, windows) {
  yield [...stampLines(stamp).map((line) => `# ${line}`), 'lane,at_ns,actor,event,key,details', ''].join('\n');
  for (const lane of lanes) {
    yield* written(windows(lane), kinds, ({ at_ns, actor, event, key, fields }) => {
      const details = fields.map(([name, value]) => `${name}=${value}`).join(' ');
      return `${nameOf(lane.strategy, lane.run)},${at_ns},${actor},${event},${key ?? ''},${details}\n`;
    });
  }
}

/** @param {Lane[]} lanes @param {EventKind[]} kinds @param {Stamp} stamp @param {Excerpts} windows */
export async function* json(lanes, kinds, stamp, windows) {
  yield `${JSON.stringify(stamp).slice(0, -1)},"lanes":[`;
  for (const [i, lane] of lanes.entries()) {
    const { line, run } = lane;
    const strategy = nameOf(lane.strategy, run);
    const theory = await theoryOf(run.report).catch(() => null);
    const report = { ...run.report, samples: undefined, theory };
    const head = JSON.stringify({ strategy, line, fingerprint: run.fingerprint, report });
    yield `${i ? ',' : ''}${head.slice(0, -1)},"events":[`;
    let comma = '';
    yield* written(windows(lane), kinds, ({ fields, ...event }) => {
      const text = comma + JSON.stringify({ ...event, ...Object.fromEntries(fields) });
      comma = ',';
      return text;
    });
    yield ']}';
  }
  yield ']}';
}
