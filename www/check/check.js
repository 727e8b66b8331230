/**
 * The state machine of the check: five questions, one at a time. It opens the run of a question, takes the answer,
 * decides it by runs, and keeps the score. It has no DOM; `card.js` draws it.
 *
 *     start ──► ask ── answered, run ──► told ──► … ──► end ──► start with other questions
 *       └─────► the same with three earlier bets, which do not count ──► start
 */

import { triedAtOnce } from '../kit/fetching.js';
import { clock, parseTime } from '../line/time.js';
import { theoryOf } from '../session/theory.js';
import { due, today } from './bets.js';
import { drawn, seedOf } from './draw.js';
import { judged } from './judge.js';
import { changed, lineOf, seeded } from './measured.js';
import { fetchWords, questionWords } from './asked.js';
import { checkWords as words } from './words.js';

/** @typedef {import('./pool.js').Question} Question */
/** @typedef {import('./pool.js').Scene} Scene */
/** @typedef {import('./judge.js').Said} Said */
/** @typedef {'start' | 'ask' | 'told' | 'end'} Phase */
/**
 * A question that has been answered.
 * @typedef {{ question: Question, said: string } & import('./judge.js').Verdict} Answered
 */
/**
 * What is stored of earlier tries. Without a keeper, they are known only as long as the element exists.
 * @typedef {{ salt: number, tries: number, best: number, passed: boolean }} Kept
 * @typedef {object} Keeper
 * @property {() => Kept | null} kept @property {(kept: Kept) => void} keep
 * @property {() => Record<string, { said: (string | null)[], day: string }>} bets
 * @property {(steps: string[], day: string) => void} betAgain
 */

export const PASS = 4;

/**
 * The scene that explains an answer: for a wrong one, the scene that refutes it.
 * @param {Pick<Answered, 'question' | 'wrong'>} answered
 */
export const whyOf = ({ question, wrong }) => question.refutes?.[wrong] ?? question.shows;

/**
 * The check of each element. It keeps its state while the element shows something else.
 * @type {WeakMap<object, Check>}
 */
const known = new WeakMap();

/**
 * Opens the check of a playground, which its attribute asks for.
 * @param {import('../playback/app.js').App} app @param {import('../frame/element.js').CacheAsidePlayground} host
 */
export function checkIn(app, host) {
  const check = known.get(host) ?? new Check(app, host);
  known.set(host, check);
  app.check = check;
  return check.come();
}

export class Check {
  /**
   * @param {import('../playback/app.js').App} app
   * @param {import('../frame/element.js').CacheAsidePlayground} host
   */
  constructor(app, host) {
    this.app = app;
    this.host = host;
    /** Whether it is part of a lesson, which it can return to. */
    this.after = host.hasAttribute('data-after');
    /** @type {Keeper | null} */
    this.keeper = host.keeper;
    const salt = Number(host.getAttribute('draw') ?? NaN);
    const given = Number.isSafeInteger(salt) && salt >= 0;
    /** @type {Kept} */
    this.kept = (!given && this.keeper?.kept()) || { salt: given ? salt : anySalt(), tries: 0, best: 0, passed: false };
    /** @type {Phase} */
    this.phase = 'start';
    this.number = 0;
    this.seed = 1;
    /** @type {Question[]} */
    this.questions = [];
    /** @type {Answered[]} */
    this.answers = [];
    /** The earlier bets that are asked again; null during the check itself. @type {ReturnType<typeof due> | null} */
    this.earlier = null;
    /** The answer to the open question so far: the option that is pressed, or the number as typed. */
    this.option = -1;
    this.typed = '';
    /** The time of the cursor. */
    this.at_ns = 0;
    this.busy = false;
    this.problem = '';
    /** Incremented whenever the focus should move to the card's title. */
    this.entered = 0;
    /** Incremented for every scene, so that an earlier one that loads late is not shown. */
    this.turn = 0;
  }

