/**
 * The chart as a table: a row for each window, the lanes side by side, and above them the sentence of each lane's
 * chart. A run has at most a hundred windows, so all rows are shown. The time of a row is a button that moves the
 * cursor.
 */

import { html, render as draw } from 'lit-html';
import { guard } from 'lit-html/directives/guard.js';

import css from '../styles/table.css?inline';
import { clock, span } from '../line/time.js';
import { words } from '../kit/words.js';
import { windowAt, windowLength } from '../run/windows.js';
import { CHART_KINDS } from './chart_kinds.js';
import { chartWords } from './chart_words.js';
import { openDialog } from '../kit/dialog.js';
import { timelineWords } from './words.js';

/** @typedef {import('../session/session.js').Lane} Lane */

/** @param {HTMLDialogElement} place its data name the chart @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, commands } = app;
  openDialog(place, app, css);
  let opened = false;
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const { lanes } = session;
      const chart = /** @type {import('../playback/focus.js').Chart} */ (place.dataset.chart);
      const { columns, sentence } = CHART_KINDS[chart];
      const longest = lanes.reduce((a, b) => (b.run.end_ns > a.run.end_ns ? b : a)).run;
      const { bounds_ns } = longest.windows;
      const here = windowAt(longest, at_ns);
      draw(
        html`<div>
          <header>
            <h2 id="table-title">${timelineWords.charts[chart]}</h2>
            <button type="button" class="quiet" @click=${() => place.close()}>${words.close}</button>
          </header>
          <div class="sentences">
            ${lanes.map(({ title, run }) => html`<p>${sentence.call(CHART_KINDS[chart], title, run, at_ns)}</p>`)}
            <p class="how">
              ${chartWords.windows(span(windowLength(longest)))} ${chart === 'latency' ? chartWords.percentiles : ''}
            </p>
          </div>
          <div class="rows" tabindex="0" role="region" aria-labelledby="table-title">
            <table>
              <thead>
                <tr>
                  <td></td>
                  ${lanes.map(({ title }) => html`<th scope="colgroup" colspan=${columns.length}>${title}</th>`)}
                </tr>
                <tr>
                  <th scope="col">${chartWords.from}</th>
                  ${lanes.map(() => columns.map(([name]) => html`<th scope="col">${name}</th>`))}
                </tr>
              </thead>
              <tbody>
                ${guard([chart, here, ...lanes.map(({ run }) => run)], () =>
                  Array.from({ length: bounds_ns.length - 1 }, (_, i) =>
                    row(i, bounds_ns[i], i === here, lanes, columns, commands),
                  ),
                )}
              </tbody>
            </table>
          </div>
        </div>`,
        place,
      );
      if (!opened) place.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'center' });
      opened = true;
    },
  };
}

/**
 * @param {number} i @param {number} from_ns @param {boolean} here @param {Lane[]} lanes
 * @param {import('./chart_kinds.js').Kind['columns']} columns @param {{ seek: (ns: number) => void }} commands
 */
const row = (i, from_ns, here, lanes, columns, { seek }) =>
  html`<tr aria-current=${here ? 'true' : 'false'}>
    <th scope="row">
      <button type="button" title=${chartWords.jump(clock(from_ns))} @click=${() => seek(from_ns)}>
        ${clock(from_ns)}
      </button>
    </th>
    ${lanes.map(({ run }) => columns.map(([, of]) => html`<td>${of(run, i)}</td>`))}
  </tr>`;
