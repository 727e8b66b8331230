/**
 * The bets of a step: an answer to each question with one press, or the cards of `sorting.js`. There is no right or
 * wrong here. After the bet the answers stay visible next to the results of the run.
 */

import { html } from 'lit-html';

import { plain } from './text.js';
import { lessonWords as words } from './words.js';

/** @typedef {import('./lesson.js').Lesson} Lesson */

/** @param {Lesson} lesson */
export function bet(lesson) {
  if (lesson.step.bet) return html`<div class="sorting"></div>`;
  const { left, words: texts } = lesson;
  if (left.phase !== 'bet')
    return html`<p class="said">
      ${left.skipped ? words.skipped : words.youSaid(texts.bets.map(({ options }, i) => options[left.bets[i] ?? 0]))}
    </p>`;
  return texts.bets.map(
    ({ ask, options }, i) =>
      html`<fieldset class="bet">
        <legend>${plain(ask)}</legend>
        <div class="options">
          ${options.map(
            (option, answer) =>
              html`<button
                type="button"
                aria-pressed=${String(left.bets[i] === answer)}
                @click=${() => lesson.answer(i, answer)}
              >
                ${option}
              </button>`,
          )}
        </div>
      </fieldset>`,
  );
}
