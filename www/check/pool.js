/**
 * The questions of the check as data. Their texts are in `pool_words.js`, under the same ids. There are five kinds, and
 * one question of each is asked. Every answer is decided by running `lines` with the seed that was drawn, or by trying
 * all orders of `orders`: which option is right is computed, never written down. tests/shipped/check.test.js decides
 * every question for every seed that can be drawn.
 *
 *     choice   options are predicates over the measurements; exactly one of them holds
 *     number   right if it is near enough to the measured one
 *     fix      the user changes fields of the line until the report of the run has a property
 *     seek     the user moves the cursor to a moment of the run
 */

import { ofHerds } from './pool_herds.js';
import { ofLocks, ofXfetch } from './pool_cures.js';
import { ofOrders } from './pool_orders.js';
import { ofChoosing, ofWrites } from './pool_writes.js';

/** @typedef {import('./measured.js').Measured} Measured */
/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').Report} Report */
/** @typedef {import('../engine/run.js').EventKind} EventKind */
/**
 * What is on the stage: a line by its name, with the strategies in the lanes above it and the cursor at a time, or at
 * one that a function finds; or an order by its name, which plays.
 * @typedef {{ line: string, compare?: string[], at?: string, find?: (run: Run, kinds: EventKind[]) => number | null }}
 * SceneOfRun
 * @typedef {{ order: string }} SceneOfOrder
 * @typedef {SceneOfRun | SceneOfOrder} Scene
 */
/**
 * @typedef {object} Common
 * @property {string} id
 * @property {Kind} kind
 * @property {Record<string, string>} lines
 * @property {Record<string, string>} [orders] lines of orders (`orders/line.js`), of which all orders are tried
 * @property {SceneOfRun} opens the stage while the question is open
 * @property {Scene} shows the run that decides
 * @property {(Scene | null)[]} [refutes] by wrong answer, if another run than `shows` refutes it
 * @property {number} [over] the number of seeds that are combined, from the drawn one on
 * @property {true} [theory] whether what decides is beside theory: a mean over whole cycles
 */
/** @typedef {'herd' | 'write' | 'lock' | 'xfetch' | 'choose'} Kind */
/** @typedef {Common & { type: 'choice', options: ((m: Measured) => boolean)[] }} Choice */
/**
 * The wrong answers are too low (0) and too high (1). `near` is the tolerated part of the measured value.
 * @typedef {Common & { type: 'number', unit: 'count' | 'seconds' | 'percent', value: (m: Measured) => number, near:
 * number }} Numeric
 */
/**
 * `wrong` is the number of the explanation for a run that does not do what is asked.
 * @typedef {Common & { type: 'fix', fields: string[], holds: (report: Report) => boolean, wrong: (report: Report) =>
 * number }} Fix
 */
/**
 * The wrong answers are too early (0) and too late (1).
 * @typedef {Common & { type: 'seek', moment: (run: Run) => { from_ns: number, to_ns: number } }} Seek
 */
/** @typedef {Choice | Numeric | Fix | Seek} Question */

/** The kinds, of each of which one question is asked. @type {Kind[]} */
export const KINDS = ['herd', 'write', 'lock', 'xfetch', 'choose'];

/** The number of seeds that may be drawn. */
export const SEEDS = 40;

/** @type {Question[]} */
export const POOL = [...ofHerds, ...ofWrites, ...ofLocks, ...ofXfetch, ...ofChoosing, ...ofOrders];
