// Floor and ceiling of the three prices, over all lanes.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { limitsOf, uncachedLine } from '../../www/session/prices.js';

test('the loosest floor of all lanes counts, and the ceiling is unknown until it is measured', () => {
  const under_way = { response_max_ms: 8 };
  const lane = (/** @type {number} */ least, /** @type {number} */ queries, /** @type {number} */ reads) =>
    /** @type {any} */ ({
      run: {
        limits: { db_queries_min: least, wait_ms_min: least / 2, stale_age_ms_max: 10 * least },
        report: { queries: { asked: queries }, latency_ms: { max: 5 }, under_way, stale_age_ms: { max: 1 }, reads },
      },
    });
  // The slowest read of all has not ended yet.
  const lanes = [lane(4, 90, 700), lane(3, 3, 700)];
  assert.deepEqual(limitsOf(lanes, null), {
    db_queries: { floor: 3, ceiling: null, most: 90 },
    wait_max_ms: { floor: 1.5, ceiling: null, most: 8 },
    stale_age_max_ms: { floor: 0, ceiling: 40, most: 1 },
  });
  const uncached = /** @type {any} */ ({ queries: { asked: 700 }, latency_ms: { max: 890 }, under_way });
  assert.equal(limitsOf(lanes, uncached).db_queries.ceiling, 700);
  assert.equal(limitsOf(lanes, uncached).wait_max_ms.ceiling, 890);
  const values = { duration: '12s', do: '2s:expire' };
  assert.equal(
    uncachedLine('duration=12s do=2s:expire strategy=xfetch', values, lanes),
    'duration=12s strategy=unprotected cache_latency=0ms do=0s:cache_down:12s,2s:expire',
  );
  assert.equal(uncachedLine('', { duration: '1m', do: '' }, [lane(1, 1, 1e6)]), null, 'too many reads');
});
