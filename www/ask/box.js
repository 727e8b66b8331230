/**
 * The ask box: a question in plain words, answered by running it. It shows how the question was understood, with an
 * input for every number, and the result beside that of the plain case. The search is loaded on the first focus.
 */

import { html, nothing, render as draw } from 'lit-html';

import { STEPS } from '../lesson/steps.js';
import { stepTitles } from '../lesson/words.js';
import css from '../styles/ask.css?inline';
import { triedAtOnce } from '../kit/fetching.js';
import { adopt } from '../kit/sheet.js';
import { span } from '../line/time.js';
import { withField } from '../line/line.js';
import { writeAddress } from '../line/place.js';
import { askWords as words } from './words.js';

/** @typedef {import('./answer.js').Answer} Answer */
/** @typedef {import('../engine/run.js').Report} Report */
/** @typedef {Record<string, import('./step_texts.js').StepText>} Texts the lesson's texts, by step */
/** @typedef {Pick<import('../playback/app.js').App, 'session' | 'page' | 'redraw'> & { steps?: Texts }} AskingApp */
/**
 * A result. The run is compared with the unprotected strategy or, if it is unprotected itself, with the lock.
 * @typedef {{ line: string, title: string, report: Report }} Result
 */

/**
 * @param {HTMLElement} place
 * @param {Pick<import('../playback/app.js').App, 'session' | 'page' | 'shadow' | 'redraw'> & { commands?:
 * import('../playback/app.js').App['commands'], steps?: Texts }} app
 *   without `commands` it is a part of a page and cannot be closed; `steps`: the texts of the lesson, if they are there
 */
export function create(place, app) {
  adopt(app, css);
  const asking = new Asking(app);
  return {
    render() {
      draw(
        html`<header>
            <h2 id="ask-title">${words.title}</h2>
            <p>${words.about}</p>
            ${app.commands ? html`<button type="button" class="quiet" @click=${() => app.commands?.panel('ask')}>${words.close}</button>` : nothing}
          </header>
          ${box(asking)} ${answered(asking)}`,
        place,
      );
    },
  };
}

/** The question and its answer. */
class Asking {
  /** @param {AskingApp} app */
  constructor(app) {
    this.app = app;
    /** Known once something was asked. @type {Texts} */
    this.steps = app.steps ?? {};
    this.busy = false;
    /** The current answer; null before the first. @type {Answer | null} */
    this.answer = null;
    /** @type {Result[]} */
    this.results = [];
    this.failure = '';
    /** @type {Promise<(question: string) => Promise<Answer>> | null} */
    this.search = null;
    /** Increased by every question, so that a late answer to an earlier one is not shown. */
    this.turn = 0;
  }

  /** Loads the search, or loads it again after a failure. */
  ready() {
    this.search ??= this.fetched();
    this.search.catch(() => (this.search = null));
    return this.search;
  }

  async fetched() {
    const { engine } = this.app.session;
    const [{ answerer }, { fitting }, { textsFetched }, catalogue] = await Promise.all([
      triedAtOnce(() => import('./answer.js')),
      triedAtOnce(() => import('./fitting.js')),
      triedAtOnce(() => import('./step_texts.js')),
      engine.catalogue(),
    ]);
    this.steps = this.app.steps ?? (await textsFetched());
    const answer = answerer(catalogue, this.steps);
    return (/** @type {string} */ question) => fitting(answer(question), (line) => engine.parse(line));
  }

  /** @param {string} question */
  async ask(question) {
    if (!question.trim()) return;
    await this.show(async () => (await this.ready())(question));
  }

  /** Asks again with one number changed. @param {string} field @param {string} value */
  async change(field, value) {
    const { answer } = this;
    if (!answer) return;
    await this.show(async () => {
      const { line, values } = await this.app.session.engine.parse(withField(answer.line, field, value.trim()));
      return { ...answer, line, fields: { ...answer.fields, [field]: values[field] } };
    });
  }

  /** @param {() => Promise<Answer>} find */
  async show(find) {
    const turn = ++this.turn;
    this.busy = true;
    this.failure = '';
    this.app.redraw();
    try {
      const answer = await find();
      const results = answer.covered && answer.line ? await this.run(answer.line) : [];
      if (turn !== this.turn) return;
      Object.assign(this, { answer, results });
    } catch (error) {
      if (turn === this.turn) this.failure = error instanceof Error ? error.message : String(error);
    }
    if (turn !== this.turn) return;
    this.busy = false;
    this.app.redraw();
  }

