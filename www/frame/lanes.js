/** The places of one lane: its card, with numbers, stage and dice, and its plots on the timeline. */

import { html, nothing } from 'lit-html';

import { strategiesOf, titleOf } from '../line/strategies.js';
import { frameWords } from './words.js';
import { timelineWords } from '../timeline/words.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('../session/session.js').Lane} Lane */

/** Whether the strategy of this lane can be changed here. @param {App} app @param {number} i its number */
const chosen = ({ session: { lanes, order }, display }, i) =>
  i === lanes.length - 1 && !order && display.may.strategies;

/** @param {App} app @param {Lane} lane @param {number} i its number */
export const card = (app, lane, i) =>
  html`<article class="lane" aria-label=${lane.title}>
    <header>
      <div class="who">
        ${chosen(app, i) ? choice(app, lane) : html`<h2>${lane.differs ? titleOf(app.session.catalogue, lane.strategy).title : lane.title}</h2>`}
        ${lane.differs ? html`<span class="differs">${lane.differs}</span>` : nothing} ${about(app, lane)}
      </div>
      <div data-view="numbers" data-lane=${i}></div>
    </header>
    <div class="stage" data-view="stage" data-lane=${i}></div>
    ${app.display.veiled || app.session.order || lane.run.recording || !app.display.may.pokes ? nothing : html`<div class="objects" data-lane=${i}></div>`}
    ${lane.run.dice ? html`<div class="dice" data-view="dice" data-lane=${i}></div>` : nothing}
  </article>`;

/**
 * What its strategy is, or that the strategy had nothing to do in the whole run. Lesson and check do not say that: they
 * ask before they tell.
 * @param {App} app @param {Lane} lane
 */
const about = ({ display, lesson, check }, { run, doc }) =>
  run.report.strategy_idle && !display.veiled && !lesson && !check
    ? html`<p class="idle">${frameWords.idle[run.report.strategy_idle]}</p>`
    : html`<p>${doc}</p>`;

/** The heading of the chosen lane: its strategy can be changed there. @param {App} app @param {Lane} lane */
const choice = ({ session: { catalogue }, commands }, lane) =>
  html`<h2 class="chosen">
    <select
      aria-label=${frameWords.strategy}
      @change=${(/** @type {Event} */ event) => commands.choose(/** @type {HTMLSelectElement} */ (event.target).value)}
    >
      ${strategiesOf(catalogue).map((name) => html`<option value=${name} .selected=${name === lane.strategy}>${titleOf(catalogue, name).title}</option>`)}
    </select>
  </h2>`;

/**
 * @param {Lane} lane @param {number} i its number
 * @param {boolean} swim whether its swim lanes are shown @param {import('../playback/focus.js').Chart | null} chart
 */
export const plots = (lane, i, swim, chart) =>
  html`<div class="label">
      <b>${lane.title}</b>
      ${swim ? html`<span class="of-swim">${frameWords.requests}</span>` : nothing}
      ${chart ? html`<span class="of-chart"><span class="called">${chart === 'load' && lane.run.report.updates.asked ? timelineWords.loadOfBoth : timelineWords.charts[chart]}</span> ${now(i, chart)}</span>` : nothing}
    </div>
    <div class="plot">
      ${swim ? html`<div class="swim" data-view="swim" data-lane=${i}></div>` : nothing}
      ${
        chart === 'load'
          ? html`<div class="load" data-view="load" data-lane=${i}></div>`
          : chart
            ? html`<div class="chart" data-view="chart" data-lane=${i} data-chart=${chart}></div>`
            : nothing
      }
    </div>`;

/**
 * The place for the chart's number at the cursor.
 * @param {number} i @param {import('../playback/focus.js').Chart} chart
 */
const now = (i, chart) =>
  chart === 'load'
    ? html`<b class="now" data-view="load-now" data-lane=${i}></b>`
    : html`<b class="now" data-view="chart-now" data-lane=${i} data-chart=${chart}></b>`;
