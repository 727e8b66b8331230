/**
 * The step machine: the state of the lesson in a playground. It sets up each step's run, stores the bets, checks the
 * predicate of the open task after each frame, and records the numbers of the run when a task is done. It has no DOM;
 * `card.js` draws it.
 *
 *     bet ── all answered, or skipped ──► do ── every task has ticked ──► see
 *      ▲                                                                   │
 *      └──────────────── another step, or this one again ──────────────────┘
 *
 * Bets and tasks are stored by step, so that going back shows a step as it was left.
 */

import { parseTime } from '../line/time.js';
import { rowOf } from '../run/requests.js';
import { ORDER, STEPS, stepNumbered, WORKLOADS } from './steps.js';
import { lessonWords as words } from './words.js';
import { wordsOf } from './words_of.js';

/** @typedef {import('../engine/run.js').Report} Report */
/** @typedef {import('./steps.js').Act} Act */
/** @typedef {'bet' | 'do' | 'see'} Phase */
/**
 * @typedef {object} Left what is kept of a step
 * @property {Phase} phase
 * @property {(number | null)[]} bets the answer to each question, null while there is none
 * @property {boolean} skipped
 * @property {number} ticked how many of its tasks, in order
 * @property {Map<number, Report[]>} taken the reports of all lanes, by the task that had ticked; -1 as opened
 * @property {Map<string, boolean>} sorted which workload was said to fit
 * @property {Map<string, Report>} ran the workloads that have been run
 * @property {string[]} order the cards said so far
 */

/** @returns {Left} */
const fresh = (/** @type {import('./words.js').StepWords} */ { bets }) => ({
  phase: 'bet',
  bets: bets.map(() => null),
  skipped: false,
  ticked: 0,
  taken: new Map(),
  sorted: new Map(),
  ran: new Map(),
  order: [],
});

/** A narrower stage has no separate place for the lock (stage/places.js). */
const NARROW_PX = 560;

/**
 * Opens the step given by the attribute. An invalid step is reported, and the run does not change.
 * @param {import('../playback/app.js').App} app @param {import('../frame/element.js').CacheAsidePlayground} host
 * @param {string} step @param {boolean} placed whether the run is there already
 */
export function lessonIn(app, host, step, placed) {
  const number = stepNumbered(step);
  if (number === null) {
    const message = words.badStep(step, STEPS.length);
    app.session.problems = [
      ...app.session.problems,
      { field: 'step', value: step, allowed: `1 to ${STEPS.length}`, message },
    ];
    return host.open({ line: '', preset: null, compare: null, at_ns: null, problems: app.session.problems });
  }
  app.lesson ??= new Lesson(app, host);
  return app.lesson.go(number, placed);
}

export class Lesson {
  /**
   * @param {import('../playback/app.js').App} app
   * @param {import('../frame/element.js').CacheAsidePlayground} host
   */
  constructor(app, host) {
    this.app = app;
    this.host = host;
    /** Whether something follows the last step, as the page says. */
    this.after = host.hasAttribute('data-after');
    this.at_ns = 0;
    this.playing = false;
    /** From 1; 0 before the first. */
    this.number = 0;
    /** The step that was asked for last, whose texts may not have arrived yet. */
    this.asked = 0;
    /** The texts of the current step. @type {import('./words.js').StepWords} */
    this.words = { say: '', bets: [], tasks: [], acts: [], see: [], why: '' };
    /** @type {Map<string, Left>} */
    this.kept = new Map();
    /** The interventions of the run as the stage was set. @type {string[] | null} null while it is being set */
    this.opened = null;
    /** Whether the run being computed is the step's initial one. */
    this.placed = false;
    /** The field whose slider is open in the card. @type {string | null} */
    this.field = null;
    /** Increased to move the focus to that slider. */
    this.field_entered = 0;
    /** The stage that the next act sets first. @type {import('./steps.js').Scene | undefined} */
    this.entry = undefined;
    /** Increased to move the focus to the step's title. */
    this.entered = 0;
  }

