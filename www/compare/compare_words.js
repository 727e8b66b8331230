/** Texts of the comparison. Replace this file for another language. */

export const compareWords = {
  compareTitle: 'The same traffic, whole run',
  strategies: 'Strategies side by side',
  laneName: 'Lane',
  /** @type {(title: string) => string} */
  withoutLane: (title) => `${title}: take this lane away`,
  sameWith: 'The same with another',
  /** @type {(field: string) => string} */
  valueOf: (field) => `Value of ${field}`,
  addLane: 'Add this lane',
  /** @type {(value: string) => string} */
  ownValue: (value) => `The last lane has ${value} already.`,
  thereAlready: 'There is such a lane already.',
  /** @type {(most: number) => string} */
  full: (most) => `There are ${most} lanes, as many as fit.`,
  /** @type {Record<string, string>} */
  switched: { true: 'on', false: 'off' },
  againstTheory: 'against theory',
  /** @type {(predicted: string) => string} */
  theoryIs: (predicted) => `theory ${predicted}`,
  over: 'Over',
  seeds: 'seeds',
  computeSeeds: 'Compute',
  computingSeeds: 'Computing over many seeds',
  seedsWhat: 'How much of this is one seed? Every seed is other traffic, the same for all lanes.',
  /** @type {(n: number) => string} */
  seedsTold: (n) =>
    n === 1
      ? 'The value of seed 1. A standard error needs at least two seeds.'
      : `Mean ± standard error over seeds 1 to ${n}; every mark is one seed, the line their mean.`,
  /** @type {(seeds: number, of: number, left_s: number | null) => string} */
  soFar: (seeds, of, left_s) =>
    `${seeds} of ${of} seeds` +
    (left_s === null ? '' : left_s < 100 ? `, about ${left_s} s left` : `, about ${Math.round(left_s / 60)} min left`),
  /** @type {(least: string, most: string) => string} */
  spread: (least, most) => `from ${least} to ${most}`,
  databaseQueries: 'queries asked for',
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
