/**
 * The card of the check, a view: the beginning, one question at a time with the verdict of its run, and the result. Its
 * state is in the machine (`check.js`).
 */

import { html, nothing, render as draw } from 'lit-html';
import { live } from 'lit-html/directives/live.js';

import { writeAddress } from '../line/place.js';
import { fieldControl } from '../lesson/field.js';
import { prose } from '../lesson/prose.js';
import { plain } from '../lesson/text.js';
import { adoptLesson } from '../lesson/sheets.js';
import css from '../styles/check.css?inline';
import { adopt } from '../kit/sheet.js';
import { PASS, whyOf } from './check.js';
import { questionWords } from './asked.js';
import { lineOf, valueIn } from './measured.js';
import { checkWords as words } from './words.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('./check.js').Check} Check */

/** @param {HTMLElement} root @param {App} app */
export function create(root, app) {
  adoptLesson(app);
  adopt(app, css);
  let entered = 0;
  let shown = '';
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const { check } = app;
      if (!check) return;
      check.at_ns = at_ns;
      root.dataset.phase = check.cardPhase;
      root.dataset.check = check.phase;
      draw(card(app, check, at_ns), root);
      if (entered !== check.entered) {
        // When the page has just loaded, the focus stays where it is.
        if (entered || app.lesson) lead(/** @type {HTMLElement} */ (root.querySelector('#lesson-title')));
        root.scrollTop = 0;
        entered = check.entered;
      }
      const further = `${check.phase} ${check.number}`;
      if (further !== shown && check.phase === 'told')
        root.querySelector('.verdict')?.scrollIntoView({ block: 'nearest' });
      shown = further;
    },
  };
}

/** Moves the focus to the title, and scrolls it into view. @param {HTMLElement} title */
function lead(title) {
  title.focus({ preventScroll: true });
  title.scrollIntoView({ block: 'nearest' });
}

/** @param {App} app @param {Check} check @param {number} at_ns */
function card(app, check, at_ns) {
  if (check.phase === 'start') return start(check);
  if (check.phase === 'end') return end(app, check);
  return question(app, check, at_ns);
}

const ways = { valueOf: () => undefined, field: null, slide: () => {} };

/** @param {Check} check */
function start(check) {
  const { kept, due } = check;
  return html`<h2 id="lesson-title" tabindex="-1">${words.title}</h2>
    <p class="say">${words.say}</p>
    ${kept.tries ? html`<p class="said">${words.best(kept.best, 5, kept.tries)}</p>` : nothing}
    ${
      due.length
        ? html`<div class="earlier">
            <p>${words.againSay}</p>
            <button type="button" @click=${() => check.beginAgain()}>${words.again}</button>
          </div>`
        : nothing
    }`;
}

/** @param {App} app @param {Check} check @param {number} at_ns */
function question(app, check, at_ns) {
  const { number, questions, earlier, phase } = check;
  const { title, ask } = questionWords(check.question);
  const of = questions.length;
  const { line, compare } = app.session;
  return html`<p class="count">
      ${earlier ? words.countAgain(number + 1, of) : words.count(number + 1, of, words.kinds[check.question.kind])}
    </p>
    <h2 id="lesson-title" class="asks" tabindex="-1">
      ${title ? html`<b>${title}.</b> ` : nothing}${prose(ask, ways)}
    </h2>
    ${phase === 'ask' ? answering(app, check) : nothing}
    <div class="verdict" role="status">${phase === 'told' ? verdict(check) : nothing}</div>
    ${phase === 'told' ? course(app, at_ns) : nothing} ${phase === 'told' ? html`<div class="theory"></div>` : nothing}
    <p class="problem" role="alert">${check.problem}</p>
    ${
      phase === 'told'
        ? html`<p class="after">
            <a href=${app.page + writeAddress({ line, compare, at_ns })} target="_blank" rel="noopener"
              >${words.open}</a
            >
          </p>`
        : nothing
    }`;
}