  get question() {
    return this.questions[this.number];
  }

  get due() {
    return due(this.keeper?.bets() ?? {}, today());
  }

  get score() {
    return this.answers.filter(({ wrong }) => wrong < 0).length;
  }

  /** The panels beside the card, unless the element sets them. @param {number} lanes */
  panels(lanes) {
    return lanes === 1 ? ['stage', 'swim', 'load'] : ['stage', 'load'];
  }

  /**
   * The phase of the card for the style sheet. Before the answer nothing plays, unless the run itself is the answer.
   */
  get cardPhase() {
    if (this.phase !== 'ask') return this.phase === 'start' ? 'bet' : 'see';
    return this.question.type === 'fix' || this.question.type === 'seek' ? 'do' : 'bet';
  }

  /** Whether the run must not be examined yet. */
  get closed() {
    return this.cardPhase === 'bet';
  }

  enter() {
    this.phase = 'start';
    this.earlier = null;
    this.entered++;
    return this.show({ line: '', at: '2s' });
  }

  /** Returns to the check, in the state in which it was left. */
  come() {
    if (this.phase === 'start') return this.enter();
    this.entered++;
    if (this.phase === 'end') return this.app.redraw();
    return this.show(this.phase === 'ask' ? this.question.opens : this.question.shows);
  }

  /** Begins with the five questions of this try. */
  begin() {
    const { salt, tries } = this.kept;
    Object.assign(this, drawn(salt, tries), { earlier: null });
    return this.first();
  }

  /** Begins with the earlier bets, on other traffic than in the lesson. */
  async beginAgain() {
    const earlier = this.due;
    await this.app.session.later(() => fetchWords(earlier.map(({ question }) => question)));
    this.earlier = earlier;
    this.seed = seedOf(this.kept.salt, this.kept.tries + 1);
    this.questions = earlier.map(({ question }) => question);
    return this.first();
  }

  first() {
    this.number = 0;
    this.answers = [];
    return this.open();
  }

  open() {
    this.phase = 'ask';
    this.option = -1;
    this.typed = '';
    this.problem = '';
    this.entered++;
    return this.show(this.question.opens);
  }

  /** Continues after a verdict. */
  next() {
    if (this.number + 1 < this.questions.length) {
      this.number++;
      return this.open();
    }
    if (this.earlier) {
      this.keeper?.betAgain(
        this.earlier.map(({ question }) => question.step),
        today(),
      );
      return this.enter();
    }
    this.finish();
  }

  finish() {
    const { answers, kept, score, seed } = this;
    this.phase = 'end';
    this.entered++;
    kept.tries++;
    kept.best = Math.max(kept.best, score);
    kept.passed ||= score >= PASS;
    this.keeper?.keep(kept);
    this.app.emit('cache-aside-check', {
      score,
      maximum: answers.length,
      passed: score >= PASS,
      seed,
      attempt: kept.tries,
      asked: answers.map(({ question, said, wrong }) => ({
        check: question.id,
        kind: question.kind,
        question: questionWords(question).plain,
        said,
        right: wrong < 0,
      })),
    });
    this.app.redraw();
  }

  /** @param {number} option */
  choose(option) {
    this.option = option;
    this.app.redraw();
  }

  /** @param {string} typed */
  type(typed) {
    this.typed = typed;
    this.app.redraw();
  }

  /** The present answer to the open question; null if there is none yet. @returns {Said | null} */
  get said() {
    const { app, question, option, typed } = this;
    if (question.type === 'choice') return option < 0 ? null : { option };
    if (question.type === 'number') {
      const number = Number(typed.replace(',', '.'));
      return typed.trim() === '' || !Number.isFinite(number) || number < 0 ? null : { number };
    }
    if (!app.session.lanes.length || app.session.asked.length) return null;
    if (question.type === 'seek') return { at_ns: this.at_ns };
    const fields = Object.fromEntries(question.fields.map((name) => [name, app.session.values[name]]));
    return { fields, line: changed(seeded(question.lines[question.opens.line], this.seed), fields) };
  }

