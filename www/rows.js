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
export const diceOf = once(({ events: { kind, key } }, kinds) => {
  const rolled = numberOf(kinds, 'DiceRolled');
  /** @type {number[]} */
  const rows = [];
  for (let i = 0; i < kind.length; i++) if (kind[i] === rolled && key[i] === KEY) rows.push(i);
  return rows;
});

/** Who held the lock, from when to when, in order. A lock that ran out was held until then, whoever noticed it when. */
export const holdingsOf = once(({ events: { at_ns, kind, key, actor, b }, end_ns }, kinds) => {
  const [acquired, released, expired, voided] = ['LockAcquired', 'LockReleased', 'LockExpired', 'LeaseVoided'].map(
    (name) => numberOf(kinds, name),
  );
  /** By kind, whether it is one of them: most are not. */
  const concerns = kinds.map((_, number) => [acquired, released, expired, voided].includes(number));
  /** @type {Holding[]} */
  const holdings = [];
  for (let i = 0; i < kind.length; i++) {
    if (!concerns[kind[i]] || key[i] !== KEY) continue;
    const last = holdings[holdings.length - 1];
    if (last?.to_ns === Infinity) {
      if (kind[i] === expired) last.to_ns = at_ns[i] - b[i];
      else last.to_ns = at_ns[i];
    }
    if (kind[i] === acquired) holdings.push({ from_ns: at_ns[i], to_ns: Infinity, actor: actor[i] });
  }
  for (const holding of holdings) holding.to_ns = Math.min(holding.to_ns, end_ns);
  return holdings;
});
