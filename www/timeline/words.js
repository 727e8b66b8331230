/** Texts of transport, axis and charts. Replace this file for another language. */

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
  /**
   * The subject of a sentence. The name of an intervention means nothing to a reader.
   * @type {(name: string) => string}
   */
  subject: (name) => (name.startsWith('I') ? 'A poke' : name),
  /** @type {(name: string) => string} */
  eventName: (name) => name.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase(),
  /** @type {(seed: string) => string} */
  seed: (seed) => `seed ${seed}`,
  run: 'run',
  asOpened: 'As opened',
  /** @type {(parts: string[]) => string} */
  list: (parts) => parts.join(', '),

  /** The words of events, loaded if there is room for them. @type {Record<string, string>} */
  events: {},

  charts: { load: 'queries in flight', hit_ratio: 'hit ratio', latency: 'latency', stale_age: 'oldest served' },
  /** @type {(n: number) => string} */
  connections: (n) => count(n, 'connection', 'connections'),
  /** @type {(title: string, reads: number, hits: number, queries: number, under_way: number | null) => string} */
  swimOf: (title, reads, hits, queries, under_way) =>
    `${title}: ${count(reads, 'read', 'reads')}, ${whole(hits)} answered from the cache, ${count(queries, 'query', 'queries')} asked for` +
    (under_way === null ? '' : `; ${count(under_way, 'request', 'requests')} under way at the cursor`),
  /** Where there are updates as well, which share the connections. */
  loadOfBoth: 'in flight',
  /**
   * @type {(title: string, most: number, at: string, in_flight: number, queued: number, updates: boolean) => string}
   */
  loadOf: (title, most, at, in_flight, queued, updates) =>
    `${title}: at most ${updates ? `${whole(most)} queries and updates` : count(most, 'query', 'queries')} in flight or queued, at ${at}; ${loadNow(in_flight, queued)} at the cursor`,
  loadNow,
  /** @type {(in_flight: number, queued: number) => string} */
  loadShort: (in_flight, queued) => `${whole(in_flight)}+${whole(queued)}`,
};
