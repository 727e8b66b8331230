// Tests of sequence diagrams of requests, and of the predicates of the lesson's tasks, on runs of the shipped core.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { diagramOf, markup, MESSAGES } from '../../www/diagram/diagram.js';
import { arrowWords } from '../../www/diagram/words.js';
import { foreignRelease, onMiss, onStale, poked, since } from '../../www/lesson/evidence.js';
import { SHOWN } from '../../www/lesson/shown.js';
import { STEPS } from '../../www/lesson/steps.js';
import { freshCore } from './core.js';

const core = await freshCore();
const kinds = core.kinds();

/** @typedef {import('../../www/engine/run.js').Run} Run */

/**
 * The texts of the arrows and notes, in order, without their numbers.
 * @param {Run} run @param {number[]} rows @param {number} [at_ns]
 */
function says(run, rows, at_ns) {
  const { shapes } = diagramOf(run, kinds, rows, 420, at_ns) ?? { shapes: [] };
  const labels = shapes.filter((shape) => 'text' in shape && shape.class.startsWith('label'));
  return labels.map((shape) => ('text' in shape ? shape.text.replace(/[\d.]+ ?(m?s)?/g, '').trim() : ''));
}

/** @param {Run} run @param {string} outcome */
const first = (run, outcome) => run.requests.outcome.findIndex((one) => run.outcomes[one] === outcome);

test('the read flow: a miss asks the database and stores; a hit does neither', () => {
  /** @type {Run} */
  const run = core.run('strategy=unprotected arrivals=even rate=1/s ttl=20s warm=false duration=6s');
  const miss = ['GET', 'nothing: a miss', 'SELECT', 'row: version', 'SET version ,', 'returns version'];
  const hit = ['GET', 'hit: version', 'returns version'];
  assert.deepEqual(says(run, [first(run, 'miss')]), miss);
  assert.deepEqual(says(run, [first(run, 'hit')]), hit);
  assert.deepEqual(says(run, SHOWN.read(run)), [...miss, ...hit]);
});

test('no such id: nothing is stored, and the next read of it asks the database again', () => {
  /** @type {Run} */
  const run = core.run('strategy=unprotected duration=12s absent=1 keys=1 rate=2/s db_latency=100ms');
  const rows = SHOWN.absent(run);
  const miss = ['GET', 'nothing: a miss', 'SELECT', 'no such row'];
  assert.equal(rows.length, 2);
  assert.deepEqual(
    says(run, rows).filter((text) => !text.startsWith('returns')),
    [...miss, ...miss],
  );
});

test('the write flow: update then delete, update then set, delete then update', () => {
  const flow = (/** @type {string} */ policy) => {
    /** @type {Run} */
    const run = core.run(`duration=5s rate=1/s ttl=20s db_latency=100ms write_policy=${policy} do=2s:write`);
    return says(run, [first(run, 'write')]);
  };
  const update = ['UPDATE', 'committed: version'];
  assert.deepEqual(flow('invalidate'), [...update, 'DELETE', 'is done: version']);
  assert.deepEqual(flow('update'), [...update, 'SET version ,', 'is done: version']);
  assert.deepEqual(flow('invalidate_first'), ['DELETE', ...update, 'is done: version']);
});

test('what is after the cursor is drawn faintly, and the last before it stands out', () => {
  /** @type {Run} */
  const run = core.run('strategy=unprotected arrivals=even rate=1/s ttl=20s warm=false duration=6s');
  const row = first(run, 'miss');
  // The read begins at 1 s, and its query lasts from 1.001 s to 1.601 s.
  const { shapes } = diagramOf(run, kinds, [row], 420, 1.3e9) ?? { shapes: [] };
  const state = (/** @type {string} */ text) =>
    shapes.find((shape) => 'text' in shape && shape.text.startsWith(text))?.class;
  assert.doesNotMatch(state('GET') ?? 'later', /later|now/);
  assert.match(state('SELECT') ?? '', /now/);
  assert.match(state('row') ?? '', /later/);
  assert.ok(markup(/** @type {any} */ (diagramOf(run, kinds, [row], 420))).startsWith('<svg'));
});

test('every kind of event with an arrow exists, and every arrow has its word', () => {
  const names = kinds.map((/** @type {{ name: string }} */ { name }) => name);
  for (const [kind, messages] of Object.entries(MESSAGES)) {
    assert.ok(names.includes(kind), kind);
    for (const { say } of messages) assert.equal(typeof arrowWords[say], 'function', say);
  }
});

/** @param {string} line @param {Partial<import('../../www/lesson/evidence.js').Now>} [other] */
function now(line, other) {
  /** @type {Run} */
  const run = core.run(line);
  const { values } = core.parse(line);
  return {
    at_ns: 0,
    playing: false,
    run,
    report: run.report,
    values,
    opened: [],
    object: null,
    chosen: -1,
    measured: 0,
    kinds,
    ...other,
  };
}

test('a poke counts when it is the learner’s own', () => {
  const line = 'duration=8s ttl=20s do=4s:expire';
  assert.equal(poked(now(line), 'expire'), 4e9);
  assert.equal(poked(now(line, { opened: ['4s:expire'] }), 'expire'), null);
  assert.equal(poked(now(line), 'flush'), null);
  assert.deepEqual(
    [4.9e9, 5e9].map((at_ns) => since(now(line, { at_ns }), 'expire', 1)),
    [false, true],
  );
});

test('standing on a miss or a stale read counts when it stands still, or when its story is open', () => {
  const line = 'strategy=unprotected duration=20s rate=40/s ttl=10s db_latency=lognormal:100ms:1 write_rate=1/s';
  const { run } = now(line);
  const miss = first(run, 'miss');
  const at_ns = (run.requests.start_ns[miss] + run.requests.end_ns[miss]) / 2;
  assert.deepEqual(
    [{ at_ns }, { at_ns, playing: true }, { at_ns: 0 }, { chosen: miss }].map((other) => onMiss(now(line, other))),
    [true, false, false, true],
  );
  const stale = run.requests.stale.indexOf(1);
  const end = run.requests.end_ns[stale];
  assert.deepEqual(
    [{ at_ns: end }, { at_ns: end, playing: true }, { at_ns: 0 }, { chosen: stale }].map((other) =>
      onStale(now(line, other)),
    ),
    [true, false, false, true],
  );
});

test('a lock is freed by another than its holder only where anyone may release it', () => {
  const { lines } = STEPS[STEPS.length - 1];
  assert.equal(foreignRelease(now(lines.owner)), null);
  assert.ok((foreignRelease(now(lines.any)) ?? 0) > 0);
});
