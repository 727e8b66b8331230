/**
 * The lesson as data: fourteen steps in order, without texts (those are in `words.js`, under the same ids).
 *
 *     say ── bet ── do ── see ── why        one step; the stage opens `opens`, each of `tasks` ticks itself,
 *            │      │      │                 then `see` puts the bet beside what was measured
 *            │      │      └ report paths of named lines, taken from the learner's own run when a task ticked
 *            │      └ predicates over run and cursor (`evidence.js`), however the learner did it
 *            └ nothing plays before
 *
 * Every number in the text is computed from one of `lines` by tests/shipped/lesson.test.js. `rows` are the topics of
 * the
 * lesson that this step tells, each told by one step only; `touches` are those it comes back to.
 */

import * as seen from './evidence.js';

/** @typedef {import('./evidence.js').Now} Now */
/**
 * The action of the main button while a task is open. The learner may do the same in any other way.
 * @typedef {{ poke: string } | { play: true } | { command: 'step' } | { seek: (now: Now) => number | null }
 *   | { story: (now: Now) => number | null } | { object: import('../playback/focus.js').StageObject } | { field: string
 * }
 *   | { set: [field: string, value: string] } | { sort: true } | { run: true }} Act
 */
/**
 * `opens`: the line to open first. `begun`: done, but still to be watched.
 * @typedef {{ when: (now: Now) => boolean, begun?: (now: Now) => boolean, act: Act, opens?: Scene }} Task
 */
/**
 * A scene: a line by name, the strategies of the lanes above it, and the cursor.
 * @typedef {{ line: string, compare: string[], at: string }} Scene
 */
/**
 * Where the numbers of a sentence are taken from in the learner's own runs: `line` is the one they stand for, `task`
 * what had ticked, -1 the run as opened.
 * @typedef {{ line: string, task: number, lane?: number }} Seen
 */
/**
 * @typedef {object} Step
 * @property {string} id
 * @property {number[]} rows @property {number[]} [touches]
 * @property {Record<string, string>} lines
 * @property {Scene} opens
 * @property {Scene} still the moment of the picture
 * @property {Task[]} tasks
 * @property {Seen[]} see
 * @property {string} [moment] a number of the quiz's list (`quiz/questions.js`) whose moment "Show me when" goes to
 * @property {keyof typeof import('./shown.js').SHOWN} [diagram] which requests of the run are drawn as a sequence
 * diagram
 * @property {'get_user' | 'update_user'} [code]
 * @property {'sort' | 'order'} [bet] another way of betting than choosing one of some answers
 * @property {string} [order] what else is asked of this step's matter: an order as a line (`orders/line.js`)
 * @property {'cures' | 'workloads'} [table] what is held side by side under the step
 * @property {string} [real] a recording of real servers that shows the same, by its name among those that are shipped
 */

const HERD = 'duration=8s ttl=20s';
const RARE = 'strategy=unprotected arrivals=even rate=1/s ttl=20s warm=false duration=6s';
const ABSENT = 'strategy=unprotected duration=12s absent=0.3 keys=5 db_latency=200ms ttl=10s';
const WRITE = 'duration=12s rate=20/s ttl=20s db_latency=100ms';
const WRITERS =
  'strategy=unprotected duration=12s rate=20/s ttl=6s db_latency=100ms write_delay=exponential:200ms do=3s:write,3.01s:write';
const STALE_SET = 'duration=20s rate=40/s ttl=10s db_latency=lognormal:100ms:1 write_rate=1/s';
const LOST = 'duration=12s rate=40/s db_latency=100ms do=4.9s:lose_next_invalidation,5.5s:write';
const EMPTY = 'strategy=unprotected duration=12s keys=50 ttl=20s db_latency=200ms';
const LOCK = 'strategy=mutex duration=9s ttl=20s';
const DICE = 'strategy=xfetch duration=60s ttl=8s';
const GRACE = 'strategy=background_refresh duration=12s';
const FREED = 'strategy=mutex duration=20s rate=20/s ttl=1us db_latency=lognormal:80ms:1 lock_ttl=200ms';

