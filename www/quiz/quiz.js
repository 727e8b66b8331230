/**
 * A question about the run, asked before it plays: one number, predicted for every lane. Until it is answered the run
 * stands at its start and the frame keeps back what is to come. At the end of the run, or when asked for, what was said
 * and what was measured stand side by side, with the time that shows where the number comes from.
 *
 *     asked ──── predict ───► said, the run plays ──── its end, or Show ───► told
 *       ▲                                                                      │
 *       └───────────── another run is opened, or asked about ──────────────────┘
 *
 * What was said holds for the run it was said of. A poke or a setting makes another one, which can be asked about anew.
 */

import { html, nothing, render as draw } from 'lit-html';

import { toldOfPokes } from '../line/interventions.js';
import css from '../styles/quiz.css?inline';
import { clock, span } from '../line/time.js';
import { adopt } from '../kit/sheet.js';
import { QUESTIONS } from './questions.js';
import { quizWords } from './words.js';

/** @typedef {import('../frame/element.js').CacheAsidePlayground} Playground */
/** @typedef {{ strategy: string, title: string, guess: number, measured: number, moment: import('./questions.js').Moment | null }} Answer */

/** A teacher's own question is cut here. */
const TEXT_CHARS_MAX = 200;
const GUESS_MAX = 1e9;
/** As near as this is said in words. */
const NEAR = 0.25;
const NEAR_SHARE = 0.05;

/** @param {HTMLElement} root @param {import('../session/session.js').Session} session @param {import('../playback/commands.js').Commands} commands @param {unknown} _focus @param {ShadowRoot} shadow */
export function create(root, session, commands, _focus, shadow) {
  adopt(root, css);
  const host = /** @type {Playground} */ (shadow.host);
  /** Of the run `line` with these lanes. @type {{ name: string, line: string, answers: Answer[] } | null} */
  let said = null;
  let told = false;

  const strategies = () => session.lanes.map(({ strategy }) => strategy).join();
  const same = () =>
    said?.line === session.line && said.answers.map(({ strategy }) => strategy).join() === strategies();

  /** @param {SubmitEvent} event @param {string} name */
  function predict(event, name) {
    event.preventDefault();
    const { of, moment, unit } = QUESTIONS[name];
    const guesses = Array.from(new FormData(/** @type {HTMLFormElement} */ (event.target)).values(), Number);
    const answers = session.lanes.map(({ strategy, title, run }, i) => ({
      strategy,
      title,
      guess: unit === 'share' ? guesses[i] / 100 : guesses[i],
      measured: of(run),
      moment: moment(run),
    }));
    said = { name, line: session.line, answers };
    told = false;
    host.emit('cache-aside-answer', {
      quiz: name,
      line: session.line,
      strategies: answers.map(({ strategy }) => strategy),
      guesses: answers.map(({ guess }) => guess),
      measured: answers.map(({ measured }) => measured),
    });
    host.update({ held: false, playing: true });
  }

  return {
    render() {
      if (!session.lanes.length) return;
      const { held, atEnd } = host.player;
      const name = host.quiz ?? '';
      if (held && !Object.hasOwn(QUESTIONS, name)) {
        const allowed = Object.keys(QUESTIONS).join(', ');
        session.tell('quiz', name, allowed, quizWords.bad(name, allowed));
        host.update({ held: false });
      }
      if (held) said = null;
      if (atEnd && same()) told = true;
      root.dataset.state = !said && !held ? 'none' : !said ? 'asked' : told ? 'told' : 'said';
      draw(
        html`${held && host.player.held ? ask(name) : nothing}
          <div class="answers" role="status">
            ${said && !host.player.held ? (told ? results(said) : saying(said)) : nothing}
          </div>`,
        root,
      );
    },
  };

  /** @param {string} name */
  function ask(name) {
    const { unit } = QUESTIONS[name];
    const text = host.getAttribute('quiz-text')?.trim().slice(0, TEXT_CHARS_MAX) || quizWords.questions[name];
    const { lanes, values, catalogue } = session;
    const happens = toldOfPokes(catalogue, values.do);
    return html`<form @submit=${(/** @type {SubmitEvent} */ event) => predict(event, name)}>
      <h2 id="quiz-title">${text}</h2>
      <p class="about">${quizWords.about(values.duration, values.db_latency, happens)}</p>
      <div class="guesses">
        ${lanes.map(
          ({ strategy, title }) =>
            html`<label
              ><b>${title}</b>
              <input
                type="number"
                name=${strategy}
                min="0"
                max=${unit === 'share' ? 100 : GUESS_MAX}
                step=${unit === 'count' ? 1 : 'any'}
                inputmode="decimal"
                autocomplete="off"
                required
              /><span>${quizWords.things[name]}</span></label
            >`,
        )}
        <button type="submit">${quizWords.predict}</button>
      </div>
    </form>`;
  }

  /** @param {NonNullable<typeof said>} said */
  function saying({ name, answers }) {
    return html`<p id="quiz-title">
        ${quizWords.said(answers.map(({ title, guess }) => [title, say(name, guess)]))}
        ${same() ? nothing : quizWords.changed}
      </p>
      ${same() ? nothing : again()}
      <button type="button" class="quiet" @click=${show}>${quizWords.show}</button>`;
  }

  /** @param {NonNullable<typeof said>} said */
  function results({ name, answers }) {
    return html`<h2 id="quiz-title">${quizWords.questions[name]}</h2>
      <ul>
        ${answers.map(
          ({ title, guess, measured, moment }) =>
            html`<li>
              <b>${title}</b>
              <span>${quizWords.result(say(name, guess), say(name, measured), apart(name, guess, measured))}</span>
              ${moment ? html`<span class="why">${quizWords.why[name](moment.figure)} ${same() ? go(moment.at_ns, title) : clock(moment.at_ns)}</span>` : html`<span class="why">${quizWords.nothing}</span>`}
            </li>`,
        )}
      </ul>
      ${
        same()
          ? nothing
          : html`<p>${quizWords.changed}</p>
              ${again()}`
      }`;
  }

  /** @param {number} at_ns @param {string} title */
  function go(at_ns, title) {
    const at = clock(at_ns);
    const there = () => {
      commands.pause();
      commands.seek(at_ns);
    };
    return html`<button type="button" class="go" aria-label=${quizWords.goTo(at, title)} @click=${there}>
      ${at}
    </button>`;
  }

  function again() {
    return html`<button type="button" class="quiet" @click=${() => host.update({ held: true })}>
      ${quizWords.again}
    </button>`;
  }

  function show() {
    told = true;
    host.update({});
  }
}

/** @param {number} share */
const hundredths = (share) => String(Number((share * 100).toFixed(1)));

/** In the unit it is answered in. @param {string} name @param {number} value */
function say(name, value) {
  const { unit } = QUESTIONS[name];
  if (unit === 'share') return quizWords.percent(hundredths(value));
  return unit === 'ms' ? span(value) : quizWords.whole(value);
}

/** What was measured beside what was said, in words. @param {string} name @param {number} guess @param {number} measured */
function apart(name, guess, measured) {
  if (say(name, guess) === say(name, measured)) return quizWords.exact;
  const much = Math.abs(measured - guess);
  const more = measured > guess;
  if (QUESTIONS[name].unit === 'share') {
    const points = quizWords.points(hundredths(much));
    return (much <= NEAR_SHARE ? quizWords.nearShare : quizWords.apart)(points, more);
  }
  return (much <= measured * NEAR ? quizWords.near : quizWords.apart)(say(name, much), more);
}
