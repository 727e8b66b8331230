/**
 * The state of the orders panel, which is kept while it is closed (the table's setup, the order chosen by hand), and
 * its actions. Each session has one.
 */

import { explorer } from '../engine/explorer.js';
import { join, tokens, withField, withoutField } from '../line/line.js';
import { strategiesOf } from '../line/strategies.js';
import { besides, findingIn, foundOf, knownOf, nameOf, nearestCure } from './found.js';
import { valueIn, writeOrder } from './line.js';
import { ordersWords as words } from './words.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('./line.js').Asked} Asked */
/** @typedef {import('../engine/orders.js').OrdersPoint} Point */

/** Two readers, two writers and a cold cache: most problems occur here. */
const SURROUNDINGS = 'warm=false readers=2 writers=2';
/** A move is shown from shortly before it takes effect. */
const LEAD_NS = 6e8;

/** @type {WeakMap<object, State>} */
const states = new WeakMap();

/** @param {App} app */
export function stateOf(app) {
  const state = states.get(app.session) ?? new State(app);
  states.set(app.session, state);
  return state;
}

export class State {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    /** The setup of the table, without strategy and policy. */
    this.around = SURROUNDINGS;
    /** The property that the table shows; null for all. @type {string | null} */
    this.property = 'stale_until_ttl';
    /** Whether the table is shown although an order is played. */
    this.onTable = false;
    /** Aborts the search under way. @type {AbortController | null} */
    this.abort = null;
    this.tried = 0;
    this.stopped = false;
    this.problem = '';
    /** The moves that were undone, the next one to redo first. @type {string[]} */
    this.forth = [];
    /** The fewest steps in which the user has broken a property, by property and setup. @type {Map<string, number>} */
    this.best = new Map();
    /**
     * The run before the first order, to return to.
     * @type {{ line: string, compare: string[] | null } | null}
     */
    this.before = null;
    /** Points that branch off from the way that is shown. @type {Map<string, Point | null>} */
    this.points = new Map();
    /** The nearest cures, by property and setup; null if there is none. @type {Map<string, string | null>} */
    this.cures = new Map();
    /** The order whose cure is being searched. @type {unknown} */
    this.looking = null;
    /** The property and setup for which the user asked the machine's verdict. */
    this.asksMachine = '';
    /** The message about copying. */
    this.told = '';
  }

  get choices() {
    const { catalogue } = this.app.session;
    const defaultOf = (/** @type {string} */ name) => catalogue?.fields.find((one) => one.name === name)?.default ?? '';
    return {
      strategies: strategiesOf(catalogue),
      policies: strategiesOf(catalogue, 'write_policy'),
      defaults: { strategy: defaultOf('strategy'), write_policy: defaultOf('write_policy') },
    };
  }

  /** The setup of a cell. @param {string} strategy @param {string} policy */
  setup(strategy, policy) {
    return besides(this.around, `${strategy}/${policy}`);
  }

  /** All setups of the table, row by row. */
  get setups() {
    const { strategies, policies } = this.choices;
    return strategies.flatMap((strategy) => policies.map((policy) => this.setup(strategy, policy)));
  }

  /** Sets a field of the table's setup. @param {string} name @param {string} value */
  set(name, value) {
    this.around = value ? withField(this.around, name, value) : withoutField(this.around, name);
    this.fill();
  }

  /** Sets the table's setup to that of an order. @param {string} setup */
  follow(setup) {
    const own = tokens(setup).filter(([name]) => name !== 'strategy' && name !== 'write_policy');
    const rest = ['warm', 'readers', 'writers'].map(
      (name) =>
        /** @type {[string, string]} */ ([
          name,
          valueIn(setup, name, { warm: 'true', readers: '2', writers: '1' }[name]),
        ]),
    );
    const named = own.filter(([name]) => !['warm', 'readers', 'writers'].includes(name));
    this.around = join([...rest, ...named]);
  }

  /** Searches the setups that are not known yet, one after another. */
  async fill() {
    this.abort?.abort();
    const { signal } = (this.abort = new AbortController());
    this.stopped = false;
    this.problem = '';
    const { redraw } = this.app;
    const onProgress = (/** @type {number} */ tried) => {
      this.tried = tried;
      redraw();
    };
    try {
      for (const setup of this.setups) {
        if (knownOf(setup)) continue;
        this.tried = 0;
        await foundOf(setup, { signal, onProgress });
        redraw();
      }
    } catch (error) {
      if (signal.aborted) return;
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.abort = null;
    redraw();
  }

  /** Starts to search unknown setups, unless a search has failed. */
  fillOnce() {
    if (!this.problem && !this.setups.every(knownOf)) this.fill();
  }

  /** Returns from an order to the table, with the same setup. */
  toTable() {
    this.onTable = true;
    this.stopped = false;
    this.app.redraw();
  }

  /** Returns from the table to the order that is played. */
  toOrder() {
    this.onTable = false;
    this.app.redraw();
  }

  /** Stops the search. Results stay. */
  stop() {
    this.abort?.abort();
    this.abort = null;
    this.stopped = true;
    this.app.redraw();
  }

  /** Plays an order. @param {Asked} asked @param {number | null} [at_ns] the time of the cursor */
  async play(asked, at_ns = 0) {
    const { session, redraw } = this.app;
    if (!session.order) this.before = { line: session.line, compare: session.compare };
    this.onTable = false;
    this.told = '';
    const ending = await session.change(writeOrder(asked), { at_ns });
    redraw();
    return ending === 'done';
  }

  /**
   * Plays the shortest way of a setup to a property, next to the nearest cure.
   * @param {string} setup @param {string} property @param {string | null} [way]
   */
  async show(setup, property, way = null) {
    const broken = findingIn(knownOf(setup), property)?.verdict === 'violated';
    const beside = broken ? await this.cureOf(setup, property) : null;
    if (await this.play({ property, mine: false, way, beside: broken ? (beside ?? 'none') : null, setup }))
      this.app.commands.answered();
  }

  /** @param {string} setup @param {string} property */
  async cureOf(setup, property) {
    const key = `${property} ${setup}`;
    if (!this.cures.has(key)) this.cures.set(key, await nearestCure(setup, property, this.choices));
    return this.cures.get(key) ?? null;
  }

  /**
   * Adds the nearest cure to an order that has none, such as one from a link.
   * @param {import('./lanes.js').Order} order
   */
  async cureFor(order) {
    if (this.looking === order) return;
    this.looking = order;
    const { session } = this.app;
    const { asked } = order;
    await session.guarded(async () => {
      const beside = (await this.cureOf(asked.setup, asked.property)) ?? 'none';
      // Another request may have come in the meantime. Problems of the link stay on screen, because the user did not
      // make this request.
      if (session.order !== order || session.wanted !== session) return;
      await session.change(writeOrder({ ...asked, beside }), { told: session.problems });
    });
  }

  /** Whether it is known that there is no cure. @param {Asked} asked */
  isWithoutCure({ property, setup }) {
    return this.cures.get(`${property} ${setup}`) === null;
  }

  /** Copies the text before a button. @param {Event} event */
  async copy(event) {
    const button = /** @type {Element} */ (event.currentTarget);
    const input = /** @type {HTMLInputElement} */ (button.previousElementSibling?.querySelector('input'));
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
      this.told = words.copied;
    } catch {
      this.told = words.notCopied;
    }
    this.app.redraw();
  }

  /**
   * Shows an order that is being chosen by hand.
   * @param {Pick<Asked, 'property' | 'setup'>} asked @param {string} way
   */
  async choose({ property, setup }, way, forth = /** @type {string[]} */ ([])) {
    this.forth = forth;
    if (!(await this.play({ property, mine: true, way: way || null, beside: null, setup }, null))) return;
    const { session, commands } = this.app;
    const { order } = session;
    const last = order?.times_ns[order.times_ns.length - 1];
    commands.seek(Math.max(0, (last ?? 0) - LEAD_NS));
    if (last !== undefined) commands.answered();
    const since = order?.point.standings.find((one) => one.property === property)?.since;
    if (!order || since === null || since === undefined) return;
    if (since === order.times_ns.length) {
      const steps = Math.min(order.point.told.length, this.bestOf(property, setup) ?? Infinity);
      this.best.set(this.bestKey(property, setup), steps);
      this.app.redraw();
    }
  }

  /** @param {string} property @param {string} setup in any form */
  bestKey(property, setup) {
    const rest = tokens(setup).filter(([name]) => name !== 'strategy' && name !== 'write_policy');
    return `${property} ${nameOf(setup, this.choices.defaults)} ${rest.map((pair) => pair.join('=')).sort()}`;
  }

  /** The fewest steps in which the user has broken a property. @param {string} property @param {string} setup */
  bestOf(property, setup) {
    return this.best.get(this.bestKey(property, setup));
  }

  /** Requests the verdict over all orders. @param {string} setup @param {string} property */
  askMachine(setup, property) {
    this.asksMachine = `${property} ${setup}`;
    this.app.redraw();
  }

  /**
   * A point that branches off from the shown way; undefined while it is computed.
   * @param {string} setup @param {string} way
   */
  pointAt(setup, way) {
    const key = `${setup}|${way}`;
    if (!this.points.has(key)) {
      this.points.set(key, null);
      explorer()
        .point(setup, way)
        .then((point) => {
          this.points.set(key, point);
          this.app.redraw();
        })
        .catch(() => this.points.delete(key));
    }
    return this.points.get(key) ?? undefined;
  }

  /** The result of a setup. If it is not known, a search is started. @param {string} setup */
  known(setup) {
    const found = knownOf(setup);
    if (!found && !this.abort) {
      this.abort = new AbortController();
      foundOf(setup, { signal: this.abort.signal })
        .catch(() => {})
        .finally(() => {
          this.abort = null;
          this.app.redraw();
        });
    }
    return found;
  }

  /** Closes the panel and returns to the previous run. */
  close() {
    const { session, commands } = this.app;
    this.abort?.abort();
    this.abort = null;
    commands.panel(null);
    if (!session.order) return;
    if (this.before) session.change(this.before.line, { compare: this.before.compare, at_ns: 0 });
    else if (session.catalogue) commands.start(session.catalogue.presets[0].name);
  }
}
