/** The comparison of real and simulated runs: the table of docs/REAL.md and the reasons below it. */

import { html, nothing } from 'lit-html';

import { parts } from './compared.js';
import text from '../../docs/REAL.md?raw';
import { recordedWords as words } from './words.js';

/** The number of rows that belong to the line of a row. @param {string[][]} rows @param {number} first */
function rowsOf(rows, first) {
  const next = rows.findIndex(([line], i) => i > first && line);
  return (next < 0 ? rows.length : next) - first;
}

export function table() {
  const { told, rows, reasons } = parts(text);
  const heads = [words.line, words.measured, words.real, words.simulated, words.ratio, words.verdict];
  return html`<p>${words.comparedWhat}</p>
    <p>${told}</p>
    <div class="scrolled" tabindex="0" role="region" aria-label=${words.compared}>
      <table>
        <thead>
          <tr>
            ${heads.map((head) => html`<th scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([line, name, ...cells], i) =>
              html`<tr class=${line ? 'first' : ''}>
                ${line ? html`<th scope="rowgroup" rowspan=${rowsOf(rows, i)}>${line}</th>` : nothing}
                <td>${words.names[name] ?? name}</td>
                ${cells.map((cell) => html`<td>${cell}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <ul>
      ${reasons.map((reason) => html`<li>${reason}</li>`)}
    </ul>`;
}
