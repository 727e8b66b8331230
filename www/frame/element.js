/**
 * `<cache-aside-playground>`: the whole playground as one element, several to a page. Its attributes are the scenario's
 * own names (`strategy="xfetch" ttl="2s"`) and
 *
 *     preset   a named scenario to start from      compare   strategies in the lanes above, by comma (empty: none)
 *     start    the cursor at first, such as 5.2s   autoplay  play at once (not under reduced motion)
 *     theme    light, dark; else the host's        controls  "off" hides settings and help
 *     panels   which to show of: stage swim load log requests code; hit_ratio, latency or stale_age for another chart
 *              first; branches, after a poke, of the timeline and what it changed, where swim or a chart is
 *     quiz     a number of the run to predict before it plays, such as db_queries (www/quiz/questions.js has them all)
 *     quiz-text  the question in the teacher's own words
 *
 * It tells of itself by bubbling, composed events: `cache-aside-run` {line, compare, fingerprints} when a run is in
 * place, `cache-aside-cursor` {at_ns, playing} when the cursor moved, `cache-aside-answer` {quiz, line, strategies, guesses,
 * measured} when a quiz is answered. Whoever changes it calls `update(patch)`; however
 * often, it draws once per frame. It stores nothing and leaves the address alone: that is the page's (playground.js).
 */

import { Clock, STEP_REAL_MS } from '../playback/clock.js';
import { commands } from '../playback/commands.js';
import { engine } from '../engine/engine.js';
import { keyCommand } from '../playback/keyboard.js';
import { Player } from '../playback/player.js';
import { Session } from '../session/session.js';
import { readPlace } from '../line/place.js';
import css from '../styles/element.css?inline';
import { create } from './frame.js';

/** @typedef {import('../line/place.js').Place} Place */
/**
 * @typedef {object} Patch
 * @property {Place} [place] another run, and where to stand in it
 * @property {number} [at_ns] the cursor; with a place, from when that is there
 * @property {boolean} [playing]
 * @property {boolean} [held] at the start, the rest veiled, until a question is answered
 * @property {number} [speed] exponent of two of the slowdown
 * @property {boolean | 'toggle'} [settings_open]
 * @property {boolean | 'toggle'} [help_open]
 * @property {import('../playback/commands.js').Panel | null} [panel] to open, or to close where it is open; null closes any
 * @property {boolean} [keys_on]
 */

/** Attributes that are HTML's or this element's own; every other one without a hyphen is a field of the scenario. */
const NOT_FIELDS =
  /-|^(on.*|id|class|style|title|lang|dir|hidden|role|tabindex|slot|part|is|inert|draggable|translate|theme|autoplay|controls|panels|start|quiz)$/;

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
const reduced = matchMedia('(prefers-reduced-motion: reduce)');

