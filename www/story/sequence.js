/** The story of a request as a sequence diagram. */

import { html } from 'lit-html';

import { sequenceDrawn } from '../diagram/drawn.js';
import { diagramWords as words } from '../diagram/words.js';

/** The width of a story's card. The panel at the side scrolls the diagram. */
const WIDTH = 300;

/**
 * @param {import('../playback/app.js').App} app @param {import('../engine/run.js').Run} run @param {number} row
 * @param {number} at_ns
 */
export const asSequence = (app, run, row, at_ns) =>
  html`<details class="as-sequence">
    <summary>${words.title}</summary>
    ${sequenceDrawn(app, run, [row], WIDTH, at_ns)}
  </details>`;
