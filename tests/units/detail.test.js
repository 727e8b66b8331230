// The excerpts of a large run's events that are fetched, and when.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Details, reach, sizeOf, span_ns } from '../../www/session/detail.js';
import { Player } from '../../www/playback/player.js';

/** Rows at these times. @param {number} from_ns @param {number} to_ns @param {number[]} at_ns */
const excerptOf = (from_ns, to_ns, at_ns) => ({ from_ns, to_ns, at_ns: Float64Array.from(at_ns) });
const each = (/** @type {number} */ count, /** @type {number} */ from) =>
  Array.from({ length: count }, (_, i) => from + i);

test('which window is needed: here, soon to be left, or missing', () => {
  const { before, after } = sizeOf({ at_ns: 0 });
  const full = excerptOf(1000, 1000 + 2 * before - 1, each(2 * before, 1000));
  const end_ns = 1e9;
  const state = (/** @type {any} */ query) => reach(full, query, end_ns);
  assert.equal(state({ at_ns: 999 }), 'missing');
  assert.equal(state({ at_ns: 1000 }), 'soon');
  assert.equal(state({ at_ns: 1000 + before / 4 - 2 }), 'soon');
  assert.equal(state({ at_ns: 1000 + before / 4 }), 'here');
  assert.equal(state({ at_ns: 1000 + before }), 'here');
  assert.equal(state({ at_ns: 1000 + 2 * before - after / 4 - 1 }), 'here');
  assert.equal(state({ at_ns: 1000 + 2 * before - after / 4 }), 'soon');
  assert.equal(state({ at_ns: full.to_ns }), 'soon');
  assert.equal(state({ at_ns: full.to_ns + 1 }), 'missing');
  // Beyond the ends of the run there is nothing to come.
  const whole = excerptOf(0, 9, [0, 3, 9]);
  assert.deepEqual(
    [0, 5, 9].map((at_ns) => reach(whole, { at_ns }, 9)),
    ['here', 'here', 'here'],
  );
});

test('dice: all since the value was stored, or as many as are drawn', () => {
  const dice = { kind: 10, key: 0, enough: 600 };
  const { before } = sizeOf({ at_ns: 0, ...dice });
  assert.ok(before > dice.enough);
  const excerpt = excerptOf(1000, 9000, each(2 * before, 1000));
  const state = (/** @type {number} */ at_ns, /** @type {number} */ since_ns) =>
    reach(excerpt, { at_ns, since_ns, ...dice }, 1e9);
  assert.equal(state(1100, 1000), 'here', 'all of them');
  assert.equal(state(1100, 999), 'missing', 'not all, and not enough');
  assert.equal(state(1599, 500), 'soon', 'enough, but none to spare');
  assert.equal(state(1000 + before, 500), 'here');
});

test('a story is all that happened until its end', () => {
  assert.equal(sizeOf({ at_ns: 7, actor: 3 }).after, 0);
  const query = { at_ns: 500, since_ns: 400, actor: 3 };
  assert.equal(reach(excerptOf(0, 510, [400, 450, 500]), query, 1e9), 'here');
  assert.equal(reach(excerptOf(450, 510, [450, 500]), query, 1e9), 'missing');
});

/** The parts of a question that these tests check. @param {any} question */
const parts = ({ type, line, excerpt: { at_ns, actor } }) => ({ type, line, at_ns, actor });

/** An engine that answers on demand. */
function asking() {
  /**
   * @type {{ question: any, signal: AbortSignal, resolve: (events: any) => void, reject: (error: Error) => void }[]}
   */
  const open = [];
  const ask = (/** @type {any} */ question, /** @type {any} */ { signal }) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      open.push({ question, signal, resolve, reject });
    });
  let drawn = 0;
  /** @type {string[]} */
  const failures = [];
  const details = new Details(
    /** @type {any} */ ({ ask }),
    () => drawn++,
    (message) => failures.push(message),
  );
  const run = /** @type {any} */ ({ line: 'a=1', end_ns: 1e9, report: { events: 1e6 } });
  details.serve([run]);
  return { details, run, open, failures, drawn: () => drawn, turn: () => new Promise((done) => setTimeout(done)) };
}

