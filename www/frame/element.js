/**
 * `<cache-aside-playground>`: the whole playground as one element, several to a page. Its attributes are the scenario's
 * own names (`strategy="xfetch" ttl="2s"`) and
 *
 *     preset   a named scenario to start from      compare   the lanes above: strategies or field=value (empty: none)
 *     start    the cursor at first, such as 5.2s   autoplay  play at once (not under reduced motion)
 *     theme    light, dark; else the host's        controls  what may be changed (controls.js)
 *     panels   which to show of: stage swim load log requests code; hit_ratio, latency or stale_age for another chart
 *              first; branches, after a poke, of the timeline and what it changed, where swim or a chart is
 *     editing  "off" forbids code of one's own to be written; a link's still runs
 *     quiz     a number of the run to predict before it plays, such as db_queries (www/quiz/questions.js has them all)
 *     quiz-text  the question in the teacher's own words
 *     step     a step of the lesson, 1 to 14 (www/lesson/steps.js): its card beside its run; or `check`, its questions
 *     draw     a whole number: which questions the check draws, the same for everybody who has it
 *
 * Its events bubble out of shadow trees: `cache-aside-run` {line, compare, fingerprints} when a run is in place,
 * `cache-aside-open` when another one is about to be opened, `cache-aside-cursor` {at_ns, playing} when the cursor
 * moved, `cache-aside-answer` {quiz, line, strategies, guesses, measured} when a quiz is answered, or {check, kind,
 * question, said, right, counted, lines} a question of the check, `cache-aside-check` {score, maximum, passed, seed,
 * attempt, asked} when all five are, `cache-aside-step` {step, of, id, phase, done, bets} when a step of the lesson is
 * entered or comes further. A script changes it by `update(patch)`; however often that is called, it draws once per
 * frame. It stores nothing and leaves the address alone: that is the page's (playground.js, and `keep-drafts` for code
 * that has not run).
 */

import { Clock, STEP_REAL_MS } from '../playback/clock.js';
import { commands } from '../playback/commands.js';
import { Focus } from '../playback/focus.js';
import { engine } from '../engine/engine.js';
import { keyCommand } from '../playback/keyboard.js';
import { Player } from '../playback/player.js';
import { Session } from '../session/session.js';
import { isOrder } from '../line/line.js';
import { readPlace } from '../line/place.js';
import css from '../styles/element.css?inline';
import { mayOf } from './controls.js';
import { create } from './frame.js';
import { apply, openerOf, SIDE_BESIDE_PX } from './opened.js';

/** @typedef {import('../line/place.js').LinkState} LinkState */
/** @typedef {import('../playback/app.js').App} App */

/**
 * Attributes of HTML and of frameworks, which are not fields: those with a hyphen or a colon, handlers, properties of
 * every element, and a few others.
 */
const OF_HTML = new Set(['class', 'is', 'xmlns', 'exportparts', 'autocorrect', 'anchor']);
for (const name in HTMLElement.prototype) OF_HTML.add(name.toLowerCase());
const NOT_FIELDS = /[-:]|^(on|item|heading)|^(autoplay|controls|draw|editing|panels|quiz|start|step|theme)$/;

/** In a narrower element a step's card is below the stage; see styles/lesson_narrow.css. */
const CARD_BESIDE_PX = 900;

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
const reduced = matchMedia('(prefers-reduced-motion: reduce)');

