/**
 * The workshop, in which the user writes, runs and checks code. A changed listing becomes a new lane next to its
 * origin; a lane with the user's code is changed in place. While the text has a mistake the last run stays. Loaded when
 * the user starts to edit or opens a link with code.
 */

import { html, nothing, render as draw } from 'lit-html';

import css from '../styles/workshop.css?inline';
import { adopt } from '../kit/sheet.js';
import { withCode } from '../line/line.js';
import { titleOf } from '../line/strategies.js';
import { challengesOf } from './challenges.js';
import { diff } from './diff.js';
import { draftOf, keepDraft } from './drafts.js';
import { Editor } from './editor.js';
import { guide } from './guide.js';
import { linesAt } from './standing.js';
import { verdict } from './verdict.js';
import { waysOf } from './way.js';
import { workshopWords as words } from './workshop_words.js';

/** @typedef {import('../engine/code.js').Mistake} Mistake */
/**
 * @typedef {{ words: import('../engine/code.js').Completion[], challenges: import('../engine/code.js').Challenge[] }}
 * Language
 */
/**
 * @typedef {object} Edited What is in the editor.
 * @property {string} lane the strategy's word, or the id of a lane of one's own
 * @property {string} from by which its draft is kept
 * @property {string} ran the text that the lane runs
 * @property {string} base the listing that it was made from
 * @property {string} text
 */
/**
 * @typedef {object} Given What the panel gives.
 * @property {import('../session/session.js').Lane} lane
 * @property {string} ran
 * @property {string} base
 * @property {Set<string>} keywords
 * @property {(() => void) | null} close leaves the editor of a listing
 */

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  adopt(app, css);
  const workshop = new Workshop(place, app);
  return {
    /** @param {import('../playback/player.js').Cursor} cursor @param {Given} given */
    render: (cursor, given) => workshop.render(cursor, given),
  };
}

