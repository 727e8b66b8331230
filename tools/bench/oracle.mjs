// What must come out of each piece of work, by arithmetic and without a simulator: whoever says otherwise has done
// other work, and its speed is nobody's business.

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
    case 'hold': // A sleeper ends when it has slept all its sleeps.
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
      const stored = lookUp(0) + query(0) + STORE; // Reader 0 is the first: its look-up is the shortest.
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
 * When each is served, first come, first served: as soon as the earliest of the servers is free.
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

/** How long each customer of M/M/10 waits, in ticks. */
function waits(/** @type {number} */ customers) {
  const { gaps, services } = workOf('mm10', customers, 1);
  let now = 0;
  const arrivals = Array.from(gaps, (gap) => (now += gap));
  return inLine(SERVERS, arrivals, Array.from(services)).map((start, place) => start - arrivals[place]);
}

/**
 * The mean wait of these very draws against Erlang C, in units of the mean service. Waits of neighbours depend on each
 * other: the standard error is that of twenty batches' means.
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
