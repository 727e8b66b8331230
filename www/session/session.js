/**
 * A session: the scenario, its lanes, and how they change. No DOM, no cursor.
 *
 * One line gives several lanes: the same traffic under each strategy compared, the chosen one last. A change computes
 * all lanes anew and replaces them together; until then, and when the core refuses, the last good ones stay. After a
 * poke, the lanes of the branch it was made on are kept for comparison.
 */

import { EngineError, RefusedError } from '../engine/engine.js';
import { Forks } from './forks.js';
import { limitsOf, uncachedLine } from './prices.js';
import { actionsOf, join, tokens, withAction, withActions, withField } from '../line/line.js';
import { Runs } from './runs.js';
import { isWhole } from '../run/rows.js';
import { peak } from '../run/steps.js';
import { strategiesOf, titleOf } from '../line/strategies.js';
import { printTime } from '../line/time.js';
import { words } from '../kit/words.js';
import { sessionWords } from './words.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').ScenarioError} ScenarioError */
/** @typedef {{ strategy: string, title: string, doc: string, line: string, run: Run }} Lane */
/**
 * A run that was asked for and is not shown yet; `at_ns` is where to put the cursor, null to leave it.
 * @typedef {{ line: string, compare: string[] | null, at_ns: number | null }} Change
 */
/** How it ends. @typedef {'done' | 'aborted' | ScenarioError} Ending */
/**
 * @typedef {object} Bounds What all lanes share, so that heights compare.
 * @property {number} end_ns
 * @property {number} load the most queries in flight or queued
 * @property {number} in_flight the most requests in flight
 * @property {'coming' | 'failed' | 'left_out'} ceiling why the ceiling of the prices is not known, where it is not
 * @property {Record<import('./prices.js').Price, import('./prices.js').Limit> | null} prices
 */

/** The strategies compared when none are named. */
const COMPARE = ['unprotected'];
/** As many lanes as a person can compare. */
export const LANES_MAX = 6;

export class Session {
  /**
   * @param {import('../engine/engine.js').Engine} engine
   * @param {(what: 'run' | 'progress' | 'problems', at_ns?: number | null) => void} changed
   */
  constructor(engine, changed) {
    this.engine = engine;
    this.runs = new Runs(engine);
    this.changed = changed;
    /** @type {import('../engine/engine.js').Catalogue | null} */
    this.catalogue = null;
    this.line = '';
    /** @type {Record<string, string>} */
    this.values = {};
    /** @type {string[] | null} */
    this.compare = null;
    /** In this order. @type {Change[]} */
    this.asked = [];
    /** @type {Lane[]} */
    this.lanes = [];
    /** The runs of the parent branch; none while they are computed, or without a parent. @type {Run[]} */
    this.before = [];
    /** @type {Bounds} */
    this.bounds = { end_ns: 0, load: 0, in_flight: 0, ceiling: 'coming', prices: null };
    /**
     * The same traffic without a cache, and its line.
     * @type {{ line: string, report: import('../engine/run.js').Report } | null}
     */
    this.uncached = null;
    /** @type {ScenarioError[]} */
    this.problems = [];
    /** Of the run being computed, 0 to 1. @type {number | null} */
    this.progress = null;
    /** What fetches the events of runs that are held without them. @type {import('./detail.js').Details | null} */
    this.details = null;
    this.forks = new Forks();
    /** Of the run being computed. */
    this.abort = new AbortController();
    /** Of what is computed for the lanes that are shown. */
    this.shown = new AbortController();
  }

  /**
   * What was asked for last, or what is shown: the next change starts from it.
   * @returns {Pick<Change, 'line' | 'compare'>}
   */
  get wanted() {
    return this.asked[this.asked.length - 1] ?? this;
  }

  /** The branch asked for last; undefined while that is a poke not computed yet. */
  get fork() {
    return this.forks.known(actionsOf(this.wanted.line));
  }

