/**
 * The three prices of every cure, measured on the same traffic: the learner's line under each strategy, over many
 * seeds. It is below the page's table of cures.
 */

import { html, nothing, render as draw } from 'lit-html';
import { onEnter } from '../kit/entering.js';
import { live } from 'lit-html/directives/live.js';

import { RefusedError } from '../engine/engine.js';
import { withField } from '../line/line.js';
import { meanAndError, overSeeds } from '../session/seeds.js';
import { measure, sayMean } from './measure.js';
import { cureWords, pageWords as words } from './page_words.js';
import { CURES } from './steps.js';

const SEEDS = 30;
/** The strategy without a cure, for comparison. */
const STRATEGIES = ['unprotected', ...CURES];
const PRICES = Object.keys(words.prices);

/**
 * The measurements for a line: means and standard errors by strategy and price.
 * @typedef {{ line: string, rows: { strategy: string, prices: { mean: number, error: number }[] }[] }} Measured
 */

export class CuresAtMyNumbers {
  /**
   * @param {HTMLElement} place @param {import('../engine/engine.js').Engine} engine
   * @param {() => string} lineNow the line of the run above
   */
  constructor(place, engine, lineNow) {
    this.place = place;
    this.engine = engine;
    this.lineNow = lineNow;
    /** What was typed; until then the line of the run above. @type {string | null} */
    this.typed = null;
    /** @type {Measured | null} */
    this.measured = null;
    this.problem = '';
    /** @type {number | null} */
    this.progress = null;
    this.abort = new AbortController();
    this.show();
  }

  /** Measures the line as it is typed. A new measurement cancels the current one. */
  async run() {
    this.abort.abort();
    const { signal } = (this.abort = new AbortController());
    this.advance(0);
    this.problem = '';
    try {
      const { line } = await this.engine.parse(this.typed ?? this.lineNow());
      const lines = STRATEGIES.map((strategy) => withField(line, 'strategy', strategy));
      const onReports = (/** @type {unknown} */ _, /** @type {number} */ done) =>
        this.advance(done / (SEEDS * lines.length));
      const reports = await overSeeds(this.engine, lines, SEEDS, { signal, onReports });
      const rows = STRATEGIES.map((strategy, i) => ({
        strategy,
        prices: PRICES.map((path) => meanAndError(reports[i].map((report) => measure(report, path)))),
      }));
      this.measured = { line, rows };
    } catch (error) {
      if (signal.aborted) return;
      this.problem = error instanceof RefusedError ? error.problem.message : String(error);
    }
    this.progress = null;
    this.show();
  }

  /** @param {number} part */
  advance(part) {
    this.progress = part;
    this.show();
  }

  show() {
    const submit = () => this.run();
    const type = (/** @type {Event} */ event) => {
      this.typed = /** @type {HTMLInputElement} */ (event.target).value;
    };
    draw(
      html`<div class="form" @keydown=${onEnter(submit)}>
          <p id="cures-about">${words.measureAbout}</p>
          <label
            >${words.line}
            <input
              type="text"
              spellcheck="false"
              autocapitalize="off"
              autocomplete="off"
              aria-describedby="cures-about"
              .value=${live(this.typed ?? this.lineNow())}
              @input=${type}
          /></label>
          <button type="button" @click=${submit}>${words.measure}</button>
          <span role="status">${this.progress === null ? this.problem : words.measuring(this.progress)}</span>
        </div>
        ${this.measured ? table(this.measured) : nothing}`,
      this.place,
    );
  }
}

/** @param {Measured} measured */
const table = ({ line, rows }) =>
  html`<table>
    <caption>
      <code>${line}</code>
      ${words.over(SEEDS)}
    </caption>
    <thead>
      <tr>
        <th scope="col">${words.columns.name}</th>
        ${Object.values(words.prices).map((price) => html`<th scope="col">${price}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ strategy, prices }) =>
          html`<tr>
            <th scope="row">${cureWords[strategy]?.name ?? words.plain}</th>
            ${prices.map(({ mean, error }, i) => html`<td>${sayMean(PRICES[i], mean, error)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