  get step() {
    return STEPS[this.number - 1];
  }

  /** @returns {Left} */
  get left() {
    const { id } = this.step;
    if (!this.kept.has(id)) this.kept.set(id, fresh(this.words));
    return /** @type {Left} */ (this.kept.get(id));
  }

  /**
   * The parts shown next to the card, if the element does not say: for a single lane also its requests and, with enough
   * room, the code with the readers on each line, unless there is a diagram.
   * @param {number} lanes @param {boolean} beside whether the card stands beside the stage
   */
  panels(lanes, beside) {
    if (lanes !== 1) return ['stage', 'load'];
    const code = beside && this.step && this.left.phase !== 'bet' && !this.step.diagram && !this.step.table;
    return code ? ['stage', 'swim', 'load', 'code'] : ['stage', 'swim', 'load'];
  }

  /** Hidden before the bet, because it would give the answer away. */
  get drawsDiagram() {
    return this.step?.diagram !== undefined && this.left.phase !== 'bet';
  }

  get task() {
    const { left, step } = this;
    return left.phase === 'do' ? step.tasks[left.ticked] : undefined;
  }

  /**
   * To a step.
   * @param {number} number @param {boolean} [placed] whether the run is there already, and the step begins with that
   */
  async go(number, placed = false) {
    this.asked = number;
    const texts = await this.app.session.later(() => wordsOf(STEPS[number - 1].id));
    // Another step was asked for in the meantime.
    if (number !== this.asked) return;
    this.words = texts;
    this.number = number;
    this.field = null;
    this.entry = undefined;
    this.entered++;
    this.tell();
    if (placed) this.placed = true;
    else await this.set(this.step.opens);
  }

  /** This step from its beginning. */
  again() {
    this.kept.delete(this.step.id);
    return this.go(this.number);
  }

  /** Sets the stage. @param {import('./steps.js').Scene} scene */
  async set(scene) {
    const { app, host, number, step } = this;
    this.opened = null;
    app.focus.open(null);
    app.focus.clear();
    host.update({ playing: false, panel: null, settings_open: false });
    this.placed = false;
    const place = {
      line: step.lines[scene.line],
      preset: null,
      compare: scene.compare,
      at_ns: parseTime(scene.at),
      problems: [],
    };
    await host.open(place);
    if (number === this.number && app.session.lanes.length) this.enter();
  }

  /** Called when the step's initial run is loaded. */
  enter() {
    const { app } = this;
    this.placed = false;
    this.opened = (app.session.values.do ?? '').split(',');
    if (!this.left.taken.has(-1)) this.take(-1);
    app.redraw();
  }

  /** @param {number} task */
  take(task) {
    this.left.taken.set(
      task,
      this.app.session.lanes.map(({ run }) => run.report),
    );
  }

  /** @param {number} question @param {number} answer */
  answer(question, answer) {
    const { left } = this;
    left.bets[question] = answer;
    if (left.bets.every((one) => one !== null)) this.start();
    this.app.redraw();
  }

  skip() {
    this.left.skipped = true;
    this.start();
  }

  start() {
    this.left.phase = 'do';
    this.app.redraw();
  }

  /** @param {string} preset @param {boolean} fits */
  sort(preset, fits) {
    const { left } = this;
    left.sorted.set(preset, fits);
    if (left.sorted.size === WORKLOADS.length && left.phase === 'bet') this.start();
    this.app.redraw();
  }

  /** @param {string | null} card null to take all back */
  say(card) {
    const { left } = this;
    left.order = card === null ? [] : [...left.order, card];
    if (left.order.length === ORDER.length && left.phase === 'bet') this.start();
    this.app.redraw();
  }

  /** Runs all six workloads, one after another. */
  async runAll() {
    const { engine } = this.app.session;
    const { ran } = this.left;
    for (const { preset } of WORKLOADS) {
      if (!ran.has(preset)) ran.set(preset, await engine.report(`preset=${preset}`));
      this.app.redraw();
    }
  }

