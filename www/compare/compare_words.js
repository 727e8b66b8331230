/** The comparison's words. To be replaced for another language. */

export const compareWords = {
  compareTitle: 'The same traffic, whole run',
  strategies: 'Strategies side by side',
  strategyName: 'Strategy',
  againstTheory: 'against theory',
  /** @type {(predicted: string) => string} */
  theoryIs: (predicted) => `theory ${predicted}`,
  over: 'Over',
  seeds: 'seeds',
  computeSeeds: 'Compute',
  computingSeeds: 'Computing over many seeds',
  seedsWhat: 'How much of this is one seed? Every seed is other traffic, the same for all lanes.',
  /** @type {(n: number) => string} */
  seedsTold: (n) => `Mean ± standard error over seeds 1 to ${n}; every mark is one seed, the line their mean.`,
  /** @type {(least: string, most: string) => string} */
  spread: (least, most) => `from ${least} to ${most}`,
  databaseQueries: 'queries',
  floor: 'Floor',
  ceiling: 'Ceiling',
  /** @type {Record<'floor' | 'ceiling', Record<import('../session/prices.js').Price, string>>} */
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
  /** @type {Record<import('../session/session.js').Bounds['ceiling'], string>} */
  why: {
    coming: 'not known yet',
    failed: 'could not be computed',
    left_out: 'not computed for so many reads',
  },
};
