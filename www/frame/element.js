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
 *     step     a step of the lesson, 1 to 14 (www/lesson/steps.js): its card beside its run
 *
 * Its events bubble out of shadow trees: `cache-aside-run` {line, compare, fingerprints} when a run is in place,
 * `cache-aside-cursor` {at_ns, playing} when the cursor moved, `cache-aside-answer` {quiz, line, strategies, guesses,
 * measured} when a quiz is answered, `cache-aside-step` {step, of, id, phase, done, bets} when a step of the lesson is
 * entered or comes further. A script changes it by `update(patch)`; however often that is called, it draws once per
 * frame. It stores nothing and leaves the address alone: that is the page's (playground.js).
 */

import { Clock, STEP_REAL_MS } from '../playback/clock.js';
import { commands } from '../playback/commands.js';
import { Focus } from '../playback/focus.js';
import { engine } from '../engine/engine.js';
import { keyCommand } from '../playback/keyboard.js';
import { Player } from '../playback/player.js';
import { Session } from '../session/session.js';
import { readPlace } from '../line/place.js';
import { words } from '../kit/words.js';
import css from '../styles/element.css?inline';
import { create } from './frame.js';

/** @typedef {import('../line/place.js').Place} Place */
/** @typedef {import('../playback/app.js').App} App */

/** Attributes that are HTML's or this element's own; every other one without a hyphen is a field of the scenario. */
const NOT_FIELDS =
  /-|^(on.*|id|class|style|title|lang|dir|hidden|role|tabindex|slot|part|is|inert|draggable|translate|theme|autoplay|controls|panels|start|quiz|step)$/;

