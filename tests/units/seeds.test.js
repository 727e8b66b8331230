// Many seeds: the mean and its standard error.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { meanAndError, overSeeds } from '../../www/session/seeds.js';

test('mean and standard error', () => {
  // Sum of squares 2, variance 2 / 2 = 1, error of the mean sqrt(1 / 3).
  assert.deepEqual(meanAndError([1, 2, 3]), { mean: 2, error: Math.sqrt(1 / 3) });
  assert.equal(meanAndError([5]).error, NaN);
  // One of 1, three of 2: 7/4; off by −3/4 and 3 · 1/4, squares 9/16 twice, · 2/1, their root 3/2 over 4.
  assert.deepEqual(meanAndError([1, 2], [1, 3]), { mean: 7 / 4, error: 3 / 8 });
});

test('lanes over seeds: a few workers, partial results without gaps, and none is left', async () => {
  let [made, ended, busy, most] = [0, 0, 0, 0];
  // Later seeds are answered sooner.
  const report = async (/** @type {string} */ line) => {
    most = Math.max(most, ++busy);
    const seed = Number(line.match(/seed=(\d+)/)?.[1]);
    for (let i = seed; i < 20; i++) await null;
    busy--;
    return { line };
  };
  const another = () => (made++, { report, end: () => ended++ });
  const engine = /** @type {any} */ ({ another });
  const seen = /** @type {number[]} */ ([]);
  const all = await overSeeds(engine, ['a=1', 'a=2'], 5, {
    signal: new AbortController().signal,
    workers: 3,
    onReports: (reports, done) => {
      assert.equal(reports[0].length, reports[1].length);
      for (const [i, one] of reports[1].entries()) assert.equal(/** @type {any} */ (one).line, `a=2 seed=${i + 1}`);
      assert.ok(2 * reports[0].length <= done);
      seen.push(reports[0].length);
    },
  });
  assert.deepEqual([made, ended, most], [3, 3, 3]);
  assert.equal(seen.length, 10);
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
  assert.ok(
    seen.some((count) => count > 0 && count < 5),
    'there are partial results',
  );
  assert.deepEqual(
    all.map((reports) => reports.length),
    [5, 5],
  );

  const failing = /** @type {any} */ ({
    another: () => ({ report: () => Promise.reject(new Error('no')), end: () => ended++ }),
  });
  const { signal } = new AbortController();
  await assert.rejects(overSeeds(failing, ['a=1'], 2, { signal, workers: 2, onReports: () => {} }), /no/);
  assert.equal(ended, 5);
});