class Workshop {
  /** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
  constructor(place, app) {
    this.place = place;
    this.app = app;
    /** @type {Language | null} */
    this.language = null;
    /** @type {Edited} */
    this.edited = { lane: '', from: '', ran: '', base: '', text: '' };
    /** What is wrong with the text, of the compiler or of a run. @type {Mistake | null} */
    this.mistake = null;
    this.message = '';
    this.running = false;
    this.editor = new Editor(place, {
      input: (text) => this.input(text),
      run: () => this.run(),
      redraw: app.redraw,
    });
    this.challenges = challengesOf(app, () => this.edited.text);
    this.ways = waysOf(app);
    this.ask({ type: 'language', line: withCode('', '') }, (known) => (this.language = known));
  }

  /**
   * Asks the second build of the core, and reports errors.
   * @param {import('../engine/engine.js').Question} question @param {(answer: any) => void} then
   */
  async ask(question, then) {
    try {
      then(await this.app.session.engine.ask(question));
    } catch (error) {
      this.message = error instanceof Error ? error.message : String(error);
    }
    this.app.redraw();
  }

  /** Another lane, or another text of it. @param {Given} given */
  turnTo({ lane: { strategy }, ran, base }) {
    if (this.edited.lane === strategy && this.edited.ran === ran) return;
    const own = this.app.session.own.find(({ id }) => id === strategy);
    const from = own?.packed ?? strategy;
    this.edited = { lane: strategy, from, ran, base, text: draftOf(from, this.app.display.keeps) ?? ran };
    this.mistake = null;
    this.message = '';
    this.check();
  }

  /** @param {string} text */
  input(text) {
    this.edited.text = text;
    keepDraft(this.edited.from, text === this.edited.ran ? null : text, this.app.display.keeps);
    this.message = '';
    this.check();
    this.app.redraw();
  }

  /** Checks the text. An answer about an older text is ignored. */
  check() {
    const { text } = this.edited;
    this.ask({ type: 'check', line: withCode(this.app.session.line, text) }, ({ mistakes }) => {
      if (text === this.edited.text) this.mistake = mistakes[0] ?? null;
    });
  }

  async run() {
    const { app, edited } = this;
    if (this.running || !app.display.editing) return;
    this.running = true;
    app.redraw();
    const { lane, text, from } = edited;
    const { runOwn } = await app.session.later(() => import('../session/own.js'));
    const { ending, id } = await runOwn(app.session, lane, text);
    this.running = false;
    if (ending === 'done') {
      keepDraft(from, null, app.display.keeps);
      app.focus.selectLane(app.session.lanes.findIndex(({ strategy }) => strategy === id));
    } else if (ending !== 'aborted') {
      app.session.withdraw(ending);
      this.message = ending.message;
      const { line, column = 1 } = /** @type {import('../engine/code.js').CodeError} */ (ending);
      if (line !== undefined && text === this.edited.text) this.mistake = { line, column, message: ending.message };
    }
    app.redraw();
  }

  async remove() {
    const { removeOwn } = await this.app.session.later(() => import('../session/own.js'));
    await removeOwn(this.app.session, this.edited.lane);
  }

  /** The messages about the text. */
  told() {
    const { running, message, mistake, edited } = this;
    if (running) return words.working;
    if (message) return message;
    if (mistake) return sentence(mistake);
    return edited.text === edited.ran ? '' : words.fine;
  }

  /** @param {import('../playback/player.js').Cursor} cursor @param {Given} given */
  render({ at_ns }, given) {
    this.turnTo(given);
    const { app, editor, mistake, message, language } = this;
    const { session, commands, display } = app;
    const { lane, keywords, close } = given;
    const { text, ran, base } = this.edited;
    const own = session.own.find(({ id }) => id === lane.strategy);
    const readonly = !display.editing;
    const counts = text === ran ? linesAt(lane.run, at_ns) : null;
    const known = language?.words ?? [];
    const title = titleOf(session.catalogue, own?.base || lane.run.values.strategy).title;
    draw(
      html`${readonly ? nothing : this.tools(Boolean(own), close)}
        ${editor.render({ text, title: lane.title, keywords, mistake, counts, words: known, readonly })}
        <div class="under">
          ${editor.list()}
          <p class="mistake ${mistake || message ? 'bad' : ''}" id="mistake" role="status">${this.told()}</p>
        </div>
        ${own && lane.run.code ? verdict(lane.run.code, commands, (broken) => this.ways.render(lane, broken)) : nothing}
        ${text === base || !base ? nothing : changes(base, text, title)}
        ${language ? guide(known, readonly ? null : (text) => editor.replace(text)) : nothing}
        ${language && !readonly ? this.challenges.render(language.challenges) : nothing}
        <p class="hint" id="editor-help" ?hidden=${readonly}>${words.help}</p>`,
      this.place,
    );
    editor.fit();
  }

  /** The buttons above the text. @param {boolean} own @param {(() => void) | null} close */
  tools(own, close) {
    const { editor, edited } = this;
    const button = (/** @type {string} */ label, /** @type {() => void} */ press) =>
      html`<button type="button" class="quiet" @click=${press}>${label}</button>`;
    return html`<div class="workshop-tools" role="group" aria-label=${words.tools}>
      <button type="button" class="run" title=${words.runKeys} ?disabled=${this.running} @click=${() => this.run()}>
        ${words.run}
      </button>
      ${button(words.undo, () => editor.undo())} ${button(words.reset, () => editor.replace(edited.base || edited.ran))}
      ${own ? button(words.remove, () => this.remove()) : nothing} ${close ? button(words.close, close) : nothing}
    </div>`;
  }
}

/** @param {Mistake} mistake the core's own sentence may begin with its line */
const sentence = ({ line, message }) => (message.startsWith('line ') ? message : words.atLine(line) + message);

/** What was changed against the listing. @param {string} base @param {string} text @param {string} title */
const changes = (base, text, title) =>
  html`<details class="diff">
    <summary>${words.diff}</summary>
    <p>${words.diffFrom(title)}</p>
    <pre><code>${diff(base, text).map(
      ({ kind, text }) =>
        html`<span class=${kind}>${kind === 'added' ? '+ ' : kind === 'removed' ? '− ' : '  '}${text}${'\n'}</span>`,
    )}</code></pre>
  </details>`;
