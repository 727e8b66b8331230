/** The check's questions about locks and XFetch. */

import { byRatio, ratio, when, within } from './predicates.js';

const LOCK = 'strategy=mutex duration=9s ttl=20s';
const FREED = 'strategy=mutex duration=20s rate=20/s ttl=1us db_latency=lognormal:80ms:1 lock_ttl=200ms';
const XFETCH = 'strategy=xfetch duration=60s ttl=8s';

/** Questions about a lock, its release and its holder. @type {import('./pool.js').Question[]} */
export const ofLocks = [
  {
    id: 'short_lock',
    kind: 'lock',
    type: 'choice',
    lines: { short: `${LOCK} lock_ttl=250ms do=4s:expire` },
    opens: { line: 'short', at: '3.9s' },
    shows: { line: 'short', find: when('db_in_flight_max') },
    options: [
      (m) => m.of('short', 'db_queries') === 1,
      (m) => within(2, 6)(m.of('short', 'db_queries')),
      (m) => m.of('short', 'db_queries') > 20,
    ],
  },
  {
    id: 'budget',
    kind: 'lock',
    type: 'fix',
    lines: {
      long: `${LOCK} do=4s:expire,4.3s:crash_holder`,
      short: `${LOCK} lock_ttl=300ms do=4s:expire,4.3s:crash_holder`,
      good: `${LOCK} lock_ttl=1s do=4s:expire,4.3s:crash_holder`,
    },
    opens: { line: 'long', at: '4.4s' },
    shows: { line: 'good', find: when('wait_max') },
    refutes: [
      { line: 'long', find: when('wait_max') },
      { line: 'short', find: when('db_in_flight_max') },
    ],
    fields: ['lock_ttl'],
    holds: ({ latency_ms, db_queries }) => latency_ms.max <= 2000 && db_queries <= 2,
    wrong: ({ latency_ms }) => (latency_ms.max > 2000 ? 0 : 1),
  },
  {
    id: 'second_look',
    kind: 'lock',
    type: 'choice',
    lines: { blind: 'strategy=mutex duration=20s rate=20/s ttl=60s lock_recheck=false do=4s:expire' },
    opens: { line: 'blind', at: '3.9s' },
    shows: { line: 'blind', find: when('lock_waits') },
    options: [
      (m) => m.of('blind', 'db_queries') === 1,
      (m) => within(2, 4)(m.of('blind', 'db_queries')),
      (m) => m.of('blind', 'db_queries') >= 4,
    ],
  },
  {
    id: 'release',
    kind: 'lock',
    type: 'choice',
    lines: { owner: FREED, any: `${FREED} lock_release=any` },
    opens: { line: 'owner', at: '0s' },
    shows: { line: 'any', at: '0.5s' },
    refutes: [null, null, { line: 'any', at: '5s' }],
    options: [
      (m) => within(0, 1.15)(ratio('any', 'owner', 'db_queries')(m)),
      (m) => within(1.15, 4)(ratio('any', 'owner', 'db_queries')(m)),
      (m) => m.of('any', 'unfinished') > m.of('any', 'reads') / 2,
    ],
  },
  {
    id: 'crash',
    kind: 'lock',
    type: 'number',
    lines: { whole: `${LOCK} do=4s:expire`, dead: `${LOCK} do=4s:expire,4.3s:crash_holder` },
    opens: { line: 'whole', at: '4.3s' },
    shows: { line: 'dead', find: when('wait_max') },
    unit: 'seconds',
    value: (m) => m.of('dead', 'latency_ms.max') / 1000,
    near: 0.25,
  },
  {
    id: 'instances',
    kind: 'lock',
    type: 'number',
    lines: {
      calm: 'strategy=single_flight instances=5 duration=8s ttl=20s',
      flight: 'strategy=single_flight instances=5 duration=8s ttl=20s do=4s:expire',
    },
    opens: { line: 'calm', at: '4s' },
    shows: { line: 'flight', find: when('db_in_flight_max') },
    unit: 'count',
    value: (m) => m.of('flight', 'db_queries'),
    near: 0,
  },
];

/** Questions about XFetch. @type {import('./pool.js').Question[]} */
export const ofXfetch = [
  {
    id: 'more_readers',
    kind: 'xfetch',
    type: 'choice',
    lines: { some: XFETCH, more: `${XFETCH} rate=120/s` },
    over: 20,
    theory: true,
    opens: { line: 'some', at: '5s' },
    shows: { line: 'more', find: when('early_recomputes') },
    options: byRatio('more', 'some', 'theory.db_queries_per_episode.measured', [
      [1.6, 3],
      [0.7, 1.4],
      [0, 0.6],
    ]),
  },
  {
    id: 'double_ttl',
    kind: 'xfetch',
    type: 'choice',
    lines: { short: XFETCH, long: 'strategy=xfetch duration=120s ttl=16s' },
    over: 20,
    theory: true,
    opens: { line: 'short', at: '5s' },
    shows: { line: 'long', find: when('early_recomputes') },
    options: byRatio('long', 'short', 'theory.xfetch_gap_ms.measured', [
      [1.5, 4],
      [0.8, 1.3],
      [0, 0.7],
    ]),
  },
  {
    id: 'slow_query',
    kind: 'xfetch',
    type: 'choice',
    lines: { fast: `${XFETCH} db_latency=300ms`, slow: XFETCH },
    over: 20,
    theory: true,
    opens: { line: 'fast', at: '5s' },
    shows: { line: 'slow', find: when('early_recomputes') },
    options: byRatio('slow', 'fast', 'theory.xfetch_gap_ms.measured', [
      [0, 0.7],
      [0.8, 1.3],
      [1.5, 4],
    ]),
  },
  {
    id: 'deleted',
    kind: 'xfetch',
    type: 'choice',
    lines: { calm: 'strategy=xfetch duration=8s ttl=20s', hand: 'strategy=xfetch duration=8s ttl=20s do=4s:expire' },
    opens: { line: 'calm', at: '4s' },
    shows: { line: 'hand', find: when('db_in_flight_max') },
    options: [
      (m) => m.of('hand', 'misses') <= 1,
      (m) => within(2, 8)(m.of('hand', 'misses')),
      (m) => m.of('hand', 'misses') >= 20,
    ],
  },
  {
    id: 'rare',
    kind: 'xfetch',
    type: 'choice',
    lines: {
      hot: 'strategy=xfetch duration=60s ttl=8s rate=100/s',
      rare: 'strategy=xfetch duration=60s ttl=8s rate=0.5/s',
    },
    opens: { line: 'hot', at: '5s' },
    shows: { line: 'rare', find: when('misses') },
    options: [
      (m) => m.of('hot', 'misses') > m.of('rare', 'misses'),
      (m) => m.of('hot', 'misses') < m.of('rare', 'misses'),
      (m) => m.of('hot', 'misses') === m.of('rare', 'misses'),
    ],
  },
];
