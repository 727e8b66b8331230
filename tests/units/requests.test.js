// Finding the requests in flight in the core's columns.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { endingAfter, underWay } from '../../www/run/requests.js';

test('looking up who is under way finds the same as looking at everybody', () => {
  // 500 short ones, every 50th of them very long; one starts every 10 ns.
  const start_ns = Float64Array.from({ length: 500 }, (_, i) => i * 10);
  const end_ns = start_ns.map((at, i) => at + (i % 50 === 0 ? 3000 : 7));
  const requests = { start_ns, end_ns, actor: Uint32Array.from(start_ns.keys(), (i) => i * 8) };
  const run = /** @type {import('../../www/engine/run.js').Run} */ (/** @type {unknown} */ ({ requests }));
  for (const at_ns of [0, 5, 9, 1234, 3001, 4996, 9000]) {
    const all = [...start_ns.keys()].filter((i) => start_ns[i] <= at_ns && end_ns[i] > at_ns);
    assert.deepEqual(underWay(run, at_ns), all);
    for (const each of [1, 3, 64, 200]) {
      /** @type {number[]} */
      const found = [];
      endingAfter(run, 0, 500, at_ns, each, (row) => found.push(row));
      assert.deepEqual(
        found,
        [...end_ns.keys()].filter((i) => i % each === 0 && end_ns[i] > at_ns),
      );
    }
  }
});
