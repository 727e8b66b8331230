/**
 * The worker of the explorer of orders, with its own core: searches in slices, points on ways, and ways as runs. It
 * also parses lines as people write them, which the simulation's core does not.
 */

import init, * as core from '../wasm/orders/cache_aside_playground.js';
import { serve } from './thread.js';

/** The number of states per slice, which takes some milliseconds. */
const SLICE_STATES = 2000;

serve(init, (request) => {
  switch (request.type) {
    case 'parse':
      return { value: core.parse(request.line) };
    case 'explore':
      return exploring(new core.Orders(request.line, request.states_max));
    case 'point':
      return { value: core.orders_point(request.line, request.way, request.of) };
    case 'play':
      return { value: core.orders_play(request.line, request.way, request.property, request.of) };
    default:
      throw new Error(`${request.type} is not for this thread`);
  }
});

/** @param {core.Orders} orders */
const exploring = (orders) => ({
  advance: () => orders.advance(SLICE_STATES),
  progress: () => orders.tried(),
  finish: () => {
    const value = { line: orders.line(), states: orders.states(), findings: orders.findings() };
    orders.free();
    return value;
  },
  free: () => orders.free(),
});
