/**
 * Bets that are not a choice of one answer: six workloads to sort, four cards to put in order. A separate view in the
 * card, because only two steps have it; it is loaded with the first of them.
 */

import { html, nothing, render as draw } from 'lit-html';

import css from '../styles/sorting.css?inline';
import { adopt } from '../kit/sheet.js';
import { measure, say } from './measure.js';
import { pieces } from './text.js';
import { ORDER, WORKLOADS } from './steps.js';
import { orderWords, workloadWords } from './sorting_words.js';
import { lessonWords as words } from './words.js';

/** @typedef {import('./lesson.js').Lesson} Lesson */

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  adopt(app, css);
  return {
    render() {
      const { lesson } = app;
      if (lesson?.step.bet) draw(lesson.step.bet === 'sort' ? sort(lesson) : order(lesson), place);
    },
  };
}

/** Which of the workloads cache-aside fits; once run, under it what its run showed. @param {Lesson} lesson */
function sort(lesson) {
  const { left } = lesson;
  return html`<ul class="sorted">
    ${WORKLOADS.map(({ preset, of }) => {
      const { name, shows } = workloadWords[preset];
      const [short] = name.split(':');
      const said = left.sorted.get(preset);
      const report = left.ran.get(preset);
      return html`<li>
        <b>${short}</b>
        <span class="options" role="group" aria-label=${short}>
          ${[true, false].map(
            (fits) =>
              html`<button
                type="button"
                aria-pressed=${String(said === fits)}
                @click=${() => lesson.sort(preset, fits)}
              >
                ${fits ? words.fits : words.fitsNot}
              </button>`,
          )}
        </span>
        ${
          report
            ? html`<span class="shows"
                ><span>${shown(shows, report, of)}</span>
                <button
                  type="button"
                  class="quiet"
                  aria-label=${words.runIt(short)}
                  @click=${() => lesson.openWorkload(preset)}
                >
                  ${words.run}
                </button></span
              >`
            : nothing
        }
      </li>`;
    })}
  </ul>`;
}

/**
 * The result of a run, with its numbers.
 * @param {string} text @param {import('../engine/run.js').Report} report @param {string[]} of
 */
const shown = (text, report, of) =>
  pieces(text).map((piece) =>
    piece.kind === 'number'
      ? html`<b class="number"
          >${of.includes(piece.path) ? say(piece.path, measure(report, piece.path)) : piece.text}</b
        >`
      : piece.kind === 'text'
        ? piece.text
        : '',
  );

/** @param {Lesson} lesson */
function order(lesson) {
  const { order } = lesson.left;
  const rest = cards.filter((card) => !order.includes(card));
  return html`<div class="order">
    ${rest.length ? html`<p class="ask">${pieces(words.orderAsk).map((piece) => (piece.kind === 'tap' ? html`<span class="by-finger">${words.Tap}</span><span class="by-pointer">${words.Click}</span>` : piece.kind === 'text' ? piece.text : ''))}</p>` : nothing}
    <ol>
      ${order.map((card) => html`<li>${orderWords[card]}</li>`)}
    </ol>
    <div class="options">
      ${rest.map((card) => html`<button type="button" @click=${() => lesson.say(card)}>${orderWords[card]}</button>`)}
    </div>
    ${
      rest.length
        ? nothing
        : html`<p class="said">
            ${order.join() === ORDER.join() ? words.orderRight : words.orderOther}
            <button type="button" class="quiet" @click=${() => lesson.say(null)}>${words.orderAgain}</button>
          </p>`
    }
  </div>`;
}

/** The cards in a different order than the right one. */
const cards = [ORDER[3], ORDER[0], ORDER[2], ORDER[1]];