test('one window at a time, the one that is missing before those that will be', async () => {
  const { run, open, drawn, turn } = asking();
  assert.equal(run.detail({ at_ns: 5e8 }), null);
  assert.equal(run.detail({ at_ns: 5e8 }), null);
  await turn();
  assert.equal(open.length, 1);
  assert.deepEqual(parts(open[0].question), { type: 'detail', line: 'a=1', at_ns: 5e8 + 1, actor: undefined });
  const times = each(200_000, 4e8);
  open[0].resolve(excerptOf(4e8, 4e8 + 199_999, times));
  const before = drawn();
  await turn();
  assert.equal(drawn(), before + 1);
  // Near the edge: what is here is given, and more is asked for; a story that is missing comes first.
  assert.equal(run.detail({ at_ns: 4e8 + 199_000 })?.at_ns.length, 200_000);
  assert.equal(run.detail({ at_ns: 10, since_ns: 5, actor: 8 }), null);
  await turn();
  assert.equal(open.length, 2);
  assert.deepEqual(parts(open[1].question), { type: 'detail', line: 'a=1', at_ns: 11, actor: 8 });
  open[1].resolve(excerptOf(0, 20, [5, 10]));
  await turn();
  assert.equal(run.detail({ at_ns: 10, since_ns: 5, actor: 8 })?.at_ns.length, 2);
  run.detail({ at_ns: 4e8 + 199_000 });
  await turn();
  assert.deepEqual(parts(open[2].question), { type: 'detail', line: 'a=1', at_ns: 4e8 + 199_001, actor: undefined });
});

test('what nobody looks at any more is given up; a little further it still does', async () => {
  const { details, run, open, turn } = asking();
  run.detail({ at_ns: 5e8 });
  await turn();
  run.detail({ at_ns: 5e8 + span_ns(run) });
  await turn();
  assert.deepEqual([open.length, open[0].signal.aborted], [1, false]);
  run.detail({ at_ns: 5e8 + span_ns(run) + 1 });
  await turn();
  assert.deepEqual([open.length, open[0].signal.aborted], [2, true]);
  details.serve([]);
  assert.equal(open[1].signal.aborted, true);
});

test('what fails is told and not asked again as it stands', async () => {
  const { run, open, failures, turn } = asking();
  run.detail({ at_ns: 5e8 });
  await turn();
  open[0].reject(new Error('no memory'));
  await turn();
  assert.deepEqual(failures, ['no memory']);
  run.detail({ at_ns: 5e8 });
  await turn();
  assert.equal(open.length, 1);
  run.detail({ at_ns: 5e8 + 1 });
  await turn();
  assert.equal(open.length, 2);
});

test('steps that lead beyond what is here are owed until it has come', () => {
  const one = new Player();
  const lanes = [
    { first: 3, from_ns: 30, to_ns: 49, at_ns: [30, 40] },
    { first: 1, from_ns: 25, to_ns: 100, at_ns: [25, 45, 60] },
  ];
  one.load(
    lanes.map(
      (window) =>
        /** @type {any} */ ({
          end_ns: 100,
          moments: [],
          events: { at_ns: [] },
          report: { events: 9 },
          detail: (/** @type {any} */ { at_ns }) => (window.from_ns <= at_ns && at_ns <= window.to_ns ? window : null),
        }),
    ),
  );
  one.seek(30);
  one.step(4);
  assert.deepEqual([one.at_ns, one.owed], [45, 2], '40, 45, and then not known: the first lane may have one before 60');
  one.step();
  assert.equal(one.owed, 3);
  Object.assign(lanes[0], { from_ns: 30, to_ns: 100, at_ns: [30, 40, 55, 70] });
  one.settle();
  assert.deepEqual([one.at_ns, one.owed], [70, 0]);
  one.stepBack(6);
  assert.deepEqual([one.at_ns, one.owed], [30, -1], '60, 55, 45, 40, 30: the second lane has nothing between');
  one.seek(50);
  one.settle();
  assert.deepEqual([one.at_ns, one.owed], [50, 0], 'whoever goes elsewhere takes no more steps');
});
