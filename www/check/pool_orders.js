/**
 * The check's questions about what can happen at all. The explorer decides them after the answer: it tries every order
 * of the commands of a few readers and writers. A scene with an order plays its shortest way.
 */

/** @typedef {import('./measured.js').Measured} Measured */

/** @param {string} order @returns {(m: Measured) => boolean} */
const never = (order) => (m) => m.never(order);
/** @param {string} order @returns {(m: Measured) => boolean} */
const broken = (order) => (m) => m.broken(order);

const MUTEX = 'strategy=mutex duration=12s ttl=5s';
const HOLDERS = 'orders=one_holder strategy=mutex warm=false';
const WAITS = 'orders=every_reader_ends strategy=mutex warm=false';
const LEASE = 'orders=stale_until_ttl strategy=lease warm=false writers=2';
const UPDATE = 'orders=stale_until_ttl strategy=unprotected write_policy=update';
const POLICY = 'orders=stale_until_ttl strategy=unprotected warm=false writers=2';
const DICE = 'orders=one_query strategy=xfetch writers=0';

/** @type {import('./pool.js').Question[]} */
export const ofOrders = [
  {
    id: 'two_holders',
    kind: 'lock',
    type: 'choice',
    lines: { calm: MUTEX },
    orders: {
      kept: HOLDERS,
      runs_out: `${HOLDERS} moves=lock_expires`,
      alone: `${HOLDERS} writers=0 moves=lock_expires`,
    },
    opens: { line: 'calm', at: '4.8s' },
    shows: { order: 'alone' },
    options: [never('runs_out'), (m) => broken('runs_out')(m) && never('alone')(m), broken('alone')],
  },
  {
    id: 'dead_holder',
    kind: 'lock',
    type: 'choice',
    lines: { calm: MUTEX },
    orders: { dead: `${WAITS} moves=crash_holder`, ttl: `${WAITS} moves=lock_expires,crash_holder` },
    opens: { line: 'calm', at: '4.8s' },
    shows: { order: 'dead' },
    options: [never('dead'), (m) => broken('dead')(m) && never('ttl')(m), broken('ttl')],
  },
  {
    id: 'lease_lost',
    kind: 'write',
    type: 'choice',
    lines: { calm: 'strategy=lease duration=12s ttl=5s write_rate=0.5/s' },
    orders: { lease: LEASE, lost: `${LEASE} moves=lose_delete` },
    opens: { line: 'calm', at: '0s' },
    shows: { order: 'lost' },
    options: [never('lost'), (m) => broken('lost')(m) && never('lease')(m), broken('lease')],
  },
  {
    id: 'two_writers',
    kind: 'write',
    type: 'choice',
    lines: { calm: 'strategy=unprotected duration=12s ttl=5s write_rate=0.5/s write_policy=update' },
    orders: { one: UPDATE, two: `${UPDATE} writers=2` },
    opens: { line: 'calm', at: '0s' },
    shows: { order: 'two' },
    options: [never('two'), broken('one'), (m) => broken('two')(m) && never('one')(m)],
  },
  {
    id: 'both_refresh',
    kind: 'xfetch',
    type: 'choice',
    lines: { calm: 'strategy=xfetch duration=12s ttl=5s' },
    orders: { ends: `${DICE} moves=ttl_ends`, fresh: DICE, locked: `${DICE} xfetch_lock=true` },
    opens: { line: 'calm', at: '0s' },
    shows: { order: 'fresh' },
    options: [never('ends'), (m) => broken('ends')(m) && never('fresh')(m), broken('fresh')],
  },
  {
    id: 'which_policy',
    kind: 'choose',
    type: 'choice',
    lines: { calm: 'strategy=unprotected duration=12s ttl=5s write_rate=0.5/s' },
    orders: {
      twice: `${POLICY} write_policy=double_delete`,
      update: `${POLICY} write_policy=update`,
      versions: `${POLICY} write_policy=versioned_set`,
    },
    opens: { line: 'calm', at: '0s' },
    shows: { order: 'twice' },
    refutes: [null, { order: 'update' }, null],
    options: [never('twice'), never('update'), never('versions')],
  },
];
