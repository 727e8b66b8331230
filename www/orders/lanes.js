/**
 * An order as the lanes of a session: its run, computed by the explorer and the simulator, and the same order with
 * another strategy or policy.
 */

import { RefusedError } from '../engine/engine.js';
import { explorer } from '../engine/explorer.js';
import { titleOf } from '../line/strategies.js';
import { besides, foundOf } from './found.js';
import { readOrder, refused, writeOrder } from './line.js';
import { ordersWords as words } from './words.js';

/** @typedef {import('../session/session.js').Lane} Lane */
/** @typedef {import('../engine/engine.js').Catalogue | null} Catalogue */
/** @typedef {import('../engine/orders.js').OrdersPoint} Point */
/** @typedef {import('../engine/orders.js').OrdersRun} OrdersRun */
/**
 * @typedef {object} Order An order that is shown, besides its lanes.
 * @property {import('./line.js').Asked} asked the line, with the setup as the core prints it
 * @property {string} way the way that is played
 * @property {Point} point its end: the steps in words, the moves that could come next, the state of the properties
 * @property {Float64Array} times_ns when each move takes effect
 * @property {Point | null} beside the same order in the lane above, as far as it goes there
 * @property {string | null} shows the property that the way leads to instead, if the requested one is never broken
 */

/** The largest number of states that a search tries. */
const STATES_MAX = 600_000;

/**
 * @param {string} line @param {Catalogue} catalogue
 * @param {{ signal: AbortSignal, onProgress: (part: number) => void }} options
 * @returns {Promise<{ line: string, values: Record<string, string>, lanes: Lane[], order: Order }>}
 */
export async function orderOf(line, catalogue, { signal, onProgress }) {
  const asked = readOrder(line);
  const { setup, property } = asked;
  const options = { signal, onProgress: (/** @type {number} */ tried) => onProgress(tried / STATES_MAX) };
  const { way, goal, shows } = await wayOf(asked, options);
  const run = await explorer()
    .play(setup, way, asked.mine ? '' : goal, { signal })
    .catch((error) => {
      // Errors about a move are errors of the field `way`.
      if (error instanceof RefusedError && error.problem.field.startsWith('move ')) error.problem.field = 'way';
      if (error instanceof RefusedError && error.problem.field === 'property') error.problem.field = 'orders';
      throw error;
    });
  const point = await explorer().point(setup, run.orders.way);
  if (!point.standings.some((one) => one.property === property)) throw unknown(property, point.standings);
  const other = asked.mine || !asked.beside || asked.beside === 'none' ? null : besides(point.line, asked.beside);
  const lane = (/** @type {OrdersRun} */ run) => laneOf(run, property, catalogue);
  const lanes = [lane(run)];
  let beside = null;
  if (other !== null) {
    const again = await explorer()
      .play(other, run.orders.way, goal, { of: point.line, signal })
      .catch((error) => {
        if (!(error instanceof RefusedError)) throw error;
        throw refused('beside', `${asked.beside}`, words.allowed.beside);
      });
    beside = await explorer().point(other, run.orders.way, point.line);
    lanes.push(lane(again));
  }
  const canonical = { ...asked, setup: point.line, way: asked.mine || asked.way !== null ? run.orders.way : null };
  return {
    line: writeOrder(canonical),
    values: { ...run.values, do: '' },
    lanes,
    order: { asked: canonical, way: run.orders.way, point, times_ns: run.orders.times_ns, beside, shows },
  };
}

/**
 * The way to play, the property that it leads to, and that property again if it is not the requested one.
 * @param {import('./line.js').Asked} asked @param {import('../engine/explorer.js').Options} options
 */
async function wayOf({ mine, way, property, setup }, options) {
  if (mine || way !== null) return { way: way ?? '', goal: property, shows: null };
  const { findings } = await foundOf(setup, options);
  const finding = findings.find((one) => one.property === property);
  if (!finding) throw unknown(property, findings);
  if (finding.ways.length) return { way: finding.ways[0].way, goal: property, shows: null };
  const other = findings.find(({ verdict }) => verdict === 'happens');
  return { way: other?.ways[0].way ?? '', goal: other?.property ?? property, shows: other?.property ?? null };
}

/** @param {string} property @param {{ property: string }[]} all */
const unknown = (property, all) => refused('orders', property, words.oneOf(all.map((one) => one.property)));

/** @param {OrdersRun} run @param {string} property @param {Catalogue} catalogue @returns {Lane} */
function laneOf(run, property, catalogue) {
  const { strategy, write_policy } = run.values;
  const { title } = titleOf(catalogue, strategy);
  const policy = titleOf(catalogue, write_policy, 'write_policy');
  const { line: setup, way } = run.orders;
  const line = writeOrder({ property, mine: false, way, beside: null, setup });
  return { strategy, title: words.both(title, policy.title), doc: policy.doc, line, run };
}
