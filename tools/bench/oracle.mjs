// The expected result of each piece of work, computed without a simulator. A contestant with another result has not
// done the work.

import {
  after,
  CONNECTIONS,
  lookUp,
  query,
  SERVERS,
  sleep,
  STORE,
  workOf,
} from '../../benches/peers/javascript/work.js';
import { Failure } from '../setup/commands.mjs';

/** @typedef {{ id: string, name: string, kind: string, readers: number, times: number, events?: number }} Case */

/** The digest of a case; null for the model, which has its own tests. */
export function digestOf(/** @type {Case} */ { kind, readers, times }) {
  const total = (/** @type {(reader: number) => number} */ of) => {
    let sum = 0;
    for (let reader = 0; reader < readers; reader += 1) sum += of(reader);
    return sum;
  };
  switch (kind) {
    case 'hold': // A sleeper ends after all its sleeps.
      return total((sleeper) => {
        let end = 0;
        for (let step = 0; step < times; step += 1) end += sleep(sleeper, step);
        return end;
      });
    case 'readers':
      return times * total((reader) => sleep(reader, 0) + sleep(reader, 1));
    case 'stampede': {
      const order = Array.from({ length: readers }, (_, reader) => reader).sort((a, b) => lookUp(a) - lookUp(b));
      const starts = inLine(CONNECTIONS, order.map(lookUp), order.map(query));
      return times * order.reduce((sum, reader, place) => sum + starts[place] + query(reader) + STORE, 0);
    }
    case 'lock': {
      const stored = lookUp(0) + query(0) + STORE; // Reader 0 comes first, because its lookup is the shortest.
      return times * total((reader) => stored + (reader === 0 ? 0 : lookUp(reader)));
    }
    case 'blocked': {
      let order = 0;
      for (let reader = 0; reader < readers; reader += 1) order = after(order, reader);
      return order;
    }
    case 'mm10':
      return waits(readers).reduce((sum, wait) => sum + wait, 0);
    default:
      return null;
  }
}

/**
 * The times at which arrivals are served: first come, first served, by the server that is free first.
 * Source: Kiefer and Wolfowitz, "On the theory of queues with many servers", 1955.
 * @param {number} servers
 * @param {number[]} arrivals in order
 * @param {number[]} services
 */
function inLine(servers, arrivals, services) {
  const free = new Array(servers).fill(0);
  return arrivals.map((arrival, place) => {
    const server = free.indexOf(Math.min(...free));
    const start = Math.max(arrival, free[server]);
    free[server] = start + services[place];
    return start;
  });
}

/** The wait of each customer of M/M/10, in ticks. */
function waits(/** @type {number} */ customers) {
  const { gaps, services } = workOf('mm10', customers, 1);
  let now = 0;
  const arrivals = Array.from(gaps, (gap) => (now += gap));
  return inLine(SERVERS, arrivals, Array.from(services)).map((start, place) => start - arrivals[place]);
}

/**
 * Compares the mean wait of these draws with Erlang C, in units of the mean service. The waits of successive customers
 * are correlated, so the standard error is computed from the means of twenty batches.
 */
export function checkAgainstErlang(/** @type {number} */ customers) {
  const BATCHES = 20;
  const all = waits(customers);
  const size = Math.floor(customers / BATCHES);
  const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const means = Array.from({ length: BATCHES }, (_, batch) => mean(all.slice(batch * size, (batch + 1) * size)) / 1e6);
  const measured = mean(means);
  const error = Math.sqrt(mean(means.map((value) => (value - measured) ** 2)) / (BATCHES - 1));
  const theory = erlangWait(SERVERS, 8);
  if (Math.abs(measured - theory) > 4 * error)
    throw new Failure(`M/M/10: a mean wait of ${measured} ± ${error}, where Erlang C says ${theory}`);
  return { measured, error, theory };
}

/**
 * The mean wait of M/M/c in units of the mean service: C/(c−a), where C = aᶜ/c!·1/(1−a/c) over that plus Σ aⁿ/n! for
 * n < c, and a is the load. For c = 10 and a = 8, C is .40918 and the wait .20459.
 */
function erlangWait(/** @type {number} */ servers, /** @type {number} */ load) {
  let term = 1;
  let sum = 0;
  for (let n = 1; n <= servers; n += 1) {
    sum += term;
    term *= load / n;
  }
  const tail = term / (1 - load / servers);
  return tail / (sum + tail) / (servers - load);
}
