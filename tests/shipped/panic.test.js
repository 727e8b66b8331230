// Bugs end in a panic. No bug is known, so the test damages memory: it overwrites each word of a simulation in progress
// in turn. The result must be an error with a message and a location, and a new instance must work.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { freshCore, OUR_PANIC, runDamaged } from './core.js';

/** 500 reads with three events each, and some others. */
const LINE = 'duration=5s rate=100/s ttl=1s';
/** The number of words of a simulation itself. Most of its state is behind pointers. */
const WORDS = 128;

test('a panic in the middle of a run says what and where, and a fresh instance runs', async (t) => {
  const expected = JSON.stringify((await freshCore()).run(LINE));
  const said = t.mock.method(console, 'error', () => {});
  let panics = 0;
  for (let word = 0; word < WORDS; word++) {
    said.mock.resetCalls();
    const error = runDamaged(await freshCore(), LINE, word, 50);
    if (error === undefined) continue;
    assert.ok(error instanceof Error, `word ${word}: ${error}`);
    if (!OUR_PANIC.test(error.message)) continue;
    panics += 1;
    assert.equal(said.mock.callCount(), 1, 'the console keeps it');
    assert.equal(said.mock.calls[0].arguments[0], error.message);
  }
  assert.ok(panics > 0, `none of ${WORDS} words leads to a panic of ours: else nothing is tested`);
  assert.equal(JSON.stringify((await freshCore()).run(LINE)), expected);
});
