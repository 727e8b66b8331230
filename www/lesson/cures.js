/**
 * The three prices of every cure, measured on one traffic: the learner's own line, under each strategy, over many seeds.
 * It fills the columns that the page's table of cures leaves open.
 */

import { html, nothing, render as draw } from 'lit-html';

import { RefusedError } from '../engine/engine.js';
import { withField } from '../line/line.js';
import { meanAndError, overSeeds } from '../session/seeds.js';
import { measure, sayMean } from './measure.js';
import { cureWords, pageWords as words } from './page_words.js';
import { CURES } from './steps.js';

const SEEDS = 30;
/** Beside the cures, what they cure. */
const STRATEGIES = ['unprotected', ...CURES];

/** @typedef {{ mean: number, error: number }} Mean */

/** @param {HTMLElement} place @param {import('../engine/engine.js').Engine} engine @param {() => string} lineNow the line of the run above */
export function curesAtMyNumbers(place, engine, lineNow) {
  /** What was typed; until then the line of the run above. @type {string | null} */
  let typed = null;
  /** By strategy and price. @type {Map<string, Record<string, Mean>>} */
  let measured = new Map();
  let of = '';
  let problem = '';
  /** @type {number | null} */
  let progress = null;
  let abort = new AbortController();

  /** @param {SubmitEvent} event */
  async function run(event) {
    event.preventDefault();
    abort.abort();
    const { signal } = (abort = new AbortController());
    progress = 0;
    problem = '';
    show();
    try {
      const { line } = await engine.parse(typed ?? lineNow());
      const lines = STRATEGIES.map((strategy) => withField(line, 'strategy', strategy));
      const reports = await overSeeds(engine, lines, SEEDS, {
        signal,
        onProgress(part) {
          progress = part;
          show();
        },
      });
      of = line;
      measured = new Map(
        STRATEGIES.map((strategy, i) => [
          strategy,
          Object.fromEntries(
            Object.keys(words.prices).map((path) => [path, meanAndError(reports[i].map((one) => measure(one, path)))]),
          ),
        ]),
      );
    } catch (error) {
      if (signal.aborted) return;
      problem = error instanceof RefusedError ? error.problem.message : String(error);
    }
    progress = null;
    show();
  }

  function show() {
    draw(
      html`<form @submit=${run}>
          <p id="cures-about">${words.measureAbout}</p>
          <label
            >${words.line}
            <input
              type="text"
              spellcheck="false"
              autocapitalize="off"
              autocomplete="off"
              aria-describedby="cures-about"
              .value=${typed ?? lineNow()}
              @input=${(/** @type {Event} */ event) => (typed = /** @type {HTMLInputElement} */ (event.target).value)}
          /></label>
          <button type="submit">${words.measure}</button>
          <span role="status">${progress === null ? problem : words.measuring(progress)}</span>
        </form>
        ${measured.size ? table() : nothing}`,
      place,
    );
  }

  const table = () =>
    html`<table>
      <caption>
        <code>${of}</code>
        ${words.over(SEEDS)}
      </caption>
      <thead>
        <tr>
          <th scope="col">${words.columns.name}</th>
          ${Object.values(words.prices).map((price) => html`<th scope="col">${price}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${[...measured].map(
          ([strategy, prices]) =>
            html`<tr>
              <th scope="row">${cureWords[strategy]?.name ?? words.plain}</th>
              ${Object.entries(prices).map(([path, { mean, error }]) => html`<td>${sayMean(path, mean, error)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`;

  show();
  return { show };
}
