// A bug of ours ends in a panic. There is none known to press for, so memory is damaged: a word of a simulation under
// way is overwritten, each in turn. What comes of it is an error that says what and where, and a fresh instance is as
// good as new.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { freshCore, OUR_PANIC, runDamaged } from './core.js';

/** 500 reads of three events each, and some. */
const LINE = 'duration=5s rate=100/s ttl=1s';
/** Most of what a simulation keeps lies behind pointers; these are the words of its own. */
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
