/**
 * Texts of the lesson's page outside the steps: its head, the table of cures, and the part after the steps. Replace
 * this file for another language.
 */

/**
 * Other costs of each cure, besides the three measured prices.
 * @type {Record<string, { name: string, pays: string, parts: string, fails: string }>}
 */
export const cureWords = {
  mutex: {
    name: 'Lock',
    pays: 'readers who wait',
    parts: 'SET NX PX, token, TTL',
    fails: 'holder dies; TTL too short',
  },
  xfetch: {
    name: 'XFetch',
    pays: 'the database, a little',
    parts: 'one formula, the last query’s time',
    fails: 'deleted and rarely read keys',
  },
  background_refresh: {
    name: 'Background refresh',
    pays: 'readers of old values',
    parts: 'a worker, a second TTL',
    fails: 'grace shorter than the query',
  },
  single_flight: {
    name: 'Single flight',
    pays: 'readers who wait',
    parts: 'a map in each process',
    fails: 'one query per instance',
  },
  lease: { name: 'Lease', pays: 'readers who wait', parts: 'help from the cache server', fails: 'a lost delete' },
};

export const pageWords = {
  title: 'Cache-aside in fourteen steps',
  about: 'Twelve minutes. Bet, do it, see what was measured. Every number here comes from a run you can open.',
  steps: 'Steps of the lesson',
  playground: 'Playground',
  /** @type {(n: number, of: number, title: string, done: boolean) => string} */
  stepOf: (n, of, title, done) => `Step ${n} of ${of}: ${title}${done ? ', done' : ''}`,
  /** @type {(title: string) => string} */
  still: (title) => `The stage at this step: ${title}`,
  check: 'Check yourself',
  offer: 'Three of your bets are a day old: again, on other traffic?',
  cures: 'The cures side by side',
  workloads: 'When to choose cache-aside',
  columns: {
    name: 'Cure',
    pays: 'Who pays',
    parts: 'What it takes',
    fails: 'Where it fails',
    workload: 'Workload',
    shows: 'Its run',
  },
  /** The three prices, by their paths in a report. @type {Record<string, string>} */
  prices: { db_queries: 'Queries', 'latency_ms.max': 'Slowest read', 'stale_age_ms.max': 'Oldest value' },
  measureAbout: 'Their prices on your traffic: change the line, or keep that of the run above.',
  line: 'Line',
  measure: 'Measure',
  stop: 'Stop',
  /** @type {(done: number) => string} */
  measuring: (done) => `Measuring: ${Math.round(done * 100)} %`,
  /** @type {(seeds: number) => string} */
  over: (seeds) => `Mean ± standard error over ${seeds} seeds, the same for all.`,
  plain: 'None',
};
