/**
 * The texts of what is sorted and put in order in steps 13 and 14, with the marks of `words.js`. To be replaced for
 * another language.
 */

/** Step 14: what is said in an interview, as cards to put in order. @type {Record<string, string>} */
export const orderWords = {
  lock: 'Use a lock: one refills, the others wait.',
  lock_price: 'Its price: waiting, and a holder that may die.',
  xfetch: 'Without a lock: XFetch refreshes early, by chance.',
  xfetch_price: 'Its price: a few more queries; no help for deleted keys.',
};

/**
 * Step 13: the workloads, by their presets; each with what its run shows.
 * @type {Record<string, { name: string, shows: string }>}
 */
export const workloadWords = {
  read_heavy: { name: 'Read often, written rarely', shows: '[99.4 %|preset=read_heavy hit_ratio] hits' },
  slightly_stale: { name: 'A little old is fine', shows: '[100 %|preset=slightly_stale hit_ratio] hits' },
  unpredictable: { name: 'Nobody knows what is asked for', shows: '[70.6 %|preset=unpredictable hit_ratio] hits' },
  write_heavy: { name: 'Written more than read', shows: '[8.3 %|preset=write_heavy hit_ratio] hits' },
  strong_consistency: {
    name: 'Old values are errors',
    shows:
      '[94 %|preset=strong_consistency hit_ratio] hits, but [783|preset=strong_consistency stale_reads] stale reads',
  },
  timeline: {
    name: 'A social timeline: lists prepared in Redis; on a miss, a fan-out service builds one from Cassandra',
    shows: '[99.6 %|preset=timeline hit_ratio] hits; [4,143|preset=timeline stale_reads] stale reads, all fine',
  },
};
