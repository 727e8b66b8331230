/** The check's questions about writes that race with reads, and about when to choose cache-aside. */

import { byRatio, when, within } from './predicates.js';
import { lastStale, staleCause, staleMoment } from './traces.js';

const STALE_SET = 'duration=60s rate=40/s ttl=10s db_latency=lognormal:100ms:1 write_rate=1/s';
const ORDER = 'strategy=unprotected duration=20s rate=40/s ttl=10s db_latency=100ms write_rate=0.5/s';
const PAIRS = Array.from({ length: 12 }, (_, i) => `${3 + 4 * i}s:write,${3 + 4 * i}.01s:write`).join(',');
const WRITERS = `strategy=unprotected duration=52s rate=40/s ttl=3s db_latency=20ms write_delay=exponential:200ms do=${PAIRS}`;
const ABSENT = 'strategy=unprotected duration=12s absent=0.3 keys=5 db_latency=200ms ttl=10s';

/** Questions about writes that leave old values in the cache. @type {import('./pool.js').Question[]} */
export const ofWrites = [
  {
    id: 'cause',
    kind: 'write',
    type: 'choice',
    lines: { plain: `strategy=unprotected ${STALE_SET}` },
    opens: { line: 'plain', find: staleMoment },
    shows: { line: 'plain', find: staleMoment },
    options: ['lost_delete', 'stale_set', 'no_invalidation', 'reordered_update'].map(
      (cause) => (m) => staleCause(m.run, m.kinds) === cause,
    ),
  },
  {
    id: 'double_delete',
    kind: 'write',
    type: 'choice',
    lines: {
      once: `strategy=unprotected ${STALE_SET}`,
      twice: `strategy=unprotected ${STALE_SET} write_policy=double_delete write_delay=300ms`,
    },
    over: 10,
    opens: { line: 'once', at: '0s' },
    shows: { line: 'twice', find: when('stale_reads') },
    options: byRatio('twice', 'once', 'stale_reads', [
      [0, 0.02],
      [0.2, 0.9],
      [1.2, Infinity],
    ]),
  },
  {
    id: 'delete_first',
    kind: 'write',
    type: 'choice',
    lines: { after: ORDER, first: `${ORDER} write_policy=invalidate_first` },
    over: 5,
    opens: { line: 'after', at: '0s' },
    shows: { line: 'first', find: when('stale_reads') },
    options: byRatio('first', 'after', 'stale_reads', [
      [0, 0.5],
      [0.8, 1.25],
      [2, Infinity],
    ]),
  },
  {
    id: 'until',
    kind: 'write',
    type: 'seek',
    lines: { lost: 'duration=16s rate=40/s ttl=5s db_latency=100ms do=4.9s:lose_next_invalidation,5.5s:write' },
    opens: { line: 'lost', at: '5.5s' },
    shows: { line: 'lost', find: lastStale },
    moment: (run) => {
      const last = lastStale(run) ?? 0;
      return { from_ns: last - 2e8, to_ns: last + 1e9 };
    },
  },
  {
    id: 'policy',
    kind: 'write',
    type: 'fix',
    lines: { update: `${WRITERS} write_policy=update`, invalidate: WRITERS },
    opens: { line: 'update', at: '2.9s' },
    shows: { line: 'invalidate', at: '3.3s' },
    refutes: [{ line: 'update', find: when('stale_age_max') }],
    fields: ['write_policy'],
    holds: ({ stale_reads }) => stale_reads < 250,
    wrong: () => 0,
  },
  {
    id: 'no_stale',
    kind: 'write',
    type: 'fix',
    lines: {
      plain: `strategy=unprotected ${STALE_SET}`,
      lease: `strategy=lease ${STALE_SET}`,
      lock: `strategy=mutex ${STALE_SET}`,
    },
    opens: { line: 'plain', at: '0s' },
    shows: { line: 'lease', at: '20s' },
    refutes: [{ line: 'lock', find: when('stale_reads') }],
    fields: ['strategy'],
    holds: ({ stale_reads }) => stale_reads === 0,
    wrong: () => 0,
  },
];

/** Questions about the choice of a strategy or a setting. @type {import('./pool.js').Question[]} */
export const ofChoosing = [
  {
    id: 'grace',
    kind: 'choose',
    type: 'fix',
    lines: {
      short: 'strategy=background_refresh duration=12s grace=200ms',
      long: 'strategy=background_refresh duration=12s grace=1s',
    },
    opens: { line: 'short', at: '4s' },
    shows: { line: 'long', find: when('stale_age_max') },
    refutes: [{ line: 'short', find: when('misses') }],
    fields: ['grace'],
    holds: ({ misses }) => misses === 0,
    wrong: () => 0,
  },
  {
    id: 'balance',
    kind: 'choose',
    type: 'choice',
    lines: { strong: 'preset=strong_consistency' },
    opens: { line: 'strong', at: '0s' },
    shows: { line: 'strong', find: when('stale_reads') },
    options: [
      (m) => m.of('strong', 'stale_reads') === 0,
      (m) => within(1, 30)(m.of('strong', 'stale_reads')),
      (m) => within(200, 3000)(m.of('strong', 'stale_reads')),
    ],
  },
  {
    id: 'not_found',
    kind: 'choose',
    type: 'fix',
    lines: { plain: ABSENT, long: `${ABSENT.replace('ttl=10s', 'ttl=60s')}`, negative: `${ABSENT} negative_ttl=5s` },
    opens: { line: 'plain', at: '3s' },
    shows: { line: 'negative', at: '3s' },
    refutes: [{ line: 'long', at: '3s' }],
    fields: ['ttl', 'negative_ttl'],
    holds: ({ db_queries }) => db_queries < 100,
    wrong: () => 0,
  },
  {
    id: 'writes',
    kind: 'choose',
    type: 'number',
    lines: { heavy: 'strategy=unprotected duration=60s rate=30/s ttl=30s db_latency=10ms write_rate=90/s' },
    opens: { line: 'heavy', at: '0s' },
    shows: { line: 'heavy', at: '30s' },
    unit: 'percent',
    value: (m) => m.of('heavy', 'hit_ratio') * 100,
    near: 0.35,
  },
  {
    id: 'no_wait',
    kind: 'choose',
    type: 'fix',
    lines: {
      lock: 'strategy=mutex duration=24s ttl=5s',
      dice: 'strategy=xfetch duration=24s ttl=5s',
      refresh: 'strategy=background_refresh duration=24s ttl=5s',
    },
    opens: { line: 'lock', at: '4.8s' },
    shows: { line: 'refresh', find: when('stale_age_max') },
    refutes: [
      { line: 'lock', find: when('wait_max') },
      { line: 'dice', find: when('early_recomputes') },
    ],
    fields: ['strategy'],
    holds: ({ latency_ms }) => latency_ms.max <= 100,
    wrong: ({ early_recomputes }) => (early_recomputes ? 1 : 0),
  },
  {
    id: 'popular',
    kind: 'choose',
    type: 'choice',
    lines: { few: 'preset=unpredictable' },
    opens: { line: 'few', at: '0s' },
    shows: { line: 'few', at: '15s' },
    options: [
      (m) => within(0, 0.1)(m.of('few', 'hit_ratio')),
      (m) => within(0.1, 0.5)(m.of('few', 'hit_ratio')),
      (m) => within(0.5, 0.95)(m.of('few', 'hit_ratio')),
    ],
  },
];
