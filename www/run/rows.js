/**
 * Rows of a run that concern the key shown by the views, found once: its stays in the cache, its lock holders, and the
 * dice rolled for it. Also the events around a time, loaded or fetched. The columns come from the core.
 */

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').Events} Events */
/** @typedef {import('../engine/run.js').EventKind} EventKind */

/** The key that the views show: the most popular one. */
export const KEY = 0;

/** Whether all events of a run are loaded; those of a large one are not. @param {Run} run */
export const isWhole = ({ events, report }) => events.at_ns.length === report.events;

/**
 * Events of a run: all of them or, for a large run, at least the requested ones; null while they are fetched.
 * @param {Run} run @param {import('../engine/run.js').EventQuery} ask @returns {Events | null}
 */
export const eventsOf = (run, ask) => (isWhole(run) ? run.events : (run.detail?.(ask) ?? null));

/** Kinds of event whose first number is how much they found; at 0 nothing has changed. */
const FOUND = ['CacheExpired', 'CacheFlushed', 'LocksLost'];

/**
 * Whether nothing was changed by what an event tells of.
 * @param {Events} events @param {number} i @param {EventKind[]} kinds
 */
export function isIdle(events, i, kinds) {
  const { name } = kinds[events.kind[i]];
  return name === 'InterventionIdle' || (FOUND.includes(name) && events.a[i] === 0);
}

/** @template {object} F @template T @param {(from: F, kinds: EventKind[]) => T} gather */
function once(gather) {
  /** @type {WeakMap<F, T>} */
  const known = new WeakMap();
  return (/** @type {F} */ from, /** @type {EventKind[]} */ kinds = []) => {
    let found = known.get(from);
    if (!found) known.set(from, (found = gather(from, kinds)));
    return found;
  };
}

/** @param {Uint32Array} keys */
const ofKey = (keys) => Array.from(keys.keys()).filter((i) => keys[i] === KEY);

/** The rows in `stays`, in order. */
export const staysOf = once((/** @type {Run} */ { stays }) => ofKey(stays.key));

/** The rows in `holdings`, in order. */
export const holdingsOf = once((/** @type {Run} */ { holdings }) => ofKey(holdings.key));

/** The number of the event kind `DiceRolled`. @param {EventKind[]} kinds */
export const diceKind = (kinds) => kinds.findIndex(({ name }) => name === 'DiceRolled');

/** The rows of the dice rolled, in order. */
export const diceOf = once((/** @type {Events} */ { kind, key }, kinds) => {
  const rolled = diceKind(kinds);
  /** @type {number[]} */
  const rows = [];
  for (let i = 0; i < kind.length; i++) if (kind[i] === rolled && key[i] === KEY) rows.push(i);
  return rows;
});
