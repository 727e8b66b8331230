// The events of large runs: excerpts by the shipped core, and its memory.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { freshCore } from './core.js';
import { drawing } from '../units/random.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('../../www/engine/run.js').Events} Events */
/** @typedef {import('../../www/engine/run.js').Run} Run */
/** @typedef {{ at_ns?: number, before?: number, after?: number, actor?: number, kind?: number, key?: number }} Asked */

const BUSY =
  'duration=6s rate=40/s ttl=1s db_latency=exponential:200ms db_connections=3 lock_ttl=300ms keys=3 absent=0.1 ' +
  'capacity=2 client_timeout=700ms retries=1 write_rate=1/s warm=false do=2s:expire,3s:flush,4s:write:1';

/** 100,000 reads/s for 10 s are 10^6 reads, each with three events: start, hit and end. */
const MILLION = 'duration=10s rate=100000/s ttl=1s db_latency=5ms';

const MIB = 2 ** 20;
const COLUMNS = /** @type {const} */ (['at_ns', 'kind', 'actor', 'key', 'a', 'b', 'c']);

/**
 * @param {Core} core @param {string} line @param {Asked} asked @param {number} [slice]
 * @returns {Events}
 */
function detail(core, line, asked, slice = 50_000) {
  const simulation = core.Simulation.detail(line, asked);
  let progress = 0;
  while (!simulation.advance(slice)) {
    assert.ok(simulation.progress() >= progress && simulation.progress() <= 1);
    progress = simulation.progress();
  }
  return simulation.finish();
}

/** The bytes of all typed arrays in an object. @param {object} value @returns {number} */
const bytesOf = (value) =>
  Object.values(value).reduce(
    (sum, part) =>
      sum +
      (ArrayBuffer.isView(part)
        ? part.byteLength
        : part && typeof part === 'object' && !Array.isArray(part)
          ? bytesOf(part)
          : 0),
    0,
  );

test('an excerpt has the same rows as the run with all events', async () => {
  const core = await freshCore();
  /** @type {Run} */
  const { events, report, end_ns } = core.run(BUSY);
  assert.deepEqual([events.first, events.from_ns, events.to_ns], [0, 0, end_ns]);
  assert.equal(events.at_ns.length, report.events);
  const below = drawing(5);
  let inside = 0;
  for (let turn = 0; turn < 300; turn++) {
    const some = below(report.events);
    /** @type {Asked} */
    const asked = { at_ns: events.at_ns[some] + below(2), before: below(50), after: below(50) };
    if (turn % 4 === 1) asked.actor = events.actor[some];
    if (turn % 4 === 2) Object.assign(asked, { kind: events.kind[some], key: events.key[some] });
    const found = detail(core, BUSY, asked, 1 + below(400));
    const of = Array.from(events.at_ns.keys()).filter(
      (i) =>
        (asked.actor === undefined || asked.actor === events.actor[i]) &&
        (asked.kind === undefined || (asked.kind === events.kind[i] && asked.key === events.key[i])),
    );
    const rows = of.filter((i) => events.at_ns[i] >= found.from_ns && events.at_ns[i] <= found.to_ns);
    const why = JSON.stringify([asked, found.first, found.from_ns, found.to_ns]);
    for (const name of COLUMNS)
      assert.deepEqual(
        Array.from(found[name]),
        rows.map((i) => events[name][i]),
        why,
      );
    assert.equal(found.first, of.filter((i) => events.at_ns[i] < found.from_ns).length, why);
    if (found.first > 0 && found.first + rows.length < of.length) inside++;
  }
  assert.ok(inside > 20, 'excerpts that touch neither end');
});

test('a wrong line is refused as for a run, and a wrong number asks for nothing', async () => {
  const core = await freshCore();
  assert.throws(
    () => detail(core, 'ttl=4', {}),
    (/** @type {any} */ error) => error.field === 'ttl' && error.allowed.length > 0,
  );
  const { first, from_ns, at_ns } = detail(core, BUSY, { at_ns: NaN, before: -1, after: NaN });
  assert.deepEqual([first, from_ns, at_ns.length], [0, 0, 0]);
  assert.equal(detail(core, BUSY, { at_ns: 1e30, before: 1e30 }).at_ns.length, core.report(BUSY).events);
});

/**
 * Each of the 10^6 reads takes 43 bytes as a request, 21 for its segment (a miss has three of them), 32 for the steps
 * of reads and hits, and 8 for its latency: 104 MB in all, or 99 MiB, of which 92 are handed over. With the simulation,
 * one slice of the trace, and room to grow, that is 128 MiB.
 */
test('a run of a million reads takes at most 128 MiB of core and 96 of columns, and an excerpt 64 and 9', async () => {
  const core = await freshCore();
  const simulation = new core.Simulation(MILLION);
  while (!simulation.advance(50_000));
  /** @type {Run} */
  const run = simulation.finish();
  const held = bytesOf(run);
  const peak = core.memory.buffer.byteLength;
  assert.ok(run.report.reads > 990_000 && run.report.events > 2_970_000);
  assert.equal(run.requests.actor.length, run.report.reads + run.report.unfinished);
  assert.deepEqual([run.events.at_ns.length, run.events.from_ns, run.events.to_ns], [0, 0, -1]);
  assert.ok(held < 96 * MIB, `${held / MIB} MiB of columns`);
  assert.ok(peak < 128 * MIB, `${peak / MIB} MiB of core`);

  // An excerpt of the last 200,000 events, with 41 bytes each, which needs the whole run.
  const other = await freshCore();
  const excerpt = detail(other, MILLION, { at_ns: run.end_ns + 1, before: 200_000 });
  assert.equal(excerpt.first + excerpt.at_ns.length, run.report.events);
  assert.equal(excerpt.to_ns, run.end_ns);
  assert.ok(bytesOf(excerpt) < 9 * MIB && bytesOf(excerpt) >= 200_000 * 41);
  assert.ok(other.memory.buffer.byteLength < 64 * MIB, `${other.memory.buffer.byteLength / MIB} MiB of core`);

  // Successive excerpts contain every event once.
  let rows = 0;
  for (let at_ns = 0; at_ns <= run.end_ns;) {
    const part = detail(other, MILLION, { at_ns, after: 1e9 });
    assert.equal(part.first, rows);
    assert.ok(part.at_ns.length < 500_010, 'however many are asked for');
    rows += part.at_ns.length;
    at_ns = part.to_ns + 1;
  }
  assert.equal(rows, run.report.events);
});