  /**
   * Opens a place: the scenario it names, or the first preset. What is not allowed is told and left out; the rest runs.
   * @param {import('../line/place.js').Place} place
   * @param {number | null} [at_ns] where to stand in it
   */
  async open(place, at_ns = place.at_ns) {
    this.problems = [...place.problems];
    return this.pursue({ line: this.wanted.line, compare: null, at_ns }, async (ask) => {
      const { presets } = (this.catalogue = await this.engine.catalogue());
      const named = presets.find((preset) => preset.name === place.preset);
      if (place.preset !== null && !named) {
        const allowed = presets.map((preset) => preset.name).join(', ');
        this.tell({
          field: 'preset',
          value: place.preset,
          allowed,
          message: sessionWords.badPreset(place.preset, allowed),
        });
      }
      const base = named ?? (place.line === null ? presets[0] : null);
      ask.line = tokens(place.line ?? '').reduce(
        (so_far, [name, value]) => withField(so_far, name, value),
        base?.line ?? '',
      );
      ask.compare = this.known(place.compare);
      for (;;) {
        try {
          return await this.compute(ask, true);
        } catch (error) {
          if (!(error instanceof RefusedError) || !ask.line) throw error;
          this.problems.push(error.problem);
          const pairs = tokens(ask.line);
          const rest = pairs.filter(([name]) => name !== error.problem.field);
          ask.line = join(rest.length < pairs.length ? rest : pairs.slice(0, -1));
        }
      }
    });
  }

  /** @param {string} line in any form @param {Partial<Change>} [other] what else is to be otherwise than now */
  change(line, { compare = this.wanted.compare, at_ns = null } = {}) {
    return this.pursue({ line, compare, at_ns }, async (ask) => {
      await this.compute(ask);
      this.problems = [];
    });
  }

  /** @param {string} name @param {string} value */
  set(name, value) {
    return this.change(withField(this.wanted.line, name, value));
  }

  /**
   * Adds an intervention at the next whole millisecond, so that nothing already seen changes, and stays there.
   * @param {string} action @param {number} at_ns
   */
  async poke(action, at_ns) {
    const time = printTime(Math.ceil(at_ns / 1e6) * 1e6);
    return this.change(withAction(this.wanted.line, `${time}:${action}`), { at_ns });
  }

  /** Goes to the branch with these interventions. @param {string} text as in `do=` */
  visit(text) {
    return this.change(withActions(this.wanted.line, text));
  }

  /** The strategies of all lanes, in their order; the last one is the chosen one. @param {string[]} strategies */
  compareWith(strategies) {
    const line = withField(this.wanted.line, 'strategy', strategies[strategies.length - 1]);
    return this.change(line, { compare: strategies.slice(0, -1) });
  }

  /** @param {Change} ask gets the core's own line @param {boolean} [afresh] as a run just opened, with no branches */
  async compute(ask, afresh = false) {
    const { line, values } = await this.engine.parse(ask.line);
    const place = this.asked.indexOf(ask);
    if (place < 0) throw new DOMException('no longer wanted', 'AbortError');
    ask.line = line;
    // Changes asked for before are part of this one, or abandoned.
    this.asked = this.asked.slice(place);
    this.abort.abort();
    const abort = (this.abort = new AbortController());
    const { signal } = abort;
    const above = (ask.compare ?? COMPARE).filter((strategy) => strategy !== values.strategy);
    const strategies = [...new Set([...above, values.strategy])].slice(-LANES_MAX);
    const done = strategies.map(() => 0);
    const lanes = await Promise.all(
      strategies.map(async (strategy, i) => {
        const lane_line = withField(line, 'strategy', strategy);
        const run = await this.runs.get(lane_line, { signal, onProgress: (part) => this.advance(done, i, part) });
        return { strategy, ...titleOf(this.catalogue, strategy), line: lane_line, run };
      }),
    ).catch((error) => {
      // A lane that fails cancels the others.
      abort.abort();
      throw error;
    });
    signal.throwIfAborted();
    this.shown.abort();
    this.shown = new AbortController();
    this.line = line;
    this.compare = ask.compare;
    this.values = values;
    this.lanes = lanes;
    if (afresh) this.forks.reset(values.do);
    this.forks.arrive(values.do);
    this.before = [];
    const uncached = uncachedLine(line, values, lanes);
    this.bounds = {
      end_ns: Math.max(...lanes.map(({ run }) => run.end_ns)),
      load: Math.max(...lanes.map(({ run }) => peak(run.steps.db_in_flight).value + peak(run.steps.db_queued).value)),
      in_flight: Math.max(...lanes.map(({ run }) => run.requests.rows)),
      ceiling: uncached ? 'coming' : 'left_out',
      prices: null,
    };
    if (uncached !== this.uncached?.line) this.uncached = null;
    this.price();
    this.changed('run', ask.at_ns);
    this.serveDetail();
    this.guarded(() => this.recall(line, this.shown.signal));
    if (uncached && !this.uncached) this.measureUncached(uncached, this.shown.signal);
  }

