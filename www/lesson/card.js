/**
 * The lesson's card: one step at a time, in the order say, bet, do, see, why. It is a view like any other; what it
 * shows
 * is the step machine's (`lesson.js`), which it also asks, after each frame, whether a task has been done.
 */

import { html, nothing, render as draw } from 'lit-html';

import { writeAddress } from '../line/place.js';
import css from '../styles/lesson.css?inline';
import { adopt } from '../kit/sheet.js';
import { bet } from './bets.js';
import { fieldControl } from './field.js';
import { more } from './more.js';
import { prose } from './prose.js';
import { see } from './see.js';
import { STEPS } from './steps.js';
import { tokens } from '../line/line.js';
import { lessonWords as words } from './words.js';

/** @param {HTMLElement} root @param {import('../playback/app.js').App} app */
export function create(root, app) {
  adopt(app, css);
  let entered = 0;
  let field_entered = 0;
  let phase = '';
  /** What was in sight: whatever comes next is brought there. */
  let shown = '';
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render(cursor) {
      const { lesson } = app;
      if (!lesson?.step) return;
      if (lesson.observe(cursor)) app.redraw();
      const { step, left, number, words: texts } = lesson;
      const began = Object.fromEntries(tokens(step.lines[step.opens.line]));
      const ways = {
        valueOf: (/** @type {string} */ name) => app.session.values[name],
        field: lesson.field,
        slide: (/** @type {string} */ name) => lesson.slide(name),
      };
      root.dataset.phase = left.phase;
      draw(
        html`<p class="count">${words.count(number, STEPS.length)}</p>
          <h2 id="lesson-title" tabindex="-1">${texts.title}</h2>
          <p class="say">${prose(texts.say, ways)}</p>
          ${lesson.field ? fieldControl(app, lesson.field, began[lesson.field] ?? fieldDefault(app, lesson.field), () => lesson.slide(null)) : nothing}
          ${bet(lesson)} ${left.phase === 'bet' ? nothing : tasks(lesson, ways)}
          <div class="seen" role="status">${left.phase === 'see' ? see(app, lesson, ways) : nothing}</div>
          ${left.phase === 'see' ? html`<p class="why"><b>${words.why}</b> ${prose(texts.why, ways)}</p>` : nothing}
          ${more(app, lesson)}
          <p class="after">
            <a
              href=${app.page + writeAddress({ line: app.session.line, compare: app.session.compare, at_ns: cursor.at_ns })}
              target="_blank"
              rel="noopener"
              >${words.open}</a
            >
            ${left.phase === 'bet' ? nothing : html`<button type="button" class="quiet" @click=${() => lesson.again()}>${words.again}</button>`}
          </p>`,
        root,
      );
      // The title of a step that was chosen, then the button, where what was pressed is gone.
      if (entered !== lesson.entered) {
        if (entered) focusOn(root, '#lesson-title');
        entered = lesson.entered;
      } else if (phase === 'bet' && left.phase === 'do' && !app.shadow.activeElement)
        focusOn(app.shadow, '.lesson-next .primary');
      if (field_entered !== lesson.field_entered) focusOn(root, '.field-slide :is(input, select)');
      field_entered = lesson.field_entered;
      const further = `${number} ${left.phase} ${left.ticked}`;
      if (further !== shown && left.phase !== 'bet') {
        root.querySelector(left.phase === 'do' ? '.tasks' : '.why')?.scrollIntoView({ block: 'nearest' });
      }
      shown = further;
      phase = left.phase;
    },
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
