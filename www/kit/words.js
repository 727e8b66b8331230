/**
 * Every word that the page itself says at first, in one place, ready for translation: replace this file to speak another
 * language. What comes later brings its own words (`*_words.js`).
 * Narration and the meaning of fields are not here, they come from the Rust core. Texts with values in them are
 * functions, so that a language may order them as it likes; none of them is ever read as markup.
 */

const whole = new Intl.NumberFormat('en');

/** @type {(n: number, one: string, many: string) => string} */
export const count = (n, one, many) => `${whole.format(n)} ${n === 1 ? one : many}`;

/** @type {(in_flight: number, queued: number) => string} */
const loadNow = (in_flight, queued) =>
  queued ? `${whole.format(in_flight)} and ${whole.format(queued)} queued` : whole.format(in_flight);

export const words = {
  label: 'Cache-aside playground: a simulation you can play, pause and poke',
  loading: 'Preparing the simulation …',
  opening: 'The cache is warm: readers ask, the cache answers, the database rests.',
  /** @type {(title: string) => string} */
  laneSays: (title) => `${title}: `,

  expire: 'Expire now',
  expireWhat: 'Expire the hot key at the cursor, for all lanes (E)',
  undoWhat: 'Take back the last poke',
  redoWhat: 'Do again what was taken back',
  poke: 'Poke',
  pokeWhat: 'Everything that can be done to the run at the cursor',
  pokeTitle: 'Pokes',
  branches: 'Branches of this run',

  changed: 'What the last poke changed',
  play: 'Play',
  pause: 'Pause',
  stepBack: 'Back to the previous event',
  step: 'On to the next event',
  momentBack: 'Back to the previous interesting moment',
  moment: 'On to the next interesting moment',
  scrub: 'Time in the run',
  speed: 'Speed',
  /** @type {(takes: string) => string} */
  oneSecondTakes: (takes) => `1 s takes ${takes}`,
  /** @type {(takes: string) => string} */
  oneMillisecondTakes: (takes) => `1 ms takes ${takes}`,
  /** @type {(now: string, end: string) => string} */
  timeOf: (now, end) => `${now} of ${end}`,
  /** @type {(index: number, of: number) => string} */
  event: (index, of) => `event ${whole.format(index)} of ${whole.format(of)}`,
  noEvent: 'before the first event',
  fetching: 'fetching detail …',
  /** @type {(name: string) => string} */
  eventName: (name) => name.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase(),
  /** @type {(seed: string) => string} */
  seed: (seed) => `seed ${seed}`,
  /** @type {(short: string) => string} */
  run: (short) => `run ${short}`,
  transport: 'Time',

  /** @type {(n: number) => string} */
  whole: (n) => whole.format(n),
  /** @type {(n: number) => string} */
  queries: (n) => (n === 1 ? 'query' : 'queries'),
  /** @type {(n: number) => string} */
  now: (n) => `${whole.format(n)} now`,
  databaseLoad: 'database load',
  readerWait: 'longest wait',
  staleness: 'oldest served',
  /** Of the whole run; the ceiling may not be known. @type {Record<import('../session/prices.js').Price, (floor: string, ceiling: string | null) => string>} */
  limits: {
    db_queries: (floor, ceiling) =>
      `No strategy could do with fewer than ${floor} in this run` + (ceiling ? `; without a cache ${ceiling}` : ''),
    wait_max_ms: (floor, ceiling) =>
      `No strategy answers faster than in ${floor}` +
      (ceiling ? `; without a cache the longest wait is ${ceiling}` : ''),
    stale_age_max_ms: (_, ceiling) => `At best 0 ms; with no write told to the cache ${ceiling} at most`,
  },
  readers: 'readers',
  /** @type {(rate: string) => string} */
  readersAt: (rate) => `readers ${rate}`,
  /** @type {(n: string) => string} */
  clients: (n) => count(Number(n), 'client', 'clients'),
  application: 'application',
  /** @type {(n: number) => string} */
  instance: (n) => `app ${n}`,
  cache: 'cache',
  database: 'database',
  /** @type {(n: string) => string} */
  databaseWith: (n) =>
    n === '0' ? 'database · unlimited' : `database · ${count(Number(n), 'connection', 'connections')}`,
  /** @type {(n: number) => string} */
  connections: (n) => count(n, 'connection', 'connections'),
  /** @type {(key: number) => string} */
  key: (key) => `key ${key}`,
  /** @type {(left: string) => string} */
  left: (left) => `${left} left`,
  /** @type {(age: string) => string} */
  staleSince: (age) => `stale ${age}`,
  expired: 'expired',
  empty: 'empty',
  /** @type {(n: number, longest: string) => string} */
  waiting: (n, longest) => `${whole.format(n)} waiting` + (longest && `, ${longest}`),
  /** @type {(holder: string) => string} */
  lockOf: (holder) => `lock: ${holder}`,
  /** @type {(window: string) => string} */
  thenStale: (window) => `+ ${window} stale-ok`,
  /** @type {(n: number) => string} */
  queued: (n) => `${whole.format(n)} queued`,
  /** @type {(n: number) => string} */
  inFlight: (n) => `${count(n, 'query', 'queries')} in flight`,
  /** @type {(title: string, told: string[]) => string} */
  stageOf: (title, told) =>
    `${title}, readers, application, cache and database at the cursor: ${told.filter(Boolean).join(', ')}.`,

  objects: { readers: 'Readers', apps: 'Application', cache: 'Cache', lock: 'Lock', database: 'Database' },
  /** @type {(object: string, title: string) => string} */
  objectOf: (object, title) => `${object} of ${title}: what can be done`,

  requests: 'requests',
  chart: 'Chart',
  charts: { load: 'queries in flight', hit_ratio: 'hit ratio', latency: 'latency', stale_age: 'oldest served' },
  /** @type {(chart: string) => string} */
  tableOf: (chart) => `Table: ${chart}`,
  /** @type {(title: string, reads: number, hits: number, queries: number, under_way: number | null) => string} */
  swimOf: (title, reads, hits, queries, under_way) =>
    `${title}: ${count(reads, 'read', 'reads')}, ${whole.format(hits)} answered from the cache, ${count(queries, 'query', 'queries')}` +
    (under_way === null ? '' : `; ${count(under_way, 'request', 'requests')} under way at the cursor`),
  /** @type {(title: string, most: number, at: string, in_flight: number, queued: number) => string} */
  loadOf: (title, most, at, in_flight, queued) =>
    `${title}: at most ${count(most, 'query', 'queries')} in flight or queued, at ${at}; ${loadNow(in_flight, queued)} at the cursor`,
  loadNow,
  /** @type {(in_flight: number, queued: number) => string} */
  loadShort: (in_flight, queued) => `${whole.format(in_flight)}+${whole.format(queued)}`,
  timeline: 'Requests and database load over time',
  strategy: 'Strategy of this lane',

  side: 'More about this run',
  panels: { log: 'What happened', requests: 'Requests', code: 'Code' },
  lane: 'Lane',
  notLoaded: 'This part could not be fetched. Load the page again when there is a connection.',
  logEmpty: 'Nothing worth telling yet.',
  /** @type {(n: number) => string} */
  logEarlier: (n) => `${count(n, 'earlier entry', 'earlier entries')} not shown`,

  wholeRun: 'The whole run',
  measured: 'measured',
  theory: 'theory',
  tooFew: 'too few to compare',
  /** @type {(n: number) => string} */
  counted: (n) => `n = ${n}`,
  countedWhat: 'How many refills, or parts of the run, this is the mean of',
  /** @type {(mean: string, error: string, unit: string) => string} */
  plusMinus: (mean, error, unit) => `${mean} ± ${error}${unit}`,

  compare: 'Compare',
  presets: 'Presets',

  share: 'Share',
  settings: 'Settings',
  close: 'Close',

  keys: 'Keys',
  dismiss: 'Dismiss',
  working: 'Computing the run',
  cancel: 'Cancel',
  /** @type {(version: string, here: number) => string} */
  badVersion: (version, here) => `v=${version} is not a version: it must be ${here}, and the link was read as that.`,
  /** @type {(version: string, here: number) => string} */
  olderVersion: (version, here) =>
    `v=${version}: this link was made with version ${version} of the simulation and runs on version ${here}: the same scenario, but single events may differ.`,
  /** @type {(version: string, here: number) => string} */
  newerVersion: (version, here) =>
    `v=${version}: this link was made with a later version of the simulation than the ${here} of this page: what this one does not know is left out, and events may differ.`,
  /** @type {(value: string, allowed: string) => string} */
  badAddress: (value, allowed) => `The address ${value} is not read: it must be ${allowed}.`,
  /** @type {(value: string) => string} */
  badTime: (value) =>
    `t=${value} is not a time in the run: it must be a time such as 5.2s, from 0s to the end of the run.`,
  /** @type {(field: string, value: string) => string} */
  badText: (field, value) => `${field}=${value} cannot be read: it must be one name and one value without spaces.`,
  /** @type {(value: string, allowed: string) => string} */
  badPreset: (value, allowed) => `preset=${value} is unknown: it must be one of ${allowed}.`,
  /** @type {(value: string, allowed: string) => string} */
  badCompare: (value, allowed) => `compare=${value} is unknown: it must be one of ${allowed}.`,
  /** @type {(why: string, line: string) => string} */
  engineDied: (why, line) =>
    `The simulation stopped (${why}). The last good run is still shown; the next change starts it again. ` +
    `To report it, send this line: ${line}`,
  /** @type {(why: string) => string} */
  engineBlocked: (why) => `The simulation could not start (${why}). This page needs WebAssembly and module workers.`,

  themeIs: 'Theme',
  themes: { auto: 'auto', light: 'light', dark: 'dark' },
  openFull: 'Open full',
  /** @type {(address: string) => string} */
  embedCode: (address) =>
    `<iframe src="${address.replaceAll('&', '&amp;')}" title="Cache-Aside Playground" width="640" height="480"></iframe>`,
};