  price() {
    this.bounds.prices = limitsOf(this.lanes, this.uncached?.report ?? null);
  }

  /**
   * Runs the same traffic without a cache, for the ceiling of the prices; if that fails there is none.
   * @param {string} line @param {AbortSignal} signal
   */
  async measureUncached(line, signal) {
    const report = await this.engine.report(line, { signal }).catch(() => null);
    if (signal.aborted) return;
    if (report) this.uncached = { line, report };
    else this.bounds.ceiling = 'failed';
    this.price();
    this.changed('progress');
  }

  /**
   * Fetches the events of large runs when a view asks for them. The code for it is fetched with the first such run.
   */
  async serveDetail() {
    const runs = () => this.lanes.map(({ run }) => run).filter((run) => !isWhole(run));
    if (!this.details && !runs().length) return;
    try {
      const { Details } = await import('./detail.js');
      this.details ??= new Details(
        this.engine,
        () => this.changed('progress'),
        (message) => this.fail(message),
      );
      this.details.serve(runs());
    } catch {
      this.fail(words.notLoaded);
    }
  }

  /** @param {string} message */
  fail(message) {
    this.tell({ message });
    this.changed('problems');
  }

  /** Computes the runs of the parent branch, for comparison. @param {string} line @param {AbortSignal} signal */
  async recall(line, signal) {
    const { parent } = this.forks.now;
    if (!parent) return;
    const { line: before } = await this.engine.parse(withActions(line, parent.text));
    const runs = this.lanes.map(({ strategy }) => this.runs.get(withField(before, 'strategy', strategy), { signal }));
    const done = await Promise.all(runs);
    signal.throwIfAborted();
    this.before = done;
  }

  /** Stops computing; the last good lanes stay. */
  cancel() {
    this.abort.abort();
    this.asked = [];
    this.progress = null;
    this.changed('problems');
  }

  /** @param {number[]} done @param {number} i @param {number} part */
  advance(done, i, part) {
    done[i] = part;
    this.progress = done.reduce((sum, one) => sum + one, 0) / done.length;
    this.changed('progress');
  }

  /**
   * Runs a change; until it ends, the next change starts from what this one asks for.
   * @param {Change} ask @param {(ask: Change) => Promise<void>} action
   */
  pursue(ask, action) {
    this.asked.push(ask);
    return this.guarded(async () => {
      try {
        await action(ask);
      } finally {
        this.asked = this.asked.filter((one) => one !== ask);
        if (!this.asked.length) this.progress = null;
      }
    });
  }

  /**
   * Runs an action; a failure is told in words, and the last good lanes stay.
   * @param {() => Promise<void>} action @returns {Promise<Ending>}
   */
  async guarded(action) {
    /** @type {Ending} */
    let ending = 'done';
    try {
      await action();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return 'aborted';
      if (error instanceof RefusedError) ending = error.problem;
      else if (error instanceof EngineError) ending = { field: '', value: '', allowed: '', message: error.message };
      else throw error;
      this.tell(ending);
    }
    this.changed('problems');
    return ending;
  }

  /** Those of the named strategies that exist; the others are told as problems. @param {string[] | null} compare */
  known(compare) {
    const allowed = strategiesOf(this.catalogue);
    const told = allowed.join(', ');
    for (const name of compare ?? [])
      if (!allowed.includes(name))
        this.tell({ field: 'compare', value: name, allowed: told, message: sessionWords.badCompare(name, told) });
    return compare?.filter((name) => allowed.includes(name)) ?? null;
  }

  /**
   * Tells a problem; one that is told already is not told twice.
   * @param {Partial<ScenarioError> & { message: string }} problem
   */
  tell({ field = '', value = '', allowed = '', message }) {
    this.problems = [...this.problems.filter((one) => one.message !== message), { field, value, allowed, message }];
  }

  /** Takes a problem back that a view tells itself, beside the field it is about. @param {ScenarioError} problem */
  withdraw(problem) {
    this.problems = this.problems.filter((one) => one.message !== problem.message);
  }

  /** Takes all problems back. */
  dismiss() {
    this.problems = [];
  }
}
