/**
 * The page's side of the explorer of orders: an engine like the simulation's, with its own worker and core, which are
 * fetched at its first use.
 */

import { Engine } from './engine.js';
import { startOrders } from './start_orders.js';

/** @typedef {import('./orders.js').Finding} Finding */
/** @typedef {{ line: string, states: number, findings: Finding[] }} Found what a search has found */
/** @typedef {{ signal?: AbortSignal, onProgress?: (tried: number) => void }} Options */

export class Explorer {
  /** @param {Engine} [engine] */
  constructor(engine = new Engine(startOrders)) {
    this.engine = engine;
  }

  /** Tries every order of a setup. @param {string} line @param {Options} [options] @returns {Promise<Found>} */
  explore(line, options) {
    return this.engine.ask({ type: 'explore', line }, options);
  }

  /**
   * A point on a way: what has happened, and what may come next.
   * @param {string} line @param {string} way @param {string} [of] the setup whose order it is, if not this one
   * @returns {Promise<import('./orders.js').OrdersPoint>}
   */
  point(line, way, of = '') {
    return this.engine.ask({ type: 'point', line, way, of });
  }

  /**
   * A way as a run.
   * @param {string} line @param {string} way @param {string} property it is a way to that one; '' for a part of a way
   * @param {{ of?: string, signal?: AbortSignal }} [options] of: the setup whose order it is, if not this one
   * @returns {Promise<import('./orders.js').OrdersRun>}
   */
  play(line, way, property, { of = '', signal } = {}) {
    return this.engine.ask({ type: 'play', line, way, property, of }, { signal });
  }
}

/** @type {Explorer | undefined} */
let shared;

/** The one that all playgrounds of this page share. */
export function explorer() {
  shared ??= new Explorer();
  return shared;
}
