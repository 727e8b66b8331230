/** The places of one lane: its card, with numbers, stage and dice, and its plots on the timeline. */

import { html, nothing } from 'lit-html';

import { strategiesOf, titleOf } from '../line/strategies.js';
import { frameWords } from './words.js';
import { timelineWords } from '../timeline/words.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('../session/session.js').Lane} Lane */

/** @param {App} app @param {Lane} lane @param {number} i its number */
export const card = (app, lane, i) =>
  html`<article class="lane" aria-label=${lane.title}>
    <header>
      <div class="who">
        ${i === app.session.lanes.length - 1 ? choice(app, lane) : html`<h2>${lane.title}</h2>`}
        <p>${lane.doc}</p>
      </div>
      <div data-view="numbers" data-lane=${i}></div>
    </header>
    <div class="stage" data-view="stage" data-lane=${i}></div>
    ${app.look.veiled ? nothing : html`<div class="objects" data-lane=${i}></div>`}
    ${lane.run.dice ? html`<div class="dice" data-view="dice" data-lane=${i}></div>` : nothing}
  </article>`;

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
      ${chart ? html`<span class="of-chart">${timelineWords.charts[chart]} ${now(i, chart)}</span>` : nothing}
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
 * The place of the chart's number at the cursor.
 * @param {number} i @param {import('../playback/focus.js').Chart} chart
 */
const now = (i, chart) =>
  chart === 'load'
    ? html`<b class="now" data-view="load-now" data-lane=${i}></b>`
    : html`<b class="now" data-view="chart-now" data-lane=${i} data-chart=${chart}></b>`;
