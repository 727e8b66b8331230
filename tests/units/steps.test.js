// Step functions: the value at a time, and an outline of few points.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { at, outline } from '../../www/run/steps.js';

test('steps: the value that holds, and the highest of each bin', () => {
  const steps = { at_ns: Float64Array.of(10, 20, 30), value: Float64Array.of(1, 2, 0) };
  assert.deepEqual(
    [0, 10, 15, 20, 29, 30, 99].map((ns) => at(steps, ns)),
    [0, 1, 1, 2, 2, 0, 0],
  );
  assert.deepEqual(
    outline([steps, steps], 100, 10).map(({ value }) => value),
    [0, 2, 4, 0, 0],
  );
  assert.equal(Math.max(...outline([steps], 100, 2).map(({ value }) => value)), 2);
});

test('steps: a bin keeps what it ends on, so that the quiet after a burst is seen', () => {
  // Ten bins of 10 ns. The bursts of 2 and 3 end within their bins; between them, and after them, nothing is in flight.
  const steps = {
    at_ns: Float64Array.of(1, 2, 3, 4, 81, 82, 83, 84, 85, 86, 87),
    value: Float64Array.of(1, 2, 1, 0, 1, 2, 3, 2, 1, 2, 0),
  };
  const thinned = outline([steps], 100, 10);
  assert.deepEqual(thinned, [
    { at_ns: 0, value: 0 },
    { at_ns: 1, value: 2 },
    { at_ns: 4, value: 0 },
    { at_ns: 81, value: 3 },
    { at_ns: 87, value: 0 },
    { at_ns: 100, value: 0 },
  ]);
  const shown = {
    at_ns: Float64Array.from(thinned, (p) => p.at_ns),
    value: Float64Array.from(thinned, (p) => p.value),
  };
  for (const ns of [5, 40, 80, 90, 99]) assert.equal(at(shown, ns), at(steps, ns), `at ${ns} ns`);
});
