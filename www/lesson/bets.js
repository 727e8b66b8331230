/**
 * The bets of a step: one answer to each question by one press; six workloads to sort; four cards to put in order.
 * Nothing
 * is right or wrong here. Once bet, the answers stay in sight beside what the run showed.
 */

import { html, nothing } from 'lit-html';

import { measure, say } from './measure.js';
import { pieces, plain } from './text.js';
import { ORDER, WORKLOADS } from './steps.js';
import { lessonWords as words, orderWords, workloadWords } from './words.js';

/** @typedef {import('./lesson.js').Lesson} Lesson */

/** @param {Lesson} lesson */
export function bet(lesson) {
  if (lesson.step.bet === 'sort') return sort(lesson);
  if (lesson.step.bet === 'order') return order(lesson);
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
 * What a run shows, with its own numbers.
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

/** As they are dealt: never in the order in which they are said. */
const cards = [ORDER[3], ORDER[0], ORDER[2], ORDER[1]];