/** The workloads of step 13, by their preset names. `fits`: whether the run shows that cache-aside fits. */
export const WORKLOADS = [
  { preset: 'read_heavy', fits: true, of: ['hit_ratio'] },
  { preset: 'slightly_stale', fits: true, of: ['hit_ratio'] },
  { preset: 'unpredictable', fits: true, of: ['hit_ratio'] },
  { preset: 'write_heavy', fits: false, of: ['hit_ratio'] },
  { preset: 'strong_consistency', fits: false, of: ['hit_ratio', 'stale_reads'] },
  { preset: 'timeline', fits: true, of: ['hit_ratio', 'stale_reads'] },
];

/** The cures of the stampede that are compared, by strategy. */
export const CURES = ['mutex', 'xfetch', 'background_refresh', 'single_flight', 'lease'];

/** The cards of step 14 in the right order. */
export const ORDER = ['lock', 'lock_price', 'xfetch', 'xfetch_price'];

/** @type {Step[]} */
export const STEPS = [
  {
    id: 'break',
    rows: [8],
    lines: {
      alone: `strategy=unprotected ${HERD} do=4s:expire`,
      lock: `strategy=mutex ${HERD} do=4s:expire`,
      calm: `strategy=mutex ${HERD}`,
    },
    opens: { line: 'calm', compare: ['unprotected'], at: '4s' },
    still: { line: 'lock', compare: ['unprotected'], at: '4.5s' },
    tasks: [
      {
        act: { poke: 'expire' },
        begun: (now) => seen.poked(now, 'expire') !== null,
        when: (now) => seen.since(now, 'expire', 1),
      },
    ],
    see: [
      { line: 'alone', task: 0, lane: 0 },
      { line: 'lock', task: 0 },
    ],
    moment: 'db_queries',
    real: 'unprotected',
  },
  {
    id: 'read',
    rows: [1, 2],
    lines: { rare: RARE },
    opens: { line: 'rare', compare: [], at: '0s' },
    still: { line: 'rare', compare: [], at: '1.3s' },
    tasks: [
      { act: { command: 'step' }, when: (now) => now.at_ns >= seen.endOf(now, 0) },
      { act: { object: 'apps' }, when: (now) => now.object === 'apps' },
    ],
    see: [
      { line: 'rare', task: 0 },
      { line: 'rare', task: 0 },
      { line: 'rare', task: 0 },
    ],
    diagram: 'read',
    code: 'get_user',
  },
  {
    id: 'absent',
    rows: [],
    touches: [2],
    lines: { plain: ABSENT, negative: `${ABSENT} negative_ttl=5s` },
    opens: { line: 'plain', compare: [], at: '3s' },
    still: { line: 'plain', compare: [], at: '3s' },
    tasks: [{ act: { field: 'negative_ttl' }, when: ({ values }) => seen.ns(values.negative_ttl) >= 5e9 }],
    see: [
      { line: 'plain', task: -1 },
      { line: 'negative', task: 0 },
    ],
    diagram: 'absent',
  },
  {
    id: 'write',
    rows: [3, 5],
    lines: { calm: WRITE, write: `${WRITE} do=5s:write` },
    opens: { line: 'calm', compare: [], at: '5s' },
    still: { line: 'write', compare: [], at: '5.2s' },
    tasks: [
      { act: { poke: 'write' }, when: (now) => seen.poked(now, 'write') !== null },
      { act: { seek: seen.firstMiss }, when: seen.onMiss },
    ],
    see: [
      { line: 'write', task: 0 },
      { line: 'write', task: 0 },
    ],
    moment: 'misses',
    diagram: 'write',
    code: 'update_user',
  },
  {
    id: 'set_or_delete',
    rows: [4],
    lines: { update: `${WRITERS} write_policy=update`, invalidate: WRITERS },
    opens: { line: 'update', compare: [], at: '2.9s' },
    still: { line: 'update', compare: [], at: '6s' },
    tasks: [
      { act: { play: true }, begun: ({ playing }) => playing, when: (now) => seen.staleBefore(now) },
      { act: { field: 'write_policy' }, when: ({ values }) => values.write_policy === 'invalidate' },
    ],
    see: [
      { line: 'update', task: -1 },
      { line: 'update', task: -1 },
      { line: 'invalidate', task: 1 },
    ],
    moment: 'stale_reads',
    diagram: 'writers',
    order: 'orders=stale_until_ttl strategy=unprotected write_policy=update writers=2',
  },
  {
    id: 'not_enough',
    rows: [],
    touches: [4, 5],
    lines: { plain: `strategy=unprotected ${STALE_SET}`, lease: `strategy=lease ${STALE_SET}` },
    opens: { line: 'plain', compare: [], at: '0s' },
    still: { line: 'plain', compare: [], at: '12s' },
    tasks: [
      { act: { seek: seen.firstStale }, when: seen.onStale },
      { act: { story: seen.staleRow }, when: seen.storyOfStale },
      { act: { field: 'strategy' }, when: ({ values }) => values.strategy === 'lease' },
    ],
    see: [
      { line: 'plain', task: -1 },
      { line: 'lease', task: 2 },
    ],
    order: 'orders=stale_until_ttl strategy=unprotected warm=false',
  },
  {
    id: 'lost_delete',
    rows: [6],
    lines: { long: `${LOST} ttl=5s`, short: `${LOST} ttl=2s` },
    opens: { line: 'long', compare: [], at: '5.4s' },
    still: { line: 'long', compare: [], at: '8s' },
    tasks: [
      {
        act: { field: 'ttl' },
        when: ({ report, values }) => values.do.includes('lose_next') && report.stale_age_ms.max <= 2000,
      },
    ],
    see: [
      { line: 'long', task: -1 },
      { line: 'long', task: -1 },
      { line: 'short', task: 0 },
      { line: 'short', task: 0 },
    ],
    moment: 'stale_age_max',
  },
  {
    id: 'empty',
    rows: [7],
    lines: { calm: EMPTY, flush: `${EMPTY} do=3s:flush`, warm: `${EMPTY} do=3s:flush,3s:warm:50/s` },
    opens: { line: 'calm', compare: [], at: '3s' },
    still: { line: 'flush', compare: [], at: '3.3s' },
    tasks: [
      {
        act: { poke: 'flush' },
        begun: (now) => seen.poked(now, 'flush') !== null,
        when: (now) => seen.since(now, 'flush', 1),
      },
      {
        opens: { line: 'flush', compare: [], at: '3s' },
        act: { poke: 'warm:50/s' },
        begun: (now) => seen.poked(now, 'warm') !== null,
        when: (now) => seen.since(now, 'warm', 1),
      },
    ],
    see: [
      { line: 'flush', task: 0 },
      { line: 'warm', task: 1 },
    ],
    moment: 'db_in_flight_max',
  },
  {
    id: 'herd',
    rows: [],
    touches: [8],
    lines: {
      herd: `strategy=unprotected ${HERD} do=4s:expire`,
      rate: `strategy=unprotected ${HERD} do=4s:expire rate=120/s`,
      ttl: 'strategy=unprotected duration=8s ttl=160s do=4s:expire',
      pool: `strategy=unprotected ${HERD} do=4s:expire db_connections=10`,
    },
    opens: { line: 'herd', compare: [], at: '4.6s' },
    still: { line: 'herd', compare: [], at: '4.6s' },
    tasks: [
      { act: { set: ['rate', '120/s'] }, when: ({ values }) => values.rate === '120/s' },
      {
        opens: { line: 'herd', compare: [], at: '4.6s' },
        act: { set: ['ttl', '160s'] },
        when: ({ values }) => seen.ns(values.ttl) === 160e9,
      },
      {
        opens: { line: 'herd', compare: [], at: '4.6s' },
        act: { set: ['db_connections', '10'] },
        when: ({ values }) => values.db_connections === '10',
      },
    ],
    see: [
      { line: 'herd', task: -1 },
      { line: 'rate', task: 0 },
      { line: 'ttl', task: 1 },
      { line: 'pool', task: 2 },
    ],
    moment: 'db_queries',
  },
  {
    id: 'lock',
    rows: [9],
    lines: {
      lock: `${LOCK} do=4s:expire`,
      dead: `${LOCK} do=4s:expire,4.3s:crash_holder`,
      short: `${LOCK} do=4s:expire lock_ttl=250ms`,
    },
    opens: { line: 'lock', compare: [], at: '4.3s' },
    still: { line: 'lock', compare: [], at: '4.5s' },
    tasks: [
      {
        act: { poke: 'crash_holder' },
        begun: (now) => seen.poked(now, 'crash_holder') !== null,
        when: (now) => seen.since(now, 'crash_holder', 1) && now.report.failed > 0,
      },
      {
        opens: { line: 'lock', compare: [], at: '4.7s' },
        act: { field: 'lock_ttl' },
        when: ({ values, report }) => seen.ns(values.lock_ttl) < 6e8 && report.db_queries > 1,
      },
    ],
    see: [
      { line: 'lock', task: -1 },
      { line: 'lock', task: -1 },
      { line: 'dead', task: 0 },
      { line: 'short', task: 1 },
    ],
    moment: 'wait_max',
    order: 'orders=one_holder strategy=mutex warm=false moves=lock_expires',
  },
  {
    id: 'dice',
    rows: [10],
    lines: {
      dice: DICE,
      beta: `${DICE} beta=2`,
      hand: `${DICE} do=4s:expire`,
    },
    opens: { line: 'dice', compare: [], at: '6.4s' },
    still: { line: 'dice', compare: [], at: '6.7s' },
    tasks: [
      { act: { field: 'beta' }, when: ({ values }) => Number(values.beta) >= 2 },
      {
        opens: { line: 'dice', compare: [], at: '4s' },
        act: { poke: 'expire' },
        begun: (now) => seen.poked(now, 'expire') !== null,
        when: (now) => seen.since(now, 'expire', 1),
      },
    ],
    see: [
      { line: 'dice', task: -1 },
      { line: 'beta', task: 0 },
      { line: 'hand', task: 1 },
    ],
    moment: 'early_recomputes',
  },
  {
    id: 'grace',
    rows: [11],
    lines: { long: GRACE, short: `${GRACE} grace=200ms` },
    opens: { line: 'long', compare: [], at: '4.3s' },
    still: { line: 'long', compare: [], at: '4.3s' },
    tasks: [
      { act: { field: 'grace' }, when: ({ values, report }) => seen.ns(values.grace) <= 2e8 && report.misses > 0 },
    ],
    see: [
      { line: 'long', task: -1 },
      { line: 'long', task: -1 },
      { line: 'short', task: 0 },
    ],
    moment: 'stale_age_max',
  },
  {
    id: 'choose',
    rows: [13, 14],
    lines: {
      good: 'preset=read_heavy',
      timeline: 'preset=timeline',
      bad: 'preset=write_heavy',
      strong: 'preset=strong_consistency',
    },
    opens: { line: 'good', compare: [], at: '10s' },
    still: { line: 'timeline', compare: [], at: '10s' },
    bet: 'sort',
    tasks: [{ act: { run: true }, when: ({ measured }) => measured >= WORKLOADS.length }],
    see: [],
    table: 'workloads',
  },
  {
    id: 'say_it',
    rows: [12],
    lines: { owner: FREED, any: `${FREED} lock_release=any` },
    opens: { line: 'any', compare: [], at: '0.2s' },
    still: { line: 'any', compare: [], at: '0.517s' },
    bet: 'order',
    tasks: [
      { act: { seek: seen.foreignRelease }, when: seen.onForeignRelease },
      { act: { field: 'lock_release' }, when: ({ values }) => values.lock_release === 'owner' },
    ],
    see: [
      { line: 'any', task: 0 },
      { line: 'owner', task: 1 },
    ],
    table: 'cures',
  },
];

/** The sections of the page after the steps, with their rows. */
export const PLACES = [
  { id: 'check', rows: [15] },
  { id: 'ask', rows: [16] },
];

/** The step with this number, from 1; null for what is no step. @param {string | number | null | undefined} number */
export function stepNumbered(number) {
  const n = typeof number === 'number' ? number : /^\d{1,2}$/.test(number ?? '') ? Number(number) : 0;
  return n >= 1 && n <= STEPS.length ? n : null;
}
