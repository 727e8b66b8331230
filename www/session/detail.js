/**
 * Fetches excerpts of the events of large runs, which are kept without their events. A view requests the events that it
 * needs. An excerpt that is not loaded is computed by running the line again in the worker, one excerpt at a time, and
 * the views are redrawn when it arrives.
 *
 *     ├───────────── the run ──────────────────────────────────────────┤
 *                          ├── soon ──┼───── here ─────┼── soon ──┤      an excerpt; near its edges the next
 *                                             ▲ cursor                   one is fetched in advance
 */

import { bisectRight } from 'd3-array';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').EventQuery} EventQuery */
/** @typedef {import('../engine/run.js').Events} Events */
/** @typedef {{ run: Run, query: EventQuery, name: string }} Want */

/** The number of events on either side of the cursor: 8 MB in all. */
const ROWS = 100_000;
/** The number of events of one kind on either side: more than a view draws. */
const ROWS_OF_KIND = 2_400;
/** The number of excerpts kept for a run: at the cursor, the dice, and the latest stories. */
const KEPT = 8;

/** The number of events to request on either side. A story needs all until its end. @param {EventQuery} query */
export function sizeOf({ actor, kind }) {
  if (actor !== undefined) return { before: 5 * ROWS, after: 0 };
  const rows = kind === undefined ? ROWS : ROWS_OF_KIND;
  return { before: rows, after: rows };
}

/**
 * Whether an excerpt has the requested events (`here`), and is so near its edges that the next one is needed `soon`.
 * @param {Pick<Events, 'from_ns' | 'to_ns' | 'at_ns'>} events @param {EventQuery} query
 * @param {number} end_ns of the run
 * @returns {'here' | 'soon' | 'missing'}
 */
export function reach({ from_ns, to_ns, at_ns: times }, query, end_ns) {
  const { at_ns, since_ns = at_ns, enough = Infinity } = query;
  const { before, after } = sizeOf(query);
  const until = bisectRight(times, at_ns);
  const all = from_ns <= since_ns;
  if (at_ns < from_ns || at_ns > to_ns || !(all || until >= enough)) return 'missing';
  // The rows that may be missing at the start.
  const spare = enough === Infinity ? until : until - enough;
  const early = from_ns > 0 && spare < before / 4 && !(all && since_ns < at_ns);
  const late = to_ns < end_ns && times.length - until < after / 4;
  return early || late ? 'soon' : 'here';
}

/** The distance of two requests that one excerpt can serve, by the mean rate of events. @param {Run} run */
export const span_ns = ({ end_ns, report }) => (end_ns * ROWS) / report.events;

export class Details {
  /**
   * @param {import('../engine/engine.js').Engine} engine
   * @param {() => void} changed called when an excerpt has arrived
   * @param {(message: string) => void} failed
   */
  constructor(engine, changed, failed) {
    this.engine = engine;
    this.changed = changed;
    this.failed = failed;
    /** The excerpts of each run by name, the latest at the end. @type {WeakMap<Run, Map<string, Events>>} */
    this.excerpts = new WeakMap();
    /** The requests of the views since they began to draw, the most urgent first. @type {Want[]} */
    this.wants = [];
    /** @type {(Want & { abort: AbortController }) | null} */
    this.going = null;
    /** Requests that have failed, which are not repeated. @type {Want[]} */
    this.lost = [];
  }

  /** Serves these runs from now on, and no others. @param {Run[]} runs */
  serve(runs) {
    for (const run of runs) run.detail ??= (query) => this.get(run, query);
    this.lost = this.lost.filter(({ run }) => runs.includes(run));
    if (this.going && !runs.includes(this.going.run)) this.stop();
    this.changed();
  }

  /** @param {Run} run @param {EventQuery} query @returns {Events | null} */
  get(run, query) {
    const name = [query.actor, query.kind, query.key].join();
    const excerpt = this.excerpts.get(run)?.get(name);
    const there = excerpt ? reach(excerpt, query, run.end_ns) : 'missing';
    if (there !== 'here') {
      if (!this.wants.length) queueMicrotask(() => this.settle());
      const want = { run, query, name };
      if (there === 'missing') this.wants.unshift(want);
      else this.wants.push(want);
    }
    return there === 'missing' ? null : (excerpt ?? null);
  }

  /**
   * Called when all views are drawn: continues with the current fetch if it is still needed, or starts the most urgent
   * one.
   */
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
    const { run, query, name } = want;
    const abort = new AbortController();
    this.going = { ...want, abort };
    try {
      const { actor, kind, key } = query;
      const excerpt = { at_ns: query.at_ns + 1, ...sizeOf(query), actor, kind, key };
      const events = await this.engine.ask({ type: 'detail', line: run.line, excerpt }, abort);
      const excerpts = this.excerpts.get(run) ?? new Map();
      this.excerpts.set(run, excerpts);
      excerpts.delete(name);
      excerpts.set(name, events);
      // Removes the oldest one, but never the one at the cursor.
      if (excerpts.size > KEPT) excerpts.delete([...excerpts.keys()].find((one) => one !== CURSOR));
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

/** The name of an excerpt with all kinds of events. */
const CURSOR = [undefined, undefined, undefined].join();

/** @param {Want} one @param {Want} other @param {number} apart_ns */
const same = (one, other, apart_ns) =>
  one.run === other.run && one.name === other.name && Math.abs(one.query.at_ns - other.query.at_ns) <= apart_ns;