/** The initial state, before the attributes are read. @returns {App['display']} */
const initialDisplay = () => ({
  settings_open: false,
  help_open: false,
  panel: null,
  keys_on: true,
  veiled: false,
  quiz: null,
  quiz_text: '',
  panels: null,
  editing: true,
  keeps: false,
  may: mayOf(null),
});

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
    this.commands = commands(this.session, this.player, {
      update: (patch) => this.update(patch),
      redraw,
      may: () => this.app.display.may,
    });
    /** @type {App} */
    this.app = {
      session: this.session,
      commands: this.commands,
      focus: new Focus(redraw),
      display: initialDisplay(),
      redraw,
      emit: (name, detail) => this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true })),
      shadow,
      page: CacheAsidePlayground.page,
      lesson: null,
      check: null,
    };
    this.frame = create(this.app);
    this.clock = new Clock(this, (real_ms) => this.tick(real_ms));
    this.attributes_watch = new MutationObserver(() => this.openAttributes());
    /** The id of the requested animation frame; 0 if there is none. */
    this.drawing = 0;
    /** Real time that has not yet moved the cursor, which moves in steps under reduced motion. */
    this.owed_ms = 0;
    /** The attributes when they were last opened. */
    this.attributes_opened = '';
    /** What to do once the quiz is answered: seek, or play. @type {(() => void) | null} */
    this.entry = null;
    /** The cursor in the last event. */
    this.cursor_told = '';
    /** The attribute `step` when it was last opened. @type {string | null} */
    this.step_opened = null;
    /** Stores the check's results, if the page provides it. @type {import('../check/check.js').Keeper | null} */
    this.keeper = null;
    /** The name of the panel closed last. @type {string | null} */
    this.closed = null;
    /** Whether a link was given by `update`, which overrides the attributes. */
    this.placed = false;
    this.addEventListener('keydown', (event) => this.key(event));
    for (const type of ['dragover', 'drop']) this.addEventListener(type, (event) => this.take(event));
    this.online = () => this.session.again?.lost && this.session.retry();
  }

  connectedCallback() {
    this.clock.connect();
    addEventListener('online', this.online);
    this.attributes_watch.observe(this, { attributes: true });
    queueMicrotask(() => this.placed || this.openAttributes());
    this.redraw();
  }

  disconnectedCallback() {
    this.clock.disconnect();
    removeEventListener('online', this.online);
    this.attributes_watch.disconnect();
  }

  /** Applies a change, which is drawn on the next frame. @param {import('../playback/app.js').Patch} patch */
  update(patch) {
    const { place, at_ns, playing, held, speed } = patch;
    if (place) {
      this.placed = true;
      this.open(place, at_ns, playing);
    } else if (at_ns !== undefined) this.player.seek(at_ns);
    if (held !== undefined) this.hold(held);
    if (playing === true && !place) this.player.play();
    if (playing === false) this.player.pause();
    if (speed !== undefined) this.player.setSpeed(speed);
    this.closed = apply(patch, this.app.display, this.clientWidth > SIDE_BESIDE_PX) ?? this.closed;
    this.redraw();
  }

  /** Draws on the next frame, and runs the clock while the run plays. */
  redraw() {
    this.clock.want(this.player.playing);
    this.drawing ||= requestAnimationFrame(() => this.draw());
  }

  /** @param {LinkState} place @param {number} [at_ns] @param {boolean} [playing] by default as `autoplay` says */
  async open(place, at_ns, playing = this.hasAttribute('autoplay')) {
    this.entry = null;
    this.app.emit('cache-aside-open', {});
    this.hold(this.hasAttribute('quiz'));
    if (isOrder(place.line ?? '') && !this.app.check) this.app.display.panel = 'orders';
    const ending = await this.session.open(place, at_ns);
    if (ending !== 'done' || place.at_ns !== null || !playing || reduced.matches) return;
    this.enter(() => this.update({ playing: true }));
  }

  /** Holds the player at the start until a quiz is answered, or releases it. @param {boolean} held */
  hold(held) {
    this.app.display.quiz = this.getAttribute('quiz');
    this.player.hold(held);
    if (held) return;
    this.entry?.();
    this.entry = null;
  }

  /** Enters the run now, or once the quiz is answered. @param {() => void} go */
  enter(go) {
    if (this.player.held) this.entry = go;
    else go();
  }

  openAttributes() {
    if (this.app.display.quiz !== this.getAttribute('quiz')) this.hold(this.hasAttribute('quiz'));
    const step = this.getAttribute('step');
    if (step !== this.step_opened) {
      this.step_opened = step;
      this.openStep(step);
    }
    if (this.placed || step !== null) return this.redraw();
    const named = new Map(Array.from(this.attributes, ({ name, value }) => [name, value.trim()]));
    const start = named.get('start');
    for (const name of named.keys()) if (NOT_FIELDS.test(name) || OF_HTML.has(name)) named.delete(name);
    if (start !== undefined) named.set('t', start);
    const key = JSON.stringify([...named]);
    if (key === this.attributes_opened) return this.redraw();
    this.attributes_opened = key;
    /** @type {import('../engine/run.js').ScenarioError[]} */
    const problems = [];
    this.open({ ...readPlace(named, problems), problems });
  }

  /**
   * Opens a step of the lesson, which is loaded with the first one, or the check. If a run was set by `update`, the
   * step starts with it.
   * @param {string | null} step
   */
  async openStep(step) {
    const { app } = this;
    if (step === null) {
      app.lesson = app.check = null;
      return this.redraw();
    }
    if (step === 'check') {
      const { checkIn } = await app.session.later(() => import('../check/check.js'));
      if (step === this.step_opened) checkIn(app, this);
      return;
    }
    const { lessonIn } = await app.session.later(() => import('../lesson/lesson.js'));
    if (step !== this.step_opened) return;
    app.check = null;
    lessonIn(app, this, step, this.placed && !app.lesson);
  }

  /**
   * Handles a change of the session.
   * @param {'run' | 'progress' | 'problems'} what @param {number | null} [at_ns] the position of the cursor
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
    const taught = this.app.check ?? this.app.lesson;
    const may = mayOf(taught ? 'off' : this.getAttribute('controls'));
    Object.assign(this.app.display, {
      may,
      veiled: this.player.held,
      quiz_text: this.getAttribute('quiz-text') ?? '',
      panels:
        this.getAttribute('panels')?.split(/\s+/) ??
        taught?.panels(this.session.lanes.length, this.clientWidth > CARD_BESIDE_PX) ??
        null,
      // The user's code counts as another strategy.
      editing: may.strategies && this.getAttribute('editing') !== 'off',
      keeps: this.hasAttribute('keep-drafts'),
    });
    this.frame.render(cursor);
    // The keyboard focus stays in the playground when the focused element is removed: it returns to the button that
    // opened it.
    if (focused && !this.app.shadow.activeElement)
      openerOf(this.app.shadow, this.closed)?.focus({ preventScroll: true });
    this.closed = null;
    const told = `${cursor.at_ns} ${cursor.playing}`;
    if (told !== this.cursor_told && this.session.lanes.length) {
      this.cursor_told = told;
      this.app.emit('cache-aside-cursor', { at_ns: cursor.at_ns, playing: cursor.playing });
    }
  }

  /** A file that is dropped is a recording. @param {Event} event */
  take(event) {
    const { types, files } = /** @type {DragEvent} */ (event).dataTransfer ?? {};
    if (!types?.includes('Files') || !this.app.display.may.all || this.app.display.veiled) return;
    event.preventDefault();
    if (files?.length) this.commands.real(files[0]);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const asked = this.app.display.keys_on && !this.app.check?.closed ? keyCommand(event) : null;
    if (!asked) return;
    const [name, ...rest] = asked;
    event.preventDefault();
    /** @type {(...rest: (number | string)[]) => unknown} */ (this.commands[name])(...rest);
  }
}
