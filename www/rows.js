/**
 * Rows of a run gathered once, for views that follow one key through it: its stays in the cache, who held its lock, the
 * dice rolled for it. The columns are the core's; here they are only found again quickly.
 */

/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('./run.js').EventKind} EventKind */
/** @typedef {{ from_ns: number, to_ns: number, actor: number }} Holding */

/** The key the views follow: the most popular one. */
export const KEY = 0;

/** @template T @param {(run: Run, kinds: EventKind[]) => T} gather */
function once(gather) {
  /** @type {WeakMap<Run, T>} */
  const known = new WeakMap();
  return (/** @type {Run} */ run, /** @type {EventKind[]} */ kinds) => {
    let found = known.get(run);
    if (!found) known.set(run, (found = gather(run, kinds)));
    return found;
  };
}

/** @param {EventKind[]} kinds @param {string} name */
const numberOf = (kinds, name) => kinds.findIndex((kind) => kind.name === name);

/** The rows in `stays`, in order. */
export const staysOf = once(({ stays }) => Array.from(stays.key.keys()).filter((i) => stays.key[i] === KEY));

/** The rows in `events` of the dice rolled, in order. */
export const diceOf = once(({ events }, kinds) => {
  const rolled = numberOf(kinds, 'DiceRolled');
  /** @type {number[]} */
  const rows = [];
  for (let i = 0; i < events.kind.length; i++) if (events.kind[i] === rolled && events.key[i] === KEY) rows.push(i);
  return rows;
});

/** Who held the lock, from when to when, in order. A lock that ran out was held until then, whoever noticed it when. */
export const holdingsOf = once(({ events, end_ns }, kinds) => {
  const [acquired, released, expired, voided] = ['LockAcquired', 'LockReleased', 'LockExpired', 'LeaseVoided'].map(
    (name) => numberOf(kinds, name),
  );
  /** @type {Holding[]} */
  const holdings = [];
  for (let i = 0; i < events.kind.length; i++) {
    if (events.key[i] !== KEY) continue;
    const kind = events.kind[i];
    const at_ns = events.at_ns[i];
    const last = holdings[holdings.length - 1];
    if (last?.to_ns === Infinity) {
      if (kind === released || kind === voided || kind === acquired) last.to_ns = at_ns;
      else if (kind === expired) last.to_ns = at_ns - events.b[i];
    }
    if (kind === acquired) holdings.push({ from_ns: at_ns, to_ns: Infinity, actor: events.actor[i] });
  }
  for (const holding of holdings) holding.to_ns = Math.min(holding.to_ns, end_ns);
  return holdings;
});