  /** Decides the answer by runs. */
  async answer() {
    const { app, question, seed, said } = this;
    if (!said || this.busy || this.phase !== 'ask') return;
    this.busy = true;
    this.problem = '';
    app.redraw();
    const { engine } = app.session;
    try {
      const { kinds } = await engine.catalogue();
      const core = {
        report: (/** @type {string} */ line) => engine.report(line),
        theory: theoryOf,
        run: (/** @type {string} */ line) => engine.run(line),
        orders: findingOf,
        kinds,
      };
      const { wrong, measured } = await judged(question, seed, said, core);
      this.answers[this.number] = { question, said: this.inWords(said), wrong, measured };
      this.phase = 'told';
      this.tell();
      await this.show(question.type === 'fix' ? null : question.shows);
    } catch {
      this.problem = words.failedToRun;
    }
    this.busy = false;
    app.redraw();
  }

  /** An answer in words. @param {Said} said */
  inWords(said) {
    const { question } = this;
    if ('option' in said) return questionWords(question).options[said.option];
    if ('number' in said && question.type === 'number') return words.units[question.unit](said.number);
    if ('fields' in said)
      return Object.entries(said.fields)
        .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`)
        .join(', ');
    return 'at_ns' in said ? clock(said.at_ns) : '';
  }

  /** Shows the run that explains the answer: for a wrong one, the run that refutes it. */
  showWhy() {
    return this.show(whyOf(this.answers[this.number]));
  }

  /** Shows a run that does what the question asks. */
  showRight() {
    return this.show(this.question.shows);
  }

  /** Opens a scene; null leaves the stage as it is. @param {Scene | null} scene */
  async show(scene) {
    const { app, host, question } = this;
    const turn = ++this.turn;
    app.focus.open(null);
    app.focus.clear();
    host.update({ playing: false, panel: null, settings_open: false });
    if (!scene) return;
    const line = this.phase === 'start' ? CALM : lineOf(question, scene, this.seed);
    if ('order' in scene) {
      await host.open({ line, preset: null, compare: null, at_ns: 0, problems: [] });
      // An order plays at once: it takes only some seconds, and its steps are on the card.
      if (turn === this.turn) app.commands.answered();
      return;
    }
    const at_ns = parseTime(scene.at ?? '0s');
    await host.open({ line, preset: null, compare: scene.compare ?? [], at_ns, problems: [] });
    const lane = app.session.lanes[app.session.lanes.length - 1];
    if (turn !== this.turn || !lane || !scene.find) return;
    const found = scene.find(lane.run, app.session.catalogue?.kinds ?? []);
    if (found !== null) app.commands.seek(found);
  }

  /** Asks the page to go to a step of the lesson, or to the cures. @param {number | 'cures'} step */
  ask(step) {
    const event = new CustomEvent('cache-aside-step-asked', {
      detail: { step },
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    this.host.dispatchEvent(event);
  }

  tell() {
    const { question, said, wrong } = this.answers[this.number];
    this.app.emit('cache-aside-answer', {
      check: question.id,
      kind: question.kind,
      question: questionWords(question).plain,
      said,
      right: wrong < 0,
      counted: this.earlier === null,
      lines: [
        ...Object.values(question.lines).map((line) => seeded(line, this.seed)),
        ...Object.values(question.orders ?? {}),
      ],
    });
  }
}

/** The finding over all orders. The explorer is fetched with the first answer that needs it. @param {string} line */
const findingOf = async (line) => (await triedAtOnce(() => import('./every_order.js'))).findingOf(line);

/** The run beside the beginning. */
const CALM = 'duration=12s';

/** A random salt, so that not everybody is asked the same questions. */
const anySalt = () => crypto.getRandomValues(new Uint32Array(1))[0];
