/**
 * A session: the scenario and its lanes, and all changes to them. It has no DOM and no cursor.
 *
 * A line gives several lanes: the same traffic under each compared strategy, the chosen one last. A change computes all
 * lanes again and replaces them together. Until then, and after a refusal, the last valid lanes stay. After a poke, the
 * runs of the parent branch are kept for comparison.
 */

import { EngineError, RefusedError } from '../engine/engine.js';
import { Forks } from './forks.js';
import { boundsOf, COMPARE, known, lanesOf, lineOf, madeOf, stopped } from './lanes.js';
import { limitsOf, uncachedLine } from './prices.js';
import { actionsOf, clipped, isOrder, tokens, withAction, withActions, withField } from '../line/line.js';
import { Runs } from './runs.js';
import { isWhole } from '../run/rows.js';
import { fieldIn } from '../line/strategies.js';
import { printTime } from '../line/time.js';
import { untilFetched } from '../kit/fetching.js';
import { words } from '../kit/words.js';
import { sessionWords } from './words.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').ScenarioError} ScenarioError */
/**
 * `strategy` is its name among the lanes; `differs`, of the chosen one, its values where those above it have others.
 * @typedef {{ strategy: string, title: string, doc: string, differs?: string, line: string, run: Run }} Lane
 */
/** @typedef {import('./own.js').Own} Own */
/**
 * A requested run that is not shown yet. `own` is the user's code, and `at_ns` the new position of the cursor; null
 * leaves it; `real` is a recording to show beside the run of its line; `told` are earlier problems that stay on screen.
 * @typedef {{ line: string, compare: string[] | null, own: Own[], at_ns: number | null, real?: string | Blob,
 * told?: ScenarioError[] }} Change
 */
/** @typedef {Change & { action: (ask: Change) => Promise<void> }} Asked with the action that computes it */
/** The result of an action. @typedef {'done' | 'aborted' | ScenarioError} Ending */
/**
 * @typedef {object} Bounds The common scales of all lanes.
 * @property {number} end_ns
 * @property {number} load the most queries in flight or queued
 * @property {number} in_flight the most requests in flight
 * @property {'coming' | 'failed' | 'left_out'} ceiling why the ceiling of the prices is unknown, if it is
 * @property {Record<import('./prices.js').Price, import('./prices.js').Limit> | null} prices
 */

/**
 * The time at which a preset starts to be watched; null for the start of the run.
 * @param {(import('../engine/run.js').Preset & { starts_at_ns?: number }) | null | undefined} preset
 */
