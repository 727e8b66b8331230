/** The finding over all orders, for the property that a line of orders asks about. */

import { findingIn, foundOf } from '../orders/found.js';
import { readOrder } from '../orders/line.js';

/** @param {string} line @returns {Promise<import('../engine/orders.js').Finding>} */
export async function findingOf(line) {
  const { property, setup } = readOrder(line);
  const finding = findingIn(await foundOf(setup), property);
  if (!finding) throw new TypeError(line);
  return finding;
}
