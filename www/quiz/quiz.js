/**
 * A question about the run, asked before it plays: one number, predicted for every lane. Until it is answered the run
 * stays at its start and the frame hides the rest. At the end of the run, or on request, the prediction and the
 * measurement are shown side by side, with the time that shows the origin of the number.
 *
 *     asked ──── predict ───► said, the run plays ──── its end, or Show ───► told
 *       ▲                                                                      │
 *       └───────────── another run is opened, or asked about ──────────────────┘
 *
 * A prediction is about one run. A poke or a setting makes another one, which can be asked about again.
 */

import { html, nothing, render as draw } from 'lit-html';

import { toldOfPokes } from '../line/interventions.js';
import css from '../styles/quiz.css?inline';
import { clock, readable, span } from '../line/time.js';
import { adopt } from '../kit/sheet.js';
import { entered, onEnter, onPress } from '../kit/entering.js';
import { visible } from '../kit/told.js';
import { QUESTIONS } from './questions.js';
import { roundOf } from './round.js';
import { quizWords } from './words.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('./round.js').Round} Round */
/** @typedef {import('./round.js').Said} Said */
/** @typedef {import('./round.js').Answer} Answer */

/** The longest question of a teacher; longer ones are cut. */
const TEXT_CHARS_MAX = 200;
const GUESS_MAX = 1e9;
/** A prediction this close is called near. */
const NEAR = 0.25;
const NEAR_SHARE = 0.05;

/** @param {HTMLElement} place @param {App} app */
export function create(place, app) {
  const { session, commands, display } = app;
  adopt(app, css);
  const round = roundOf(app);
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      if (!session.lanes.length) return;
      const name = display.quiz ?? '';
      const known = Object.hasOwn(QUESTIONS, name);
      if (display.veiled && !known) {
        const allowed = Object.keys(QUESTIONS).join(', ');
        session.tell({ field: 'quiz', value: name, allowed, message: quizWords.bad(name, allowed) });
        commands.skip();
      }
      const { said, told } = round.at(at_ns);
      place.dataset.state = said ? (told ? 'told' : 'said') : display.veiled ? 'asked' : 'none';
      draw(
        html`${display.veiled && known ? question(app, name, round.predict) : nothing}
          <div class="answers" role="status">
            ${said ? (told ? results(app, said, round.same()) : saying(app, said, round)) : nothing}
          </div>`,
        place,
      );
    },
  };
}

/** The question, with a box for every lane. @param {App} app @param {string} name @param {Round['predict']} predict */
function question({ session, display }, name, predict) {
  const { lanes, values, catalogue } = session;
  const text = display.quiz_text.trim().slice(0, TEXT_CHARS_MAX) || quizWords.questions[name];
  const happens = toldOfPokes(catalogue, values.do);
  /** @param {Element} group */
  const submit = (group) => {
    const guesses = entered(group);
    if (guesses) predict(name, guesses.map(Number));
  };
  return html`<div class="form" @keydown=${onEnter(submit)}>
    <h2 id="quiz-title"><bdi>${visible(text)}</bdi></h2>
    <p class="about">${quizWords.about(readable(values.duration), readable(values.db_latency), happens)}</p>
    <div class="guesses">
      ${lanes.map(
        ({ strategy, title }) =>
          html`<label><b>${title}</b> ${box(name, strategy)}<span>${quizWords.things[name]}</span></label>`,
      )}
      <button type="button" @click=${onPress('.form', submit)}>${quizWords.predict}</button>
    </div>
  </div>`;
}

/** @param {string} name @param {string} strategy */
function box(name, strategy) {
  const { unit } = QUESTIONS[name];
  return html`<input
    type="number"
    name=${strategy}
    min="0"
    max=${unit === 'share' ? 100 : GUESS_MAX}
    step=${unit === 'count' ? 1 : 'any'}
    inputmode="decimal"
    autocomplete="off"
    required
  />`;
}

/** The predictions, while the run plays. @param {App} app @param {Said} said @param {Round} round */
const saying = (app, { name, answers }, round) =>
  html`<p id="quiz-title">
      ${quizWords.said(answers.map(({ title, guess }) => [title, say(name, guess)]))}
      ${round.same() ? nothing : quizWords.changed}
    </p>
    ${round.same() ? nothing : again(app)}
    <button type="button" class="quiet" @click=${round.show}>${quizWords.show}</button>`;

/**
 * The predictions beside the measurements.
 * @param {App} app @param {Said} said @param {boolean} same whether the run is still that one
 */
const results = (app, { name, answers }, same) =>
  html`<h2 id="quiz-title">${quizWords.questions[name]}</h2>
    <ul>
      ${answers.map(
        (answer) =>
          html`<li>
            <b>${answer.title}</b>
            <span>${quizWords.result(say(name, answer.guess), say(name, answer.measured), apart(name, answer))}</span>
            ${why(app, name, answer, same)}
          </li>`,
      )}
    </ul>
    ${
      same
        ? nothing
        : html`<p>${quizWords.changed}</p>
            ${again(app)}`
    }`;

/**
 * The origin of the number, with a button that moves the cursor there.
 * @param {App} app @param {string} name @param {Answer} answer @param {boolean} same
 */
function why({ commands }, name, { moment, title }, same) {
  if (!moment) return html`<span class="why">${quizWords.nothing}</span>`;
  const at = clock(moment.at_ns);
  const go = () => {
    commands.pause();
    commands.seek(moment.at_ns);
  };
  const way = html`<button type="button" class="go" aria-label=${quizWords.goTo(at, title)} @click=${go}>
    ${at}
  </button>`;
  return html`<span class="why">${quizWords.why[name](moment.figure)} ${same ? way : at}</span>`;
}

/** @param {App} app */
const again = ({ commands }) =>
  html`<button type="button" class="quiet" @click=${commands.ask}>${quizWords.again}</button>`;

/** @param {number} share */
const hundredths = (share) => String(Number((share * 100).toFixed(1)));

/** A number in the unit of the answer. @param {string} name @param {number} value */
function say(name, value) {
  const { unit } = QUESTIONS[name];
  if (unit === 'share') return quizWords.percent(hundredths(value));
  return unit === 'ms' ? span(value) : quizWords.whole(value);
}

/** The difference of prediction and measurement in words. @param {string} name @param {Answer} answer */
function apart(name, { guess, measured }) {
  if (say(name, guess) === say(name, measured)) return quizWords.exact;
  const much = Math.abs(measured - guess);
  const more = measured > guess;
  if (QUESTIONS[name].unit === 'share') {
    const points = quizWords.points(hundredths(much));
    return (much <= NEAR_SHARE ? quizWords.nearShare : quizWords.apart)(points, more);
  }
  return (much <= measured * NEAR ? quizWords.near : quizWords.apart)(say(name, much), more);
}
