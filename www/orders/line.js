/**
 * An order as a line in the address: `orders=stale_until_ttl way=R0,R0,W0 strategy=unprotected`.
 *
 *     orders   the property that is asked about        way     the order; without it, the shortest way to the property
 *     by=you   it is being chosen by hand              beside  another strategy and policy, for the same order
 *
 * The other fields are the explorer's setup, which the core parses.
 */

import { RefusedError } from '../engine/engine.js';
import { join, tokens } from '../line/line.js';
import { ordersWords as words } from './words.js';

/**
 * @typedef {object} Asked
 * @property {string} property
 * @property {boolean} mine whether it is being chosen by hand
 * @property {string | null} way in the short form; null for the shortest way there is
 * @property {string | null} beside such as `lease/invalidate`; `none` for nothing
 * @property {string} setup
 */

const OWN = ['orders', 'by', 'way', 'beside'];
/** Enough for the 400 moves that the core reads. It refuses longer ways itself. */
const WAY_CHARS_MAX = 4_000;

/** @param {string} line @returns {Asked} */
export function readOrder(line) {
  const pairs = tokens(line);
  const own = new Map(pairs.filter(([name]) => OWN.includes(name)));
  const by = own.get('by');
  if (by !== undefined && by !== 'you') throw refused('by', by, words.allowed.by);
  const way = own.get('way')?.replaceAll(',', ' ') ?? null;
  if (way && way.length > WAY_CHARS_MAX) throw refused('way', `${way.slice(0, 40)}…`, words.allowed.way);
  return {
    property: own.get('orders') ?? '',
    mine: by === 'you',
    way,
    beside: own.get('beside') ?? null,
    setup: join(pairs.filter(([name]) => !OWN.includes(name))),
  };
}

/** @param {Asked} asked */
export function writeOrder({ property, mine, way, beside, setup }) {
  /** @type {[string, string][]} */
  const own = [['orders', property]];
  if (mine) own.push(['by', 'you']);
  if (way) own.push(['way', way.trim().replace(/\s+/g, ',')]);
  if (beside) own.push(['beside', beside]);
  return join([...own, ...tokens(setup)]);
}

/** @param {string} field @param {string} value @param {string} allowed */
export const refused = (field, value, allowed) =>
  new RefusedError({ field, value, allowed, message: words.mustBe(field, value, allowed) });

/** A field's value in a setup, or its default. @param {string} setup @param {string} name */
export const valueIn = (setup, name, otherwise = '') =>
  tokens(setup).find(([other]) => other === name)?.[1] ?? otherwise;
