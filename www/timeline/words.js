/** What transport, axis and charts say. To be replaced for another language. */

import { count, whole } from '../kit/words.js';

/** @type {(in_flight: number, queued: number) => string} */
const loadNow = (in_flight, queued) => (queued ? `${whole(in_flight)} and ${whole(queued)} queued` : whole(in_flight));

export const timelineWords = {
  expire: 'Expire now',
  expireWhat: 'Expire the hot key at the cursor, for all lanes (E)',
  undoWhat: 'Take back the last poke',
  redoWhat: 'Do again what was taken back',
  poke: 'Poke',
  pokeWhat: 'Everything that can be done to the run at the cursor',
  pokeTitle: 'Pokes',
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
  event: (index, of) => `event ${whole(index)} of ${whole(of)}`,
  noEvent: 'before the first event',
  /** @type {(name: string) => string} */
  eventName: (name) => name.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase(),
  /** @type {(seed: string) => string} */
  seed: (seed) => `seed ${seed}`,
  /** @type {(short: string) => string} */
  run: (short) => `run ${short}`,
  asOpened: 'As opened',
  /** @type {(parts: string[]) => string} */
  list: (parts) => parts.join(', '),

  charts: { load: 'queries in flight', hit_ratio: 'hit ratio', latency: 'latency', stale_age: 'oldest served' },
  /** @type {(n: number) => string} */
  connections: (n) => count(n, 'connection', 'connections'),
  /** @type {(title: string, reads: number, hits: number, queries: number, under_way: number | null) => string} */
  swimOf: (title, reads, hits, queries, under_way) =>
    `${title}: ${count(reads, 'read', 'reads')}, ${whole(hits)} answered from the cache, ${count(queries, 'query', 'queries')}` +
    (under_way === null ? '' : `; ${count(under_way, 'request', 'requests')} under way at the cursor`),
  /** @type {(title: string, most: number, at: string, in_flight: number, queued: number) => string} */
  loadOf: (title, most, at, in_flight, queued) =>
    `${title}: at most ${count(most, 'query', 'queries')} in flight or queued, at ${at}; ${loadNow(in_flight, queued)} at the cursor`,
  loadNow,
  /** @type {(in_flight: number, queued: number) => string} */
  loadShort: (in_flight, queued) => `${whole(in_flight)}+${whole(queued)}`,
};