  /** One workload onto the stage. @param {string} preset */
  openWorkload(preset) {
    const place = { line: `preset=${preset}`, preset: null, compare: [], at_ns: 10e9, problems: [] };
    return this.host.open(place);
  }

  /**
   * What the learner sees; null while it is being computed.
   * @returns {import('./evidence.js').Now | null}
   */
  get now() {
    const { session, focus } = this.app;
    const lane = session.lanes[session.lanes.length - 1];
    if (!lane || !this.opened || session.asked.length) return null;
    const looked = session.lanes[focus.laneOf(session.lanes.length)].run;
    return {
      at_ns: this.at_ns,
      playing: this.playing,
      run: lane.run,
      report: lane.run.report,
      values: session.values,
      opened: this.opened,
      object: focus.object?.name ?? null,
      chosen: looked === lane.run ? rowOf(lane.run, focus.actor) : -1,
      measured: this.left.ran.size,
      kinds: session.catalogue?.kinds ?? [],
    };
  }

  /**
   * Called after each frame: ticks tasks that are done.
   * @param {import('../playback/player.js').Cursor} cursor @returns {boolean} whether anything has
   */
  observe({ at_ns, playing }) {
    this.at_ns = at_ns;
    this.playing = playing;
    if (this.placed && this.app.session.lanes.length) this.enter();
    const { now, task, left, step } = this;
    if (!now || !task?.when(now)) return false;
    // A thing that was opened for the task has been found.
    if ('object' in task.act) this.app.focus.open(null);
    this.take(left.ticked);
    left.ticked++;
    this.field = null;
    if (left.ticked === step.tasks.length) {
      left.phase = 'see';
      this.app.focus.clear();
    } else this.entry = step.tasks[left.ticked].opens;
    this.tell();
    return true;
  }

  /** The action of the main button. */
  async act() {
    const { task } = this;
    if (!task) return;
    if (this.entry) {
      const scene = this.entry;
      this.entry = undefined;
      await this.set(scene);
    }
    const { now } = this;
    const { act } = task;
    const { commands, focus, session, shadow } = this.app;
    if (!now) return;
    if ('poke' in act) return commands.poke(act.poke);
    if ('play' in act) return this.host.update({ playing: true });
    if ('command' in act) return commands.step();
    if ('object' in act) return focus.open({ lane: 0, name: act.object, narrow: shadow.host.clientWidth < NARROW_PX });
    if ('field' in act) return this.openField(act.field);
    if ('set' in act) return session.set(...act.set);
    if ('run' in act) return this.runAll();
    if ('sort' in act) return;
    if ('seek' in act) {
      commands.pause();
      return commands.seek(act.seek(now) ?? now.at_ns);
    }
    const row = act.story(now);
    if (row !== null) focus.choose(session.lanes.length - 1, now.run.requests.actor[row], this.middle());
  }

  /** The position of a story's card without a pointer: over the stage. */
  middle() {
    const box = this.app.shadow.querySelector('.stage')?.getBoundingClientRect();
    return box ? { x: box.left + 24, y: box.top + box.height / 2 } : null;
  }

  /** Opens a field's slider in the card and goes there. @param {string} field */
  openField(field) {
    this.field = field;
    this.field_entered++;
    // Closes what has been read.
    this.app.focus.clear();
    this.app.redraw();
  }

  /** Opens a field's slider in the card; the same one again closes it. @param {string | null} field */
  slide(field) {
    if (field !== null && field !== this.field) return this.openField(field);
    this.field = null;
    this.app.redraw();
  }

  tell() {
    const { left, step, number } = this;
    this.app.emit('cache-aside-step', {
      step: number,
      of: STEPS.length,
      id: step.id,
      phase: left.phase,
      done: left.phase === 'see',
      bets: left.bets.map((answer, i) => (answer === null ? null : this.words.bets[i].options[answer])),
    });
  }
}
