/** The dice rolled for the value in the cache at a time, and the scale of their curve. */

import { bisector } from 'd3-array';

import { diceKind, diceOf, eventsOf, isWhole, KEY } from '../run/rows.js';
import { stayAt } from './cachebox.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').Events} Events */
/** @typedef {import('../engine/run.js').EventKind} EventKind */
/** @typedef {{ set_ns: number, fresh_until_ns: number, gone_ns: number }} Stay */
/**
 * @typedef {object} Rolls
 * @property {Stay | null} stay the value's stay in the cache; null while there is none
 * @property {boolean} fetched false while the events are fetched
 * @property {Events} events
 * @property {number[]} rows the rolls up to the time, as rows of `events`
 * @property {number[]} early those of them that refresh early
 * @property {boolean} latest whether these are the latest rolls, and not all
 * @property {number} scale_ns Δ·β, or the window ξ where the curve is a line; 0 where it is not known
 */

/** The number of rolls of a large run that are used: the latest. */
export const ROLLS_MAX = 600;

/** @param {boolean} straight whether the curve is a line */
export function rollsFinder(straight) {
  /** The scale of the stay looked at. @type {{ events: Events | null, set_ns: number, ns: number }} */
  let scale = { events: null, set_ns: 0, ns: 0 };
  /** @param {Run} run @param {EventKind[]} kinds @param {number} at_ns @returns {Rolls} */
  return (run, kinds, at_ns) => {
    const last = stayAt(run, at_ns);
    const stay = last?.here && last.fresh_until_ns > last.set_ns ? last : null;
    const of_stay = { since_ns: stay?.set_ns, enough: ROLLS_MAX, kind: diceKind(kinds), key: KEY };
    const events = stay && eventsOf(run, { at_ns, ...of_stay });
    if (!stay || !events) {
      scale = { events: null, set_ns: 0, ns: 0 };
      return { stay, fetched: !stay, events: run.events, rows: [], early: [], latest: false, scale_ns: 0 };
    }
    const { from, until, all } = rolled(events, kinds, stay, at_ns);
    // Of a large run more than the latest may not be here, or be here by chance.
    const latest = !isWhole(run) && until - from > ROLLS_MAX;
    const rows = all.slice(latest ? until - ROLLS_MAX : from, until);
    const early = rows.filter((i) => events.a[i] <= events.b[i]);
    if (scale.events !== events || scale.set_ns !== stay.set_ns)
      scale = { events, set_ns: stay.set_ns, ns: scaleOf(events, all.slice(from), straight) };
    return { stay, fetched: true, events, rows, early, latest, scale_ns: scale.ns };
  };
}

/**
 * The dice of one stay: all[from, until) fell up to the cursor, all[from, …) in the whole of it.
 * @param {Events} events @param {import('../engine/run.js').EventKind[]} kinds
 * @param {{ set_ns: number, gone_ns: number }} stay @param {number} at_ns
 */
function rolled(events, kinds, stay, at_ns) {
  const all = diceOf(events, kinds);
  const at = bisector((/** @type {number} */ i) => events.at_ns[i]);
  const end = at.right(all, stay.gone_ns);
  return { from: at.left(all, stay.set_ns), until: Math.min(end, at.right(all, at_ns)), all: all.slice(0, end) };
}

/**
 * Δ·β of a stay, as the thresholds of its reads tell it: they are e^(-left/(Δ·β)); or the window ξ, if they are 1 −
 * left/ξ. The largest one tells it best.
 * @param {Events} events @param {number[]} rows @param {boolean} straight
 */
function scaleOf(events, rows, straight) {
  let best = -1;
  for (const i of rows) if (events.b[i] > 0 && events.b[i] < 1 && (best < 0 || events.b[i] > events.b[best])) best = i;
  return best < 0 ? 0 : events.c[best] / (straight ? 1 - events.b[best] : -Math.log(events.b[best]));
}
