/**
 * `<cache-aside-playground>`: the whole playground as one element, several to a page. Its attributes are the scenario's
 * own names (`strategy="xfetch" ttl="2s"`) and
 *
 *     preset   a named scenario to start from      compare   strategies in the lanes above, by comma (empty: none)
 *     start    the cursor at first, such as 5.2s   autoplay  play at once (not under reduced motion)
 *     theme    light, dark; else the host's        controls  "off" hides settings and help
 *     panels   which to show of: stage swim load log requests code; hit_ratio, latency or stale_age for another chart first
 *
 * It tells of itself by bubbling, composed events: `cache-aside-run` {line, compare, fingerprints} when a run is in
 * place, `cache-aside-cursor` {at_ns, playing} when the cursor moved. Whoever changes it calls `update(patch)`; however
 * often, it draws once per frame. It stores nothing and leaves the address alone: that is the page's (playground.js).
 */

import { Clock } from './clock.js';
import { commands } from './commands.js';
import { engine } from './engine.js';
import { keyCommand } from './keyboard.js';
import { Player } from './player.js';
import { Session } from './session.js';
import { readPlace } from './state.js';
import css from './style.css?inline';
import { create } from './views/frame.js';

/** @typedef {import('./state.js').Place} Place */
/**
 * @typedef {object} Patch
 * @property {Place} [place] another run, and where to stand in it
 * @property {number} [at_ns]
 * @property {boolean} [playing]
 * @property {number} [speed] exponent of two of the slowdown
 * @property {boolean | 'toggle'} [settings_open]
 * @property {boolean | 'toggle'} [help_open]
 * @property {import('./commands.js').Panel | null} [panel] to open, or to close where it is open; null closes any
 * @property {boolean} [keys_on]
 */

/** Attributes that are HTML's or this element's own; every other one without a hyphen is a field of the scenario. */
const NOT_FIELDS =
  /-|^(on.*|id|class|style|title|lang|dir|hidden|role|tabindex|slot|part|is|inert|draggable|translate|theme|autoplay|controls|panels|start)$/;
/** While no motion is wanted, play moves in steps of this many real milliseconds. */
const STEP_REAL_MS = 500;

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
    this.session = new Session(engine(), (what) => this.changed(what));
    this.commands = commands(this.session, this.player, (patch) => this.update(patch));
    this.frame = create(shadow, this.session, this.commands, (patch) => this.update(patch));
    this.clock = new Clock(this, (real_ms) => this.tick(real_ms));
    this.attributes_watch = new MutationObserver(() => this.openAttributes());
    this.settings_open = false;
    this.help_open = false;
    /** @type {import('./commands.js').Panel | null} */
    this.panel = null;
    this.keys_on = true;
    this.drawing = 0;
    this.owed_ms = 0;
    this.told = '';
    /** Where the run being opened is to be entered. @type {number | null} */
    this.start_ns = null;
    this.cursor_told = '';
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
    const { place, at_ns, playing, speed, settings_open, help_open, panel, keys_on } = patch;
    if (place) {
      this.placed = true;
      this.open(place);
    }
    if (at_ns !== undefined) this.player.seek(at_ns);
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

  /** @param {Place} place */
  async open(place) {
    this.start_ns = place.at_ns;
    await this.session.open(place);
    if (place.at_ns === null && this.hasAttribute('autoplay') && !reduced.matches) this.update({ playing: true });
  }

  openAttributes() {
    if (this.placed) return this.update({});
    const named = new Map(Array.from(this.attributes, ({ name, value }) => [name, value.trim()]));
    const start = named.get('start');
    for (const name of named.keys()) if (NOT_FIELDS.test(name)) named.delete(name);
    if (start !== undefined) named.set('t', start);
    const key = JSON.stringify([...named]);
    if (key === this.told) return this.update({});
    this.told = key;
    /** @type {import('./run.js').ScenarioError[]} */
    const problems = [];
    this.open({ ...readPlace(named, problems), problems });
  }

  /** @param {'run' | 'progress' | 'problems'} what */
  changed(what) {
    if (what === 'run') {
      const { lanes, line, compare } = this.session;
      this.player.load(lanes.map(({ run }) => run));
      if (this.start_ns !== null) this.player.seek(this.start_ns);
      this.start_ns = null;
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
      panel,
      keys_on,
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
