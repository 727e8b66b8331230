/**
 * The lesson's card: one step at a time, in the order say, bet, do, see, why. It is an ordinary view of the step
 * machine (`lesson.js`). After each frame it also lets the machine check whether a task is done.
 */

import { html, nothing, render as draw } from 'lit-html';

import { writeAddress } from '../line/place.js';
import { adoptLesson } from './sheets.js';
import { bet } from './bets.js';
import { more } from './more.js';
import { prose, proseOf } from './prose.js';
import { STEPS } from './steps.js';
import { lessonWords as words, stepTitles } from './words.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('./lesson.js').Lesson} Lesson */

/** @param {HTMLElement} root @param {App} app */
export function create(root, app) {
  adoptLesson(app);
  const lead = leading(root, app);
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render(cursor) {
      const { lesson } = app;
      if (!lesson?.step) return;
      if (lesson.observe(cursor)) app.redraw();
      root.dataset.phase = lesson.left.phase;
      draw(card(app, lesson, cursor.at_ns), root);
      lead(lesson);
    },
  };
}

/** @param {App} app @param {Lesson} lesson @param {number} at_ns */
function card(app, lesson, at_ns) {
  const { step, left, number, field, words: texts } = lesson;
  const ways = proseOf(app, lesson);
  const { line, compare } = app.session;
  return html`<p class="count">${words.count(number, STEPS.length)}</p>
    <h2 id="lesson-title" tabindex="-1">${stepTitles[step.id]}</h2>
    <p class="say">${prose(texts.say, ways)}</p>
    ${left.phase === 'bet' ? opened(field) : nothing} ${bet(lesson)}
    ${left.phase === 'bet' ? nothing : html`${tasks(lesson, ways)}${opened(field)}`}
    <div class="seen" role="status">${left.phase === 'see' ? html`<div class="lesson-seen"></div>` : nothing}</div>
    ${
      left.phase === 'see'
        ? html`<p class="why"><b>${words.why}</b> ${prose(texts.why, ways)}</p>
            <div class="theory"></div>`
        : nothing
    }
    ${more(app, lesson)}
    <p class="after">
      <a href=${app.page + writeAddress({ line, compare, at_ns })} target="_blank" rel="noopener">${words.open}</a>
      ${step.order && left.phase !== 'bet' ? html`<a href=${app.page + writeAddress({ line: step.order, compare: null, at_ns: 0 })} target="_blank" rel="noopener">${words.order}</a>` : nothing}
      ${step.real && left.phase !== 'bet' ? html`<a href=${app.page + writeAddress({ line: '', compare: null, real: { name: step.real }, at_ns: 0 })} target="_blank" rel="noopener">${words.real}</a>` : nothing}
      ${left.phase === 'bet' ? nothing : html`<button type="button" class="quiet" @click=${() => lesson.again()}>${words.again}</button>`}
    </p>`;
}

/**
 * Moves the keyboard focus and scrolls: to the title of a new step, to the main button if the pressed answer is gone,
 * and to new parts of the card.
 * @param {HTMLElement} root @param {App} app @returns {(lesson: Lesson) => void}
 */
function leading(root, app) {
  let entered = 0;
  let phase = '';
  let shown = '';
  return (lesson) => {
    const { left, number } = lesson;
    if (entered !== lesson.entered) {
      if (entered) focusOn(root, '#lesson-title');
      entered = lesson.entered;
    } else if (phase === 'bet' && left.phase === 'do' && !app.shadow.activeElement) {
      focusOn(app.shadow, '.lesson-next .primary');
    }
    if (phase !== left.phase && left.phase === 'do') fetchNext();
    phase = left.phase;
    const further = `${number} ${left.phase} ${left.ticked}`;
    if (further !== shown && left.phase !== 'bet') {
      const story = app.focus.place && app.shadow.querySelector('.carded');
      (story || root.querySelector(left.phase === 'do' ? '.tasks' : '.why'))?.scrollIntoView({ block: 'nearest' });
    }
    shown = further;
  };
}

/** The open field: under the task that asks for it, so that both are in sight. @param {string | null} field */
const opened = (field) => (field ? html`<div class="lesson-field"></div>` : nothing);

/** Loads the rest of the step while the user does it. */
const fetchNext = () => Promise.all([import('./field.js'), import('./see.js')]).catch(() => {});

/** @param {ParentNode} root @param {string} selector */
const focusOn = (root, selector) =>
  /** @type {HTMLElement | null} */ (root.querySelector(selector))?.focus({ preventScroll: true });

/**
 * The tasks, with a tick for each that is done.
 * @param {import('./lesson.js').Lesson} lesson @param {import('./prose.js').Prose} ways
 */
const tasks = ({ words: texts, left }, ways) =>
  html`<ol class="tasks" aria-label=${words.do}>
    ${texts.tasks.map((task, i) => {
      const done = i < left.ticked;
      return html`<li
        class=${done ? 'done' : i === left.ticked ? 'now' : ''}
        aria-current=${i === left.ticked ? 'step' : nothing}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <rect x="1.5" y="1.5" width="13" height="13" rx="3" />
          <path d="M4.5 8.2 7 10.8l4.6-5.6" />
        </svg>
        <span>${prose(task, ways)}${done ? html`<span class="unseen">, ${words.done}</span>` : nothing}</span>
      </li>`;
    })}
  </ol>`;
