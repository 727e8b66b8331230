/**
 * Fetches the events of runs that are too large to keep them. A view asks for a window; one that is not here is made by
 * running the line again up to it, in the worker, one window at a time, and the views are drawn again when it has come.
 *
 *     ├───────────── the run ──────────────────────────────────────────┤
 *                          ├── soon ──┼───── here ─────┼── soon ──┤      a window; near its edges the next one is
 *                                             ▲ cursor                   fetched beforehand
 */

import { bisectRight } from 'd3-array';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').Ask} Ask */
/** @typedef {import('../engine/run.js').Events} Events */
/** @typedef {{ run: Run, ask: Ask, name: string }} Want */

/** Events on either side of the cursor: 8 MB in all. */
const ROWS = 100_000;
/** Of one kind, on either side: more than a view draws. */
const ROWS_OF_KIND = 2_400;
/** Windows of a run that are kept: that at the cursor, the dice, the stories looked at last. */
const KEPT = 8;

/** How much is asked for on either side. A story is all that happened until then. @param {Ask} ask */
export function sizeOf({ actor, kind }) {
  if (actor !== undefined) return { before: 5 * ROWS, after: 0 };
  const rows = kind === undefined ? ROWS : ROWS_OF_KIND;
  return { before: rows, after: rows };
}

/**
 * Whether a window has what is asked for, and nothing near its edges.
 * @param {Pick<Events, 'from_ns' | 'to_ns' | 'at_ns'>} events @param {Ask} ask @param {number} end_ns of the run
 * @returns {'here' | 'soon' | 'missing'}
 */
export function reach({ from_ns, to_ns, at_ns: times }, ask, end_ns) {
  const { at_ns, since_ns = at_ns, enough = Infinity } = ask;
  const { before, after } = sizeOf(ask);
  const until = bisectRight(times, at_ns);
  const all = from_ns <= since_ns;
  if (at_ns < from_ns || at_ns > to_ns || !(all || until >= enough)) return 'missing';
  // How many rows further back there is enough, too.
  const spare = enough === Infinity ? until : until - enough;
  const early = from_ns > 0 && spare < before / 4 && !(all && since_ns < at_ns);
  const late = to_ns < end_ns && times.length - until < after / 4;
  return early || late ? 'soon' : 'here';
}

/** How far apart two asks may be for one window to do for both, as far as a run's mean tells. @param {Run} run */
export const span_ns = ({ end_ns, report }) => (end_ns * ROWS) / report.events;

export class Details {
  /**
   * @param {import('../engine/engine.js').Engine} engine
   * @param {() => void} changed what was asked for is here
   * @param {(message: string) => void} failed
   */
  constructor(engine, changed, failed) {
    this.engine = engine;
    this.changed = changed;
    this.failed = failed;
    /** The windows of each run by name, the one fetched last at the end. @type {WeakMap<Run, Map<string, Events>>} */
    this.held = new WeakMap();
    /** What the views have asked for since they began to draw, the most urgent first. @type {Want[]} */
    this.wants = [];
    /** @type {(Want & { abort: AbortController }) | null} */
    this.going = null;
    /** What the worker died over: not asked for again as it is. @type {Want[]} */
    this.lost = [];
  }

  /** Answers for these runs from now on, and for no others. @param {Run[]} runs */
  serve(runs) {
    for (const run of runs) run.detail ??= (ask) => this.get(run, ask);
    this.lost = this.lost.filter(({ run }) => runs.includes(run));
    if (this.going && !runs.includes(this.going.run)) this.stop();
    this.changed();
  }

  /** @param {Run} run @param {Ask} ask @returns {Events | null} */
  get(run, ask) {
    const name = [ask.actor, ask.kind, ask.key].join();
    const held = this.held.get(run)?.get(name);
    const there = held ? reach(held, ask, run.end_ns) : 'missing';
    if (there !== 'here') {
      if (!this.wants.length) queueMicrotask(() => this.settle());
      const want = { run, ask, name };
      if (there === 'missing') this.wants.unshift(want);
      else this.wants.push(want);
    }
    return there === 'missing' ? null : (held ?? null);
  }

  /** When all views are drawn: goes on with what is still wanted, or turns to that. */
  settle() {
    const wants = this.wants.splice(0).filter((want) => !this.lost.some((lost) => same(want, lost, 0)));
    const { going } = this;
    if (going && wants.some((want) => same(want, going, span_ns(want.run)))) return;
    if (!wants.length) return;
    this.stop();
    this.fetch(wants[0]);
  }

  stop() {
    this.going?.abort.abort();
    this.going = null;
  }

  /** @param {Want} want */
  async fetch(want) {
    const { run, ask, name } = want;
    const abort = new AbortController();
    this.going = { ...want, abort };
    try {
      const { actor, kind, key } = ask;
      const window = { at_ns: ask.at_ns + 1, ...sizeOf(ask), actor, kind, key };
      const events = await this.engine.ask({ type: 'detail', line: run.line, window }, abort);
      const held = this.held.get(run) ?? new Map();
      this.held.set(run, held);
      held.delete(name);
      held.set(name, events);
      // The first is the one that was fetched longest ago; that at the cursor is looked at all the time.
      if (held.size > KEPT) held.delete([...held.keys()].find((one) => one !== CURSOR));
      this.lost = this.lost.filter((lost) => !same(lost, want, Infinity));
    } catch (error) {
      if (abort.signal.aborted) return;
      this.lost.push(want);
      this.failed(error instanceof Error ? error.message : String(error));
    }
    this.going = null;
    this.changed();
  }
}

/** The name of a window of all events. */
const CURSOR = [undefined, undefined, undefined].join();

/** @param {Want} one @param {Want} other @param {number} apart_ns */
const same = (one, other, apart_ns) =>
  one.run === other.run && one.name === other.name && Math.abs(one.ask.at_ns - other.ask.at_ns) <= apart_ns;
