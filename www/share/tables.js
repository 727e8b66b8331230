/** The run as data: its events as CSV, events and reports as JSON. */

import { actorName } from '../actor.js';
import { stampLines } from './stamp.js';

/** @typedef {import('../session.js').Lane} Lane */
/** @typedef {import('../run.js').EventKind} EventKind */
/** @typedef {import('./stamp.js').Stamp} Stamp */

/** The wire's way to say that an event has no key. */
const NO_KEY = 0xffffffff;

/** @param {Lane} lane @param {EventKind[]} kinds @param {number} i */
function eventAt({ run: { events } }, kinds, i) {
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

/** @param {Lane[]} lanes @param {EventKind[]} kinds @param {Stamp} stamp */
export function csv(lanes, kinds, stamp) {
  const rows = [...stampLines(stamp).map((line) => `# ${line}`), 'lane,at_ns,actor,event,key,details'];
  for (const lane of lanes) {
    for (let i = 0; i < lane.run.events.at_ns.length; i++) {
      const { at_ns, actor, event, key, fields } = eventAt(lane, kinds, i);
      const details = fields.map(([name, value]) => `${name}=${value}`).join(' ');
      rows.push(`${lane.strategy},${at_ns},${actor},${event},${key ?? ''},${details}`);
    }
  }
  return rows.join('\n') + '\n';
}

/** @param {Lane[]} lanes @param {EventKind[]} kinds @param {Stamp} stamp */
export function json(lanes, kinds, stamp) {
  return JSON.stringify({
    ...stamp,
    lanes: lanes.map((lane) => ({
      strategy: lane.strategy,
      line: lane.line,
      fingerprint: lane.run.fingerprint,
      report: lane.run.report,
      events: Array.from(lane.run.events.at_ns, (_, i) => {
        const { fields, ...event } = eventAt(lane, kinds, i);
        return { ...event, ...Object.fromEntries(fields) };
      }),
    })),
  });
}
