/**
 * Rows of a run gathered once, for views that follow one key: its stays in the cache, the holders of its lock, the dice
 * rolled for it; and the events around a time, kept or fetched. The columns are the core's; here they are only
 * found again quickly.
 */

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').Events} Events */
/** @typedef {import('../engine/run.js').EventKind} EventKind */

/** The key the views follow: the most popular one. */
export const KEY = 0;

/** Whether all events of a run are here: a large one is held without them. @param {Run} run */
export const isWhole = ({ events, report }) => events.at_ns.length === report.events;

/**
 * Events of a run: all of them, or of a large one at least those that are asked for; null while they are fetched.
 * @param {Run} run @param {import('../engine/run.js').Ask} ask @returns {Events | null}
 */
export const eventsOf = (run, ask) => (isWhole(run) ? run.events : (run.detail?.(ask) ?? null));

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

/** The number of the dice among the kinds of event. @param {EventKind[]} kinds */
export const diceKind = (kinds) => kinds.findIndex(({ name }) => name === 'DiceRolled');

/** The rows of the dice rolled, in order. */
export const diceOf = once((/** @type {Events} */ { kind, key }, kinds) => {
  const rolled = diceKind(kinds);
  /** @type {number[]} */
  const rows = [];
  for (let i = 0; i < kind.length; i++) if (kind[i] === rolled && key[i] === KEY) rows.push(i);
  return rows;
});