/** A narrower element has a step's card under the stage, as styles/lesson.css says. */
const CARD_BESIDE_PX = 900;

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
    const redraw = () => this.redraw();
    this.player = new Player();
    this.session = new Session(engine(), (what, at_ns) => this.changed(what, at_ns));
    this.commands = commands(this.session, this.player, { update: (patch) => this.update(patch), redraw });
    /** @type {App} */
    this.app = {
      session: this.session,
      commands: this.commands,
      focus: new Focus(redraw),
      look: {
        settings_open: false,
        help_open: false,
        panel: null,
        keys_on: true,
        veiled: false,
        quiz: null,
        quiz_text: '',
        panels: null,
        controls: true,
      },
      redraw,
      emit: (name, detail) => this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true })),
      shadow,
      page: CacheAsidePlayground.page,
      lesson: null,
    };
    this.frame = create(this.app);
    this.clock = new Clock(this, (real_ms) => this.tick(real_ms));
    this.attributes_watch = new MutationObserver(() => this.openAttributes());
    /** The frame asked for, 0 when none is. */
    this.drawing = 0;
    /** Real time that has not moved the cursor yet: without motion it is moved in steps. */
    this.owed_ms = 0;
    /** What the attributes said when they were opened last. */
    this.attributes_opened = '';
    /** How the run is entered once the quiz is answered: seek, or play. @type {(() => void) | null} */
    this.entry = null;
    /** The cursor in the last event. */
    this.cursor_told = '';
    /** The step as its attribute was when it was opened last. @type {string | null} */
    this.step_opened = null;
    /** Set when a place was given by `update`: attributes no longer count. */
    this.placed = false;
    this.addEventListener('keydown', (event) => this.key(event));
  }

  connectedCallback() {
    this.clock.connect();
    this.attributes_watch.observe(this, { attributes: true });
    queueMicrotask(() => this.placed || this.openAttributes());
    this.redraw();
  }

  disconnectedCallback() {
    this.clock.disconnect();
    this.attributes_watch.disconnect();
  }

  /** Changes anything; it is drawn on the next frame. @param {import('../playback/app.js').Patch} patch */
  update(patch) {
    const { place, at_ns, playing, held, speed, settings_open, help_open, panel, keys_on } = patch;
    const { look } = this.app;
    if (place) {
      this.placed = true;
      this.open(place, at_ns);
    } else if (at_ns !== undefined) this.player.seek(at_ns);
    if (held !== undefined) this.hold(held);
    if (playing === true) this.player.play();
    if (playing === false) this.player.pause();
    if (speed !== undefined) this.player.setSpeed(speed);
    if (settings_open !== undefined)
      look.settings_open = settings_open === 'toggle' ? !look.settings_open : settings_open;
    if (help_open !== undefined) look.help_open = help_open === 'toggle' ? !look.help_open : help_open;
    if (panel !== undefined) look.panel = panel === look.panel ? null : panel;
    if (keys_on !== undefined) look.keys_on = keys_on;
    this.redraw();
  }

  /** Draws on the next frame, and has the clock run while the run plays. */
  redraw() {
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

  /** Holds the player at the start, as long as a quiz is not answered; or lets go. @param {boolean} held */
  hold(held) {
    this.app.look.quiz = this.getAttribute('quiz');
    this.player.hold(held);
    if (held) return;
    this.entry?.();
    this.entry = null;
  }

  /** Enters the run: now, or once the quiz is answered. @param {() => void} go */
  enter(go) {
    if (this.player.held) this.entry = go;
    else go();
  }

  openAttributes() {
    if (this.app.look.quiz !== this.getAttribute('quiz')) this.hold(this.hasAttribute('quiz'));
    const step = this.getAttribute('step');
    if (step !== this.step_opened) {
      this.step_opened = step;
      this.openStep(step);
    }
    if (this.placed || step !== null) return this.redraw();
    const named = new Map(Array.from(this.attributes, ({ name, value }) => [name, value.trim()]));
    const start = named.get('start');
    for (const name of named.keys()) if (NOT_FIELDS.test(name)) named.delete(name);
    if (start !== undefined) named.set('t', start);
    const key = JSON.stringify([...named]);
    if (key === this.attributes_opened) return this.redraw();
    this.attributes_opened = key;
    /** @type {import('../engine/run.js').ScenarioError[]} */
    const problems = [];
    this.open({ ...readPlace(named, problems), problems });
  }

  /**
   * Opens a step of the lesson, which is fetched with the first one. If a run was placed, the step begins with that.
   * @param {string | null} step
   */
  async openStep(step) {
    const { app } = this;
    if (step === null) {
      app.lesson = null;
      return this.redraw();
    }
    try {
      const { lessonIn } = await import('../lesson/lesson.js');
      if (step !== this.step_opened) return;
      lessonIn(app, this, step, this.placed && !app.lesson);
    } catch {
      app.session.fail(words.notLoaded);
    }
  }

  /**
   * The session has changed.
   * @param {'run' | 'progress' | 'problems'} what @param {number | null} [at_ns] where to stand in the run
   */
  changed(what, at_ns = null) {
    if (what === 'run') {
      const { lanes, line, compare } = this.session;
      this.player.load(lanes.map(({ run }) => run));
      if (at_ns !== null) this.enter(() => this.player.seek(at_ns));
      this.app.emit('cache-aside-run', { line, compare, fingerprints: lanes.map(({ run }) => run.fingerprint) });
    }
    this.player.settle();
    this.redraw();
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
    const focused = this.app.shadow.activeElement;
    const { cursor } = this.player;
    Object.assign(this.app.look, {
      veiled: this.player.held,
      quiz_text: this.getAttribute('quiz-text') ?? '',
      panels:
        this.getAttribute('panels')?.split(/\s+/) ??
        this.app.lesson?.panels(this.session.lanes.length, this.clientWidth > CARD_BESIDE_PX) ??
        null,
      controls: this.getAttribute('controls') !== 'off' && !this.app.lesson,
    });
    this.frame.render(cursor);
    // The keyboard focus stays in the playground when what had it is gone.
    if (focused && !this.app.shadow.activeElement) {
      /** @type {HTMLElement | null} */ (this.app.shadow.querySelector('.playground'))?.focus({ preventScroll: true });
    }
    const told = `${cursor.at_ns} ${cursor.playing}`;
    if (told !== this.cursor_told && this.session.lanes.length) {
      this.cursor_told = told;
      this.app.emit('cache-aside-cursor', { at_ns: cursor.at_ns, playing: cursor.playing });
    }
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const asked = this.app.look.keys_on ? keyCommand(event) : null;
    if (!asked) return;
    const [name, ...rest] = asked;
    event.preventDefault();
    /** @type {(...rest: (number | string)[]) => unknown} */ (this.commands[name])(...rest);
  }
}
