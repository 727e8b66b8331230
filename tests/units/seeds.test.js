// Many seeds: the mean and its standard error.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { meanAndError } from '../../www/session/seeds.js';

test('mean and standard error', () => {
  // Sum of squares 2, variance 2 / 2 = 1, error of the mean sqrt(1 / 3).
  assert.deepEqual(meanAndError([1, 2, 3]), { mean: 2, error: Math.sqrt(1 / 3) });
  assert.equal(meanAndError([5]).error, NaN);
  // One of 1, three of 2: 7/4; off by −3/4 and 3 · 1/4, squares 9/16 twice, · 2/1, their root 3/2 over 4.
  assert.deepEqual(meanAndError([1, 2], [1, 3]), { mean: 7 / 4, error: 3 / 8 });
});
