/**
 * The three prices of a lane at the cursor, each with the shape and colour of its role: what the database had to do,
 * the longest a reader has waited, the oldest value served. No verdict: who pays is for the reader to weigh.
 */

import { html, render as draw } from 'lit-html';

import { at } from '../steps.js';
import { span } from '../time.js';
import { words } from '../words.js';
import { mark } from './mark.js';

/** @typedef {import('../run.js').Run} Run */

/** @param {HTMLElement} root */
export function create(root) {
  return {
    /** @param {Run} run @param {import('../player.js').Cursor} cursor */
    render({ steps }, { at_ns }) {
      const queries = at(steps.db_queries, at_ns);
      draw(
        html`<dl class="numbers">
          ${price('load', 'miss', words.databaseLoad, words.whole(queries), html`<span class="unit">${words.queries(queries)}</span> · ${words.now(at(steps.db_in_flight, at_ns))}`)}
          ${price('wait', 'wait', words.readerWait, span(at(steps.wait_max_ms, at_ns)), null)}
          ${price('stale', 'stale', words.staleness, span(at(steps.stale_age_max_ms, at_ns)), null)}
        </dl>`,
        root,
      );
    },
  };
}

/**
 * @param {string} name @param {import('./mark.js').Role} role
 * @param {string} label @param {string} value @param {unknown} more
 */
const price = (name, role, label, value, more) =>
  html`<div class="price ${name}">
    <dt>${mark(role)}${label}</dt>
    <dd><b>${value}</b>${more ? html` <span>${more}</span>` : ''}</dd>
  </div>`;