  /** Runs the line, and the plain case to compare it with. @param {string} line @returns {Promise<Result[]>} */
  async run(line) {
    const { engine } = this.app.session;
    const [{ values }, { fields }] = await Promise.all([engine.parse(line), engine.catalogue()]);
    const choice = fields.find(({ name }) => name === 'strategy');
    const beside = values.strategy === 'unprotected' ? 'mutex' : 'unprotected';
    return Promise.all(
      [values.strategy, beside].map(async (strategy) => {
        const own = withField(line, 'strategy', strategy);
        const title = choice?.choice_docs[choice.choices.indexOf(strategy)].title ?? strategy;
        return { line: own, title, report: await engine.report(own) };
      }),
    );
  }
}

/** The input. It is not a form, because a sandboxed frame cannot submit one. @param {Asking} asking */
function box(asking) {
  /** @param {Event} event */
  const input = (event) =>
    /** @type {HTMLInputElement | null} */ (
      /** @type {HTMLElement} */ (event.target).closest('.ask-box')?.querySelector('input')
    );
  const ask = (/** @type {Event} */ event) => asking.ask(input(event)?.value ?? '');
  return html`<div class="ask-box" role="search">
    <input
      type="text"
      aria-label=${words.label}
      placeholder=${words.placeholder}
      maxlength="200"
      autocomplete="off"
      enterkeyhint="go"
      @focus=${() => asking.ready().catch(() => {})}
      @keydown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && ask(event)}
    />
    <button type="button" @click=${ask}>${words.ask}</button>
    <p role="status">${asking.busy ? words.thinking : asking.failure}</p>
  </div>`;
}

/** @param {Asking} asking */
function answered(asking) {
  const { answer } = asking;
  if (!answer) return nothing;
  const topics = topicsOf(answer);
  if (!answer.covered)
    return html`<p>${words.notCovered}</p>
      ${others(asking, topics.slice(0, 3))}`;
  const [first, ...rest] = topics;
  return html`<p class="says">${first === undefined ? nothing : sentenceOf(asking, first)}</p>
    ${answer.fields ? html`<p class="read">${words.readAs} ${numbers(asking, answer.fields)}</p>` : nothing}
    ${answer.unused.length ? html`<p class="unused">${words.unused(answer.unused)}</p>` : nothing}
    ${asking.results.length ? results(asking) : nothing}
    ${
      rest.length
        ? html`<p>${words.also}</p>
            ${others(asking, rest.slice(0, 2))}`
        : nothing
    }`;
}

/** An input for each number in the question. @param {Asking} asking @param {Record<string, string>} fields */
const numbers = (asking, fields) =>
  Object.entries(fields).map(
    ([field, value]) =>
      html`<label
        >${field.replaceAll('_', ' ')}
        <input
          type="text"
          size="8"
          .value=${value}
          @change=${(/** @type {Event} */ event) => asking.change(field, /** @type {HTMLInputElement} */ (event.target).value)}
      /></label>`,
  );

/** @param {Asking} asking */
const results = ({ app, results }) =>
  html`<div class="measured" tabindex="0" role="group" aria-label=${words.measured}>
      <table>
        <thead>
          <tr>
            <td></td>
            ${words.columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${results.map(
            ({ title, report }) =>
              html`<tr>
                <th scope="row">${title}</th>
                <td>${report.misses.toLocaleString('en')}</td>
                <td>${report.db_queries.toLocaleString('en')}</td>
                <td>${report.db_in_flight_max.toLocaleString('en')}</td>
                <td>${span(report.latency_ms.max)}</td>
                <td>${span(report.stale_age_ms.max)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <a class="open" href=${app.page + writeAddress({ line: results[0].line, compare: null, at_ns: 0 })}
      >${words.open}</a
    >`;

/** Steps of the lesson as links. @param {Asking} asking @param {number[]} steps */
const others = ({ app }, steps) =>
  html`<ul>
    ${steps.map(
      (step) =>
        html`<li>
          <a href=${app.page.replace('index.html', `lesson.html#step=${step + 1}`)}>${stepTitles[STEPS[step].id]}</a>
        </li>`,
    )}
  </ul>`;

/** The steps for the rows of an answer, best first. @param {Answer} answer */
const topicsOf = ({ rows }) => {
  const told = rows.map((row) =>
    STEPS.findIndex((step) => (step.rows.length ? step.rows : (step.touches ?? [])).includes(row)),
  );
  return [...new Set(told)].filter((step) => step >= 0);
};

/** The first sentence of a step's explanation. @param {Asking} asking @param {number} step */
const sentenceOf = ({ steps }, step) => steps[STEPS[step].id].why.split(/(?<=[.!?])\s/)[0];
