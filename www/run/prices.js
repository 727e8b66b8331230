/** The three prices of a run: queries asked for, the slowest read, the oldest value served. */

/** @typedef {'db_queries' | 'wait_max_ms' | 'stale_age_max_ms'} Price */
/**
 * What each price of a run is in its report.
 * @type {Record<Price, (report: import('../engine/run.js').Report) => number>}
 */
export const PRICES = {
  db_queries: ({ queries }) => queries.asked,
  // Includes reads that had not ended.
  wait_max_ms: ({ latency_ms, under_way }) => Math.max(latency_ms.max, under_way.response_max_ms),
  stale_age_max_ms: ({ stale_age_ms }) => stale_age_ms.max,
};
