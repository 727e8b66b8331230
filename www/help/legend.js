/** The legend: every mark, name and line on the screen with its meaning. */

import { html, nothing, render as draw, svg } from 'lit-html';

import css from '../styles/help.css?inline';
import { mark } from '../kit/mark.js';
import { words } from '../kit/words.js';
import { adopt } from '../kit/sheet.js';
import { legendWords } from './legend_words.js';
import { helpWords } from './help_words.js';

/** Samples of drawn things that are neither names nor marks. @type {Record<string, unknown>} */
const DRAWN = {
  asking: svg`<circle class="asking" cx="14" cy="8" r="4.4" />`,
  readers: svg`<path class="readers" d="M4 10h0M11 5h0M18 11h0M24 6h0" />`,
  gauge: svg`<path class="track" d="M2 8H26" /><path class="come" d="M2 8H15" />`,
  floor: svg`<path class="track" d="M2 8H26" /><path class="end" d="M7 4V12" />`,
  ceiling: svg`<path class="track" d="M2 8H26" /><path class="end" d="M25 4V12" />`,
  ticks: svg`<path class="ticks" d="M4 4V12M8 4V12M10 4V12M16 4V12M19 4V12M25 4V12" />`,
  bars: svg`<path class="bar database" d="M3 9H18V12H3z" /><path class="bar lock" d="M9 4H26V7H9z" />`,
  limit: svg`<path class="dashed" d="M1 8H27" />`,
  poke: svg`<path class="dashed" d="M14 1V15" />`,
};

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  adopt(app, css);
  return {
    render() {
      draw(
        html`<header>
            <h2 id="legend-title">${helpWords.legendTitle}</h2>
            <button type="button" class="quiet" @click=${() => app.commands.panel(null)}>${words.close}</button>
          </header>
          <div class="groups">
            ${legendWords.map(
              ({ title, rows }) =>
                html`<section>
                  <h3>${title}</h3>
                  <dl>
                    ${rows.map(
                      (row) =>
                        html`<div class=${row.sign ? 'signed' : ''}>
                          <dt>
                            ${row.mark ? mark(row.mark) : nothing}${row.drawn ? drawing(row.drawn) : nothing}${row.sign}
                          </dt>
                          <dd>${row.what}</dd>
                        </div>`,
                    )}
                  </dl>
                </section>`,
            )}
          </div>`,
        place,
      );
    },
  };
}

/** @param {string} name */
const drawing = (name) => html`<svg class="drawn" viewBox="0 0 28 16" aria-hidden="true">${DRAWN[name]}</svg>`;
