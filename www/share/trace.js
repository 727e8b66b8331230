/**
 * The run in the Trace Event Format of Chrome, which Perfetto opens: a lane is a process, a row of its swim lanes a
 * thread, a request a slice with its phases inside, the database's load a counter. Times are microseconds.
 */

import { actorName } from '../run/actor.js';
import { inPieces } from './pieces.js';

/** @param {number} ns */
const us = (ns) => ns / 1e3;

/** @param {import('../session/session.js').Lane[]} lanes @param {import('./stamp.js').Stamp} stamp */
export function* trace(lanes, stamp) {
  yield `${JSON.stringify({ displayTimeUnit: 'ms', otherData: stamp }).slice(0, -1)},"traceEvents":[`;
  yield* inPieces(texts(lanes));
  yield ']}';
}

/** @param {import('../session/session.js').Lane[]} lanes */
function* texts(lanes) {
  let comma = '';
  for (const [i, lane] of lanes.entries()) {
    for (const event of laneEvents(lane, i)) {
      yield comma + JSON.stringify(event);
      comma = ',';
    }
  }
}

/** @param {import('../session/session.js').Lane} lane @param {number} i @returns {Generator<object>} */
function* laneEvents({ title, run }, i) {
  const { requests, segments, outcomes, phases, steps } = run;
  const pid = i + 1;
  yield { ph: 'M', name: 'process_name', pid, tid: 0, args: { name: title } };
  yield { ph: 'M', name: 'process_sort_index', pid, tid: 0, args: { sort_index: i } };
  for (let row = 0; row < requests.rows; row++) {
    yield { ph: 'M', name: 'thread_name', pid, tid: row + 1, args: { name: `row ${row + 1}` } };
  }
  for (let r = 0; r < requests.actor.length; r++) {
    const slice = { ph: 'X', pid, tid: requests.row[r] + 1 };
    const outcome = outcomes[requests.outcome[r]];
    const name = actorName(requests.actor[r]);
    const args = { key: requests.key[r], instance: requests.instance[r], outcome, stale: requests.stale[r] === 1 };
    const start_ns = requests.start_ns[r];
    yield {
      ...slice,
      name: `${name} ${outcome}`,
      cat: 'request',
      ts: us(start_ns),
      dur: us(requests.end_ns[r] - start_ns),
      args,
    };
    for (let s = requests.segment_first[r]; s < requests.segment_first[r + 1]; s++) {
      const [from, to] = [segments.start_ns[s], segments.end_ns[s]];
      yield { ...slice, name: phases[segments.phase[s]], cat: 'phase', ts: us(from), dur: us(to - from) };
    }
  }
  for (const [name, { at_ns, value }] of Object.entries({
    'queries in flight': steps.db_in_flight,
    'queries in line': steps.db_queued,
    'waiting for a lock': steps.lock_waiting,
  })) {
    for (const [n, at] of at_ns.entries()) yield { ph: 'C', name, pid, tid: 0, ts: us(at), args: { value: value[n] } };
  }
}
