/** The check's questions about herds and what reaches the database. */

import { byRatio, ratio, when } from './predicates.js';

const HERD = 'strategy=unprotected duration=8s ttl=20s db_connections=0';
const EMPTY = 'strategy=unprotected duration=12s keys=50 ttl=20s db_latency=200ms';

/** Questions about herds. @type {import('./pool.js').Question[]} */
export const ofHerds = [
  {
    id: 'size',
    kind: 'herd',
    type: 'number',
    lines: {
      calm: `${HERD} rate=200/s db_latency=500ms`,
      herd: `${HERD} rate=200/s db_latency=500ms do=4s:expire`,
    },
    opens: { line: 'calm', at: '4s' },
    shows: { line: 'herd', find: when('db_in_flight_max') },
    unit: 'count',
    value: (m) => m.of('herd', 'db_queries'),
    near: 0.3,
  },
  {
    id: 'longer_ttl',
    kind: 'herd',
    type: 'choice',
    lines: {
      calm: `${HERD} rate=100/s`,
      short: `${HERD} rate=100/s do=4s:expire`,
      long: 'strategy=unprotected duration=8s ttl=160s db_connections=0 rate=100/s do=4s:expire',
    },
    opens: { line: 'calm', at: '4s' },
    shows: { line: 'long', find: when('db_in_flight_max') },
    options: byRatio('long', 'short', 'db_queries', [
      [3, Infinity],
      [0, 0.5],
      [0.8, 1.25],
    ]),
  },
  {
    id: 'pool',
    kind: 'herd',
    type: 'choice',
    lines: {
      many: 'strategy=unprotected duration=12s ttl=20s rate=100/s db_connections=0 do=4s:expire',
      ten: 'strategy=unprotected duration=12s ttl=20s rate=100/s db_connections=10 do=4s:expire',
    },
    opens: { line: 'many', at: '3.9s' },
    shows: { line: 'ten', find: when('wait_max') },
    options: [
      (m) => ratio('ten', 'many', 'db_queries')(m) < 0.5,
      (m) => ratio('ten', 'many', 'db_queries')(m) > 0.8 && ratio('ten', 'many', 'latency_ms.max')(m) > 1.5,
      (m) => ratio('ten', 'many', 'db_queries')(m) > 0.8 && ratio('ten', 'many', 'latency_ms.max')(m) <= 1.5,
    ],
  },
  {
    id: 'uneven',
    kind: 'herd',
    type: 'choice',
    lines: {
      constant: 'strategy=unprotected duration=12s ttl=20s rate=100/s db_connections=0 do=4s:expire',
      random:
        'strategy=unprotected duration=12s ttl=20s rate=100/s db_latency=exponential:600ms db_connections=0 do=4s:expire',
    },
    over: 20,
    opens: { line: 'constant', at: '3.9s' },
    shows: { line: 'random', find: when('db_in_flight_max') },
    options: byRatio('random', 'constant', 'db_queries', [
      [0, 0.4],
      [0.8, 1.25],
      [1.5, Infinity],
    ]),
  },
  {
    id: 'jitter',
    kind: 'herd',
    type: 'choice',
    lines: {
      plain: 'strategy=unprotected duration=10s ttl=4s rate=100/s db_connections=0',
      jitter: 'strategy=unprotected duration=10s ttl=4s ttl_jitter=2s rate=100/s db_connections=0',
    },
    over: 20,
    opens: { line: 'plain', at: '3.9s' },
    shows: { line: 'jitter', find: when('db_in_flight_max') },
    options: byRatio('jitter', 'plain', 'db_in_flight_max', [
      [0, 0.2],
      [0.2, 0.7],
      [0.7, 1.3],
    ]),
  },
  {
    id: 'warming',
    kind: 'herd',
    type: 'choice',
    lines: { flush: `${EMPTY} do=3s:flush`, warm: `${EMPTY} do=3s:flush,3s:warm:50/s` },
    over: 20,
    opens: { line: 'flush', at: '2.9s' },
    shows: { line: 'warm', find: when('db_in_flight_max') },
    options: [
      (m) =>
        m.of('warm', 'misses') < m.of('flush', 'misses') && m.of('warm', 'db_queries') < m.of('flush', 'db_queries'),
      (m) =>
        m.of('warm', 'misses') < m.of('flush', 'misses') && m.of('warm', 'db_queries') >= m.of('flush', 'db_queries'),
      (m) => m.of('warm', 'misses') >= m.of('flush', 'misses'),
    ],
  },
];