/** The controls for the answer to the open question. @param {App} app @param {Check} check */
function answering(app, check) {
  const { question, option, typed } = check;
  const { options, label } = questionWords(question);
  if (question.type === 'choice')
    return html`<div class="options" role="group" aria-label=${words.answer}>
      ${options.map(
        (text, i) =>
          html`<button type="button" aria-pressed=${String(i === option)} @click=${() => check.choose(i)}>
            ${text}
          </button>`,
      )}
    </div>`;
  if (question.type === 'number')
    return html`<label class="number-box"
      ><span class="unseen">${words.guess}</span>
      <input
        type="text"
        inputmode="decimal"
        autocomplete="off"
        maxlength="8"
        .value=${live(typed)}
        @input=${(/** @type {Event} */ event) => check.type(/** @type {HTMLInputElement} */ (event.target).value)}
        @keydown=${(/** @type {KeyboardEvent} */ event) => {
          event.stopPropagation();
          if (event.key === 'Enter') check.answer();
        }}
      />
      ${label}</label
    >`;
  if (question.type === 'fix')
    return question.fields.map((name) => {
      const began = valueIn(question.lines[question.opens.line], name);
      const field = app.session.catalogue?.fields.find((one) => one.name === name);
      return fieldControl(app, name, began ?? field?.default ?? '', null);
    });
  return nothing;
}

/** The user's answer, whether it is right and why, with buttons for the runs that show it. @param {Check} check */
function verdict(check) {
  const { question, said, wrong, measured } = check.answers[check.number];
  const { why, no } = questionWords(question);
  const says = { choice: words.youSaid, number: words.youSaid, fix: words.youSet, seek: words.youWent }[question.type];
  const earlier = check.earlier?.[check.number];
  const text = wrong < 0 ? why : (no[wrong] ?? why);
  return html`<p class="said">${says(said)} ${earlier ? words.saidThen(earlier.day, earlier.said) : nothing}</p>
    <p class="why">
      <b class=${wrong < 0 ? 'right' : 'wrong'}>${tick(wrong < 0)} ${wrong < 0 ? words.right : words.wrong}</b>
      ${prose(text, ways, ({ text, line, path }) => text || measured.say(line, path))}
    </p>
    ${
      wrong < 0
        ? nothing
        : html`<button type="button" class="quiet when" @click=${() => check.showWhy()}>${words.seeWhy}</button>`
    }
    ${
      wrong >= 0 && question.type === 'fix'
        ? html`<button type="button" class="quiet when" @click=${() => check.showRight()}>${words.seeRight}</button>`
        : nothing
    }`;
}

/**
 * The steps of the order on the stage. Those that have happened at the cursor stand out.
 * @param {App} app @param {number} at_ns
 */
function course({ session: { order } }, at_ns) {
  if (!order) return nothing;
  let moves = 0;
  return html`<ol class="in-order" aria-label=${words.steps}>
    ${order.point.told.map((step) => {
      moves += step.moves;
      return html`<li class=${order.times_ns[moves - 1] <= at_ns ? 'done' : ''}>${step.text}</li>`;
    })}
  </ol>`;
}

/** The mark of an answer, which differs in shape as well as in colour. @param {boolean} right */
const tick = (right) =>
  html`<svg viewBox="0 0 16 16" aria-hidden="true">
    <path d=${right ? 'M3 8.5 6.5 12 13 4.5' : 'M4 4l8 8M12 4l-8 8'} />
  </svg>`;

/** @param {App} app @param {Check} check */
function end(app, check) {
  const { answers, score, kept, seed } = check;
  return html`<h2 id="lesson-title" tabindex="-1">${words.score(score, answers.length)}</h2>
    <p class="say" role="status">${score >= PASS ? words.passed : words.failed}</p>
    <ol class="results" aria-label=${words.results}>
      ${answers.map(({ question, said, wrong }) => {
        const text = plain(questionWords(question).ask);
        const scene = whyOf({ question, wrong });
        const line = lineOf(question, scene, seed);
        return html`<li>
          <b class=${wrong < 0 ? 'right' : 'wrong'}>${tick(wrong < 0)} ${wrong < 0 ? words.right : words.wrong}</b>
          <span>${text} <i>${said}</i></span>
          <a
            href=${app.page + writeAddress({ line, compare: 'order' in scene ? null : [], at_ns: 0 })}
            target="_blank"
            rel="noopener"
            aria-label=${words.openRunOf(text)}
            >${words.openRun}</a
          >
        </li>`;
      })}
    </ol>
    <p class="said">${words.best(kept.best, answers.length, kept.tries)}</p>
    ${
      check.after
        ? html`<p class="after">
            <button type="button" class="quiet" @click=${() => check.ask('cures')}>${words.cures}</button>
          </p>`
        : nothing
    }`;
}
