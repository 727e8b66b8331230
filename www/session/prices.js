/**
 * Floor and ceiling of the three prices, the same for all lanes: they stand on the same traffic. The floors, and how
 * old a value may become, are the core's bounds (`src/folds/timeline/limits.rs`), the loosest of all lanes; what the
 * traffic costs without a cache is measured, in a run whose cache is out of reach from start to end.
 */

import { withActions, withField } from '../line/line.js';

/** @typedef {'db_queries' | 'wait_max_ms' | 'stale_age_max_ms'} Price */
/**
 * `most`: of any lane. The ceiling is null while it is not known.
 * @typedef {{ floor: number, ceiling: number | null, most: number }} Limit
 */

/**
 * What each price of a run is in its report.
 * @type {Record<Price, (report: import('../engine/run.js').Report) => number>}
 */
export const PRICES = {
  db_queries: ({ db_queries }) => db_queries,
  wait_max_ms: ({ latency_ms }) => latency_ms.max,
  stale_age_max_ms: ({ stale_age_ms }) => stale_age_ms.max,
};

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
    db_queries: limit('db_queries', least('db_queries_min'), uncached && uncached.db_queries),
    wait_max_ms: limit('wait_max_ms', least('wait_ms_min'), uncached && uncached.latency_ms.max),
    stale_age_max_ms: limit('stale_age_max_ms', 0, Math.max(...lanes.map(({ run }) => run.limits.stale_age_ms_max))),
  };
}

/**
 * The line of the run without a cache; null where it would be too long.
 * @param {string} line @param {Record<string, string>} values @param {import('./session.js').Lane[]} lanes
 */
export function uncachedLine(line, values, lanes) {
  if (lanes.some(({ run }) => run.report.reads > READS_MAX)) return null;
  const bare = withField(withField(line, 'strategy', 'unprotected'), 'cache_latency', '0ms');
  return withActions(bare, [`0s:cache_down:${values.duration}`, values.do].filter(Boolean).join());
}