export class CacheAsidePlayground extends HTMLElement {
  /** The address of the full page, for links: define.js sets it. */
  static page = '';

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: 'open' });
    shadow.adoptedStyleSheets = [sheet];
    this.player = new Player();
    this.session = new Session(engine(), (what, at_ns) => this.changed(what, at_ns));
    this.commands = commands(this.session, this.player, (patch) => this.update(patch));
    this.frame = create(shadow, this.session, this.commands, (patch) => this.update(patch));
    this.clock = new Clock(this, (real_ms) => this.tick(real_ms));
    this.attributes_watch = new MutationObserver(() => this.openAttributes());
    this.settings_open = false;
    this.help_open = false;
    /** @type {import('../playback/commands.js').Panel | null} */
    this.panel = null;
    this.keys_on = true;
    this.drawing = 0;
    this.owed_ms = 0;
    this.told = '';
    /** What is to be done once a question is answered, to enter the run as it was asked for. @type {(() => void) | null} */
    this.entry = null;
    this.cursor_told = '';
    /** As the attribute was when it was last looked at. @type {string | null} */
    this.quiz = null;
    /** Set when a place was given by `update`: attributes no longer count. */
    this.placed = false;
    this.addEventListener('keydown', (event) => this.key(event));
  }

  connectedCallback() {
    this.clock.connect();
    this.attributes_watch.observe(this, { attributes: true });
    queueMicrotask(() => this.placed || this.openAttributes());
    this.update({});
  }

  disconnectedCallback() {
    this.clock.disconnect();
    this.attributes_watch.disconnect();
  }

  /** Changes anything; it is drawn on the next frame. @param {Patch} patch */
  update(patch) {
    const { place, at_ns, playing, held, speed, settings_open, help_open, panel, keys_on } = patch;
    if (place) {
      this.placed = true;
      this.open(place, at_ns);
    } else if (at_ns !== undefined) this.player.seek(at_ns);
    if (held !== undefined) this.hold(held);
    if (playing === true) this.player.play();
    if (playing === false) this.player.pause();
    if (speed !== undefined) this.player.setSpeed(speed);
    if (settings_open !== undefined)
      this.settings_open = settings_open === 'toggle' ? !this.settings_open : settings_open;
    if (help_open !== undefined) this.help_open = help_open === 'toggle' ? !this.help_open : help_open;
    if (panel !== undefined) this.panel = panel === this.panel ? null : panel;
    if (keys_on !== undefined) this.keys_on = keys_on;
    this.clock.want(this.player.playing);
    this.drawing ||= requestAnimationFrame(() => this.draw());
  }

  /** @param {Place} place @param {number} [at_ns] */
  async open(place, at_ns) {
    this.entry = null;
    this.hold(this.hasAttribute('quiz'));
    const ending = await this.session.open(place, at_ns);
    if (ending !== 'done' || place.at_ns !== null || !this.hasAttribute('autoplay') || reduced.matches) return;
    this.enter(() => this.update({ playing: true }));
  }

  /** @param {boolean} held */
  hold(held) {
    this.quiz = this.getAttribute('quiz');
    this.player.hold(held);
    if (held) return;
    this.entry?.();
    this.entry = null;
  }

  /** Into a run: now, or when nothing is to be answered before. @param {() => void} go */
  enter(go) {
    if (this.player.held) this.entry = go;
    else go();
  }

  openAttributes() {
    if (this.quiz !== this.getAttribute('quiz')) this.hold(this.hasAttribute('quiz'));
    if (this.placed) return this.update({});
    const named = new Map(Array.from(this.attributes, ({ name, value }) => [name, value.trim()]));
    const start = named.get('start');
    for (const name of named.keys()) if (NOT_FIELDS.test(name)) named.delete(name);
    if (start !== undefined) named.set('t', start);
    const key = JSON.stringify([...named]);
    if (key === this.told) return this.update({});
    this.told = key;
    /** @type {import('../engine/run.js').ScenarioError[]} */
    const problems = [];
    this.open({ ...readPlace(named, problems), problems });
  }

  /** @param {'run' | 'progress' | 'problems'} what @param {number | null} [at_ns] where to stand in the run */
  changed(what, at_ns = null) {
    if (what === 'run') {
      const { lanes, line, compare } = this.session;
      this.player.load(lanes.map(({ run }) => run));
      if (at_ns !== null) this.enter(() => this.player.seek(at_ns));
      this.emit('cache-aside-run', { line, compare, fingerprints: lanes.map(({ run }) => run.fingerprint) });
    }
    this.player.settle();
    this.update({});
  }

  /** @param {number} real_ms */
  tick(real_ms) {
    this.owed_ms += real_ms;
    if (reduced.matches && this.owed_ms < STEP_REAL_MS) return;
    this.player.tick(this.owed_ms);
    this.owed_ms = 0;
    cancelAnimationFrame(this.drawing);
    this.draw();
    this.clock.want(this.player.playing);
  }

  draw() {
    this.drawing = 0;
    const focused = this.shadowRoot?.activeElement;
    const { cursor } = this.player;
    const { settings_open, help_open, panel, keys_on } = this;
    this.frame.render(cursor, {
      settings_open,
      help_open,
      panel: this.player.held ? null : panel,
      keys_on,
      quiz: this.quiz !== null,
      veiled: this.player.held,
      panels: this.getAttribute('panels')?.split(/\s+/) ?? null,
      controls: this.getAttribute('controls') !== 'off',
    });
    // Whoever closed a panel from inside stays in the playground.
    if (focused && !this.shadowRoot?.activeElement) {
      /** @type {HTMLElement | null | undefined} */ (this.shadowRoot?.querySelector('.playground'))?.focus({
        preventScroll: true,
      });
    }
    const told = `${cursor.at_ns} ${cursor.playing}`;
    if (told !== this.cursor_told && this.session.lanes.length) {
      this.cursor_told = told;
      this.emit('cache-aside-cursor', { at_ns: cursor.at_ns, playing: cursor.playing });
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const asked = this.keys_on ? keyCommand(event) : null;
    if (!asked) return;
    const [name, ...rest] = asked;
    event.preventDefault();
    /** @type {(...rest: number[]) => unknown} */ (this.commands[name])(...rest);
  }

  /** @param {string} name @param {object} detail */
  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}
