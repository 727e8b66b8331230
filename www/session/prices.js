/**
 * Floor and ceiling of the three prices. They are the same for all lanes, because the traffic is the same. The floors
 * and the highest stale age are bounds from the core (`src/folds/timeline/limits.rs`), the loosest of all lanes. The
 * cost without a cache is measured by a run whose cache is unreachable from start to end.
 */

import { withActions, withField } from '../line/line.js';
import { PRICES } from '../run/prices.js';

export { PRICES };

/** @typedef {import('../run/prices.js').Price} Price */
/**
 * `most` is the highest value of all lanes. The ceiling is null while it is unknown.
 * @typedef {{ floor: number, ceiling: number | null, most: number }} Limit
 */

/** With more reads the run without a cache would take its time, and is left out. */
const READS_MAX = 50_000;

/**
 * @param {import('./session.js').Lane[]} lanes
 * @param {import('../engine/run.js').Report | null} uncached
 * @returns {Record<Price, Limit>}
 */
export function limitsOf(lanes, uncached) {
  const least = (/** @type {'db_queries_min' | 'wait_ms_min'} */ name) =>
    Math.min(...lanes.map(({ run }) => run.limits[name]));
  const limit = (/** @type {Price} */ price, /** @type {number} */ floor, /** @type {number | null} */ ceiling) => ({
    floor,
    ceiling,
    most: Math.max(...lanes.map(({ run }) => PRICES[price](run.report))),
  });
  return {
    db_queries: limit('db_queries', least('db_queries_min'), uncached && PRICES.db_queries(uncached)),
    wait_max_ms: limit('wait_max_ms', least('wait_ms_min'), uncached && PRICES.wait_max_ms(uncached)),
    stale_age_max_ms: limit('stale_age_max_ms', 0, Math.max(...lanes.map(({ run }) => run.limits.stale_age_ms_max))),
  };
}

/**
 * The line of the run without a cache; null if it would take too long.
 * @param {string} line @param {Record<string, string>} values @param {import('./session.js').Lane[]} lanes
 */
export function uncachedLine(line, values, lanes) {
  if (lanes.some(({ run }) => run.report.reads > READS_MAX)) return null;
  const bare = withField(withField(line, 'strategy', 'unprotected'), 'cache_latency', '0ms');
  return withActions(bare, [`0s:cache_down:${values.duration}`, values.do].filter(Boolean).join());
}
