/**
 * The lesson's card: one step at a time, in the order say, bet, do, see, why. It is a view like any other; what it
 * shows
 * is the step machine's (`lesson.js`), which it also asks, after each frame, whether a task has been done.
 */

import { html, nothing, render as draw } from 'lit-html';

import { tokens } from '../line/line.js';
import { writeAddress } from '../line/place.js';
import css from '../styles/lesson.css?inline';
import { adopt } from '../kit/sheet.js';
import { bet } from './bets.js';
import { fieldControl } from './field.js';
import { more } from './more.js';
import { prose } from './prose.js';
import { see } from './see.js';
import { STEPS } from './steps.js';
import { lessonWords as words } from './words.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('./lesson.js').Lesson} Lesson */

/** @param {HTMLElement} root @param {App} app */
export function create(root, app) {
  adopt(app, css);
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
  const ways = {
    valueOf: (/** @type {string} */ name) => app.session.values[name],
    field,
    slide: (/** @type {string} */ name) => lesson.slide(name),
  };
  const began = Object.fromEntries(tokens(step.lines[step.opens.line]));
  const { line, compare } = app.session;
  return html`<p class="count">${words.count(number, STEPS.length)}</p>
    <h2 id="lesson-title" tabindex="-1">${texts.title}</h2>
    <p class="say">${prose(texts.say, ways)}</p>
    ${field ? fieldControl(app, field, began[field] ?? fieldDefault(app, field), () => lesson.slide(null)) : nothing}
    ${bet(lesson)} ${left.phase === 'bet' ? nothing : tasks(lesson, ways)}
    <div class="seen" role="status">${left.phase === 'see' ? see(app, lesson, ways) : nothing}</div>
    ${
      left.phase === 'see'
        ? html`<p class="why"><b>${words.why}</b> ${prose(texts.why, ways)}</p>
            <div class="theory"></div>`
        : nothing
    }
    ${more(app, lesson)}
    <p class="after">
      <a href=${app.page + writeAddress({ line, compare, at_ns })} target="_blank" rel="noopener">${words.open}</a>
      ${left.phase === 'bet' ? nothing : html`<button type="button" class="quiet" @click=${() => lesson.again()}>${words.again}</button>`}
    </p>`;
}

/**
 * Leads the keyboard focus and the eye: to the title of a step that was entered, to the one button where the answer
 * that
 * was pressed is gone, to a slider that was opened, and to what has come into the card.
 * @param {HTMLElement} root @param {App} app @returns {(lesson: Lesson) => void}
 */
function leading(root, app) {
  let entered = 0;
  let field_entered = 0;
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
    if (field_entered !== lesson.field_entered) focusOn(root, '.field-slide :is(input, select)');
    field_entered = lesson.field_entered;
    phase = left.phase;
    const further = `${number} ${left.phase} ${left.ticked}`;
    if (further !== shown && left.phase !== 'bet') {
      root.querySelector(left.phase === 'do' ? '.tasks' : '.why')?.scrollIntoView({ block: 'nearest' });
    }
    shown = further;
  };
}

/** @param {ParentNode} root @param {string} selector */
const focusOn = (root, selector) =>
  /** @type {HTMLElement | null} */ (root.querySelector(selector))?.focus({ preventScroll: true });

/** @param {import('../playback/app.js').App} app @param {string} name */
const fieldDefault = ({ session }, name) => session.catalogue?.fields.find((one) => one.name === name)?.default ?? '';

/**
 * What is to be done, each ticked once it is.
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