const startOf = (preset) => preset?.starts_at_ns ?? null;

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
    /** The user's code by lane. @type {Own[]} */
    this.own = [];
    /** The pending changes, in order. @type {Asked[]} */
    this.asked = [];
    /** @type {Lane[]} */
    this.lanes = [];
    /** The order that is shown, if it is not a scenario. @type {import('../orders/lanes.js').Order | null} */
    this.order = null;
    /** The recording that is shown, where there is one. @type {import('../recorded/lanes.js').Real | null} */
    this.real = null;
    /** The runs of the parent branch; empty while they are computed, or without a parent. @type {Run[]} */
    this.before = [];
    /** @type {Bounds} */
    this.bounds = { end_ns: 0, load: 0, in_flight: 0, ceiling: 'coming', prices: null };
    /** The same traffic without a cache. @type {{ line: string, report: import('../engine/run.js').Report } | null} */
    this.uncached = null;
    /** @type {ScenarioError[]} */
    this.problems = [];
    /**
     * The line that was opened and refused, and why, until something is changed. Refused as a whole, it is not run;
     * else without what was.
     * @type {{ line: string, problems: ScenarioError[], whole: boolean } | null}
     */
    this.refused = null;
    /**
     * What failed and may succeed another time, and whether it waits for a file that was not to be had; null where
     * there is nothing of the kind.
     * @type {{ act: () => Promise<unknown>, message: string, lost: boolean } | null}
     */
    this.again = null;
    /** The progress of the run being computed, from 0 to 1. @type {number | null} */
    this.progress = null;
    /** Fetches the events of large runs. @type {import('./detail.js').Details | null} */
    this.details = null;
    this.forks = new Forks();
    /** Aborts the run being computed. */
    this.abort = new AbortController();
    /** Aborts the computations for the lanes that are shown. */
    this.shown = new AbortController();
  }

  /**
   * The last requested change, or the shown run: the next change starts from it.
   * @returns {Pick<Change, 'line' | 'compare' | 'own'>}
   */
  get wanted() {
    return this.asked[this.asked.length - 1] ?? this;
  }

  /** The preset as which this run was opened, even if it has changed since; undefined without one. */
  get preset() {
    const opened = withActions(this.line, this.forks.root.text);
    return this.catalogue?.presets.find(({ line }) => line === opened || line === this.line);
  }

  /** The branch requested last; undefined while it is a poke that is not computed yet. */
  get fork() {
    return this.forks.known(actionsOf(this.wanted.line));
  }

  /**
   * Opens a link: its scenario, or the first preset. Invalid parts are reported and left out.
   * @param {import('../line/place.js').LinkState} place
   * @param {number | null} [at_ns] the position of the cursor
   */
  async open(place, at_ns = place.at_ns) {
    this.problems = [...place.problems];
    this.refused = null;
    return this.pursue({ line: this.wanted.line, compare: null, own: [], at_ns, real: place.real }, async (ask) => {
      const mine = place.code && (await this.later(() => import('./own.js')));
      if (mine && place.code) ask.own = await mine.ownOf(this, place.code);
      const { presets } = (this.catalogue = await this.engine.catalogue());
      const named = presets.find((preset) => preset.name === place.preset);
      if (place.preset !== null && !named) {
        const allowed = presets.map((preset) => preset.name).join(', ');
        this.tell({
          field: 'preset',
          value: clipped(place.preset),
          allowed,
          message: sessionWords.badPreset(clipped(place.preset), allowed),
        });
      }
      const base = named ?? (place.line === null ? presets[0] : null);
      const line = tokens(place.line ?? '').reduce((line, pair) => withField(line, ...pair), base?.line ?? '');
      ask.line = line;
      ask.compare = await known(this, place.compare ?? lanesOf(base), ask.own);
      if (mine) ask.compare = mine.withOwn(ask.compare ?? COMPARE, ask.own);
      // A preset starts shortly before the event that its claim is about.
      if (!ask.at_ns && place.at_ns === null && place.line === null) ask.at_ns = startOf(base) ?? ask.at_ns;
      try {
        await this.compute(ask, true);
      } catch (error) {
        if (!mine && (!(error instanceof RefusedError) || !(ask.real ? !this.lanes.length : line))) throw error;
        const { computeMended } = await this.later(() => import('./mending.js'));
        await computeMended(this, ask, error, mine);
      }
      stopped(this.lanes).forEach((problem) => this.tell(problem));
    });
  }

  /** @param {string} line in any form @param {Partial<Change>} [other] further changes */
  change(line, { compare = this.wanted.compare, own = this.wanted.own, at_ns = null, told } = {}) {
    return this.pursue({ line, compare, own, at_ns, told }, async (ask) => {
      // A session that could not be opened has no tables yet.
      this.catalogue ??= await this.engine.catalogue();
      await this.compute(ask);
      stopped(this.lanes).forEach((problem) => this.tell(problem));
    });
  }

  /** @param {string} name @param {string} value @param {string} [line] to start from */
  set(name, value, line = this.wanted.line) {
    return this.change(withField(line, name, value));
  }

  /**
   * Adds an intervention at the next whole millisecond, so that the past does not change. The cursor moves there.
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

  /**
   * The names of all lanes, in their order; the last one that is a strategy is the chosen one.
   * @param {string[]} strategies @param {Own[]} [own] their code
   */
  compareWith(strategies, own = this.wanted.own) {
    const isOther = (/** @type {string} */ name) => fieldIn(name) !== null || own.some(({ id }) => id === name);
    const chosen = strategies.findLast((name) => !isOther(name)) ?? this.values.strategy;
    const line = withField(this.wanted.line, 'strategy', chosen);
    const compare = strategies.filter((name) => name !== chosen);
    return this.change(line, { compare, own: own.filter(({ id }) => compare.includes(id)) });
  }

  /** @param {Change} ask gets the core's canonical line @param {boolean} [afresh] whether to start without branches */
  async compute(ask, afresh = false) {
    const parsed = ask.real || isOrder(ask.line) ? null : await this.engine.read(ask.line);
    const place = this.asked.findIndex((one) => one === ask);
    if (place < 0) throw new DOMException('no longer wanted', 'AbortError');
    ask.line = parsed?.line ?? ask.line;
    // Earlier pending changes are part of this one, or abandoned.
    this.asked = this.asked.slice(place);
    this.abort.abort();
    const abort = (this.abort = new AbortController());
    const { signal } = abort;
    const making = madeOf(this, parsed, ask, signal, (done) => this.advance(done));
    const { line, values, lanes, refused, order, real } = await making.catch((error) => {
      // A lane that fails cancels the others.
      abort.abort();
      throw error;
    });
    signal.throwIfAborted();
    this.shown.abort();
    this.shown = new AbortController();
    this.line = line;
    this.compare = order ? null : ask.compare;
    this.own = order ? [] : ask.own;
    this.values = values;
    this.lanes = lanes;
    [this.order, this.real] = [order, real];
    if (afresh) this.forks.reset(values.do);
    this.forks.arrive(values.do);
    this.before = [];
    const uncached = order ? null : uncachedLine(line, values, lanes);
    this.bounds = { ...boundsOf(lanes), ceiling: uncached ? 'coming' : 'left_out', prices: null };
    if (uncached !== this.uncached?.line) this.uncached = null;
    if (!afresh) [this.problems, this.refused] = [ask.told ?? [], null];
    for (const [message, titles] of refused)
      this.tell({ field: 'compare', value: titles.join(), message: sessionWords.lanesLeftOut(titles, message) });
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
   * Runs the same traffic without a cache, for the ceiling of the prices. If it fails there is no ceiling.
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
   * Serves the events of large runs to views. The code for it is loaded with the first such run.
   */
  async serveDetail() {
    const runs = () => this.lanes.map(({ run }) => run).filter((run) => !isWhole(run));
    if (!this.details && !runs().length) return;
    const { Details } = await this.later(() => import('./detail.js'));
    this.details ??= new Details(
      this.engine,
      () => this.changed('progress'),
      (message) => this.fail(message),
    );
    this.details.serve(runs());
  }

  /** @param {string} message @param {() => Promise<unknown>} [act] the action to retry when there is a connection */
  fail(message, act) {
    this.tell({ message });
    if (act) this.again = { act, message, lost: true };
    this.changed('problems');
  }

  /** Retries the failed action. */
  async retry() {
    if (!this.again) return;
    const { act, message } = this.again;
    this.again = null;
    this.problems = this.problems.filter((one) => one.message !== message);
    this.changed('problems');
    await act();
  }

  /** Computes the runs of the parent branch, for comparison. @param {string} line @param {AbortSignal} signal */
  async recall(line, signal) {
    const { parent } = this.forks.now;
    if (!parent) return;
    const { line: before } = await this.engine.parse(withActions(line, parent.text));
    const lines = this.lanes.map(({ strategy }) => lineOf(before, strategy, this.own));
    const runs = lines.map((line) => this.runs.get(line, { signal }));
    const done = await Promise.all(runs);
    signal.throwIfAborted();
    this.before = done;
  }

  /** Cancels the computation. The last valid lanes stay. */
  cancel() {
    const first = this.asked[0];
    this.abort.abort();
    this.asked = [];
    this.progress = null;
    // Otherwise the page would stay empty.
    if (!this.lanes.length && first) {
      const message = sessionWords.cancelled;
      this.tell({ message });
      this.again = { act: () => this.pursue(first, first.action), message, lost: false };
    }
    this.changed('problems');
  }

  /** @param {number[]} done the progress of each lane */
  advance(done) {
    this.progress = done.reduce((sum, one) => sum + one, 0) / done.length;
    this.changed('progress');
  }

  /**
   * Runs a change. Until it ends, the next change starts from the one requested here.
   * @param {Change} ask @param {(ask: Change) => Promise<void>} action
   */
  pursue(ask, action) {
    const asked = { ...ask, action };
    this.asked.push(asked);
    this.again = null;
    const act = () => this.pursue(ask, action);
    return this.guarded(async () => {
      try {
        await action(asked);
      } finally {
        this.asked = this.asked.filter((one) => one !== asked);
        if (!this.asked.length) this.progress = null;
      }
    }, act);
  }

  /**
   * Runs an action. A failure is reported, and the last valid lanes stay.
   * @param {() => Promise<void>} action @param {() => Promise<unknown>} [act] the action to retry
   * @returns {Promise<Ending>}
   */
  async guarded(action, act) {
    /** @type {Ending} */
    let ending = 'done';
    try {
      await action();
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') return 'aborted';
      if (error instanceof RefusedError) ending = error.problem;
      else if (error instanceof EngineError) {
        const { message, lost } = error;
        ending = { field: '', value: '', allowed: '', message };
        if (act && (lost || !this.lanes.length)) this.again = { act, message, lost };
      } else throw error;
      this.tell(ending);
    }
    this.changed('problems');
    return ending;
  }

  /** Code that is fetched when it is wanted. @template T @param {() => Promise<T>} fetch */
  later(fetch) {
    return untilFetched(fetch, ({ file, again }) => this.fail(words.notLoaded(file), async () => again()));
  }

  /**
   * Reports a problem, unless it is reported already.
   * @param {Partial<ScenarioError> & { message: string }} problem
   */
  tell(problem) {
    const others = this.problems.filter((one) => one.message !== problem.message);
    this.problems = [...others, { field: '', value: '', allowed: '', ...problem }];
  }

  /** Removes a problem that a view shows itself, next to its field. @param {ScenarioError} problem */
  withdraw(problem) {
    this.problems = this.problems.filter((one) => one.message !== problem.message);
  }

  /** Removes all problems. */
  dismiss() {
    [this.problems, this.again, this.refused] = [[], null, null];
  }
}
