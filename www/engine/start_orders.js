/** Starts the worker of the explorer of orders, with its own core. */

import { starter } from './starter.js';

/** Starts a worker. */
export const startOrders = starter(
  (Worker) => new Worker(new URL('./orders_worker.js', import.meta.url), { type: 'module' }),
  new URL('../wasm/orders/cache_aside_playground_bg.wasm', import.meta.url).href,
);
