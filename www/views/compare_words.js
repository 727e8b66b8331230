/** What the comparison says of floor and ceiling. To be replaced for another language. */

export const compareWords = {
  floor: 'Floor',
  ceiling: 'Ceiling',
  /** @type {Record<'floor' | 'ceiling', Record<import('../limits.js').Price, string>>} */
  means: {
    floor: {
      db_queries: 'one for each time a value had to be fetched',
      wait_max_ms: 'the fastest read',
      stale_age_max_ms: 'every value the newest',
    },
    ceiling: {
      db_queries: 'without a cache',
      wait_max_ms: 'without a cache',
      stale_age_max_ms: 'no write told to the cache',
    },
  },
  unknown: '–',
  /** @type {Record<import('../session.js').Bounds['ceiling'], string>} */
  why: {
    coming: 'not known yet',
    failed: 'could not be computed',
    left_out: 'not computed for so many reads',
  },
};
