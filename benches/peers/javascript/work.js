// The work of benches/work/mod.rs in JavaScript: the same draws, bit for bit.

export const SERVERS = 10;
export const CONNECTIONS = 40;
export const STORE = 500;
export const OPENING = 1_000_000;

/**
 * @typedef {object} Work
 * @property {string} kind
 * @property {number} readers readers, sleepers or customers
 * @property {number} times how often each sleeps (hold), or how many simulations there are
 * @property {Uint32Array} gaps mm10: the ticks before each arrival
 * @property {Uint32Array} services mm10: the ticks of each service
 */

/**
 * @param {string} kind
 * @param {number} readers
 * @param {number} times
 * @returns {Work}
 */
export function workOf(kind, readers, times) {
  const customers = kind === 'mm10' ? readers : 0;
  const drawn = (/** @type {number} */ stream, /** @type {number} */ mean) =>
    Uint32Array.from({ length: customers }, (_, customer) => exponential(stream, customer, mean));
  return { kind, readers, times, gaps: drawn(1, 125_000), services: drawn(2, 1_000_000) };
}

/** A much smaller workload of the same kind, which is run once before timing. */
export function warmUpOf(/** @type {string} */ kind, /** @type {number} */ readers, /** @type {number} */ times) {
  return times < 10 ? workOf(kind, Math.ceil(readers / 20), times) : workOf(kind, readers, Math.floor(times / 10));
}

/** How long a sleeper or reader sleeps at its step. */
export function sleep(/** @type {number} */ reader, /** @type {number} */ step) {
  return 1 + below(3 + step, reader, 2_000_000);
}

/** How long the cache lookup of a reader in a stampede takes. */
export function lookUp(/** @type {number} */ reader) {
  return 500 + ((reader * 7_919) % 10_007);
}

/** How long the query of a reader in a stampede takes. */
export function query(/** @type {number} */ reader) {
  return 25_000 + below(0, reader, 50_000);
}

/** Adds a reader to the digest of an order. */
export function after(/** @type {number} */ order, /** @type {number} */ reader) {
  return (Math.imul(order, 31) + reader) >>> 0;
}

function mix(/** @type {number} */ x) {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

function draw(/** @type {number} */ stream, /** @type {number} */ number) {
  return mix(number ^ mix(stream + 1));
}

/** A number below a bound. It is exact for bounds up to two million, because the product stays below 2⁵³. */
function below(/** @type {number} */ stream, /** @type {number} */ number, /** @type {number} */ bound) {
  return Math.floor((draw(stream, number) * bound) / 2 ** 32);
}

function exponential(/** @type {number} */ stream, /** @type {number} */ number, /** @type {number} */ mean) {
  const unit = (draw(stream, number) + 0.5) / 2 ** 32;
  return Math.max(1, Math.floor(-Math.log(unit) * mean + 0.5));
}
