/**
 * The whole run held against theory: for every closed form that applies to a lane, what it says and what was measured.
 * Both numbers are the core's; where no form applies nothing is shown.
 */

import { html, nothing, render as draw } from 'lit-html';

import { span } from '../line/time.js';
import { theoryWords } from './theory_words.js';

/** @typedef {import('../session/session.js').Lane} Lane */

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, { session }) {
  /** @type {Lane[]} */
  let drawn = [];
  return {
    render() {
      const { lanes } = session;
      if (lanes === drawn) return;
      drawn = lanes;
      const told = lanes.filter(({ run }) => Object.keys(run.report.theory).length > 0);
      draw(told.length ? table(told) : nothing, place);
    },
  };
}

/** @param {Lane[]} lanes */
const table = (lanes) =>
  html`<table>
    <thead>
      <tr>
        <th scope="col">${theoryWords.wholeRun}</th>
        <th scope="col">${theoryWords.measured}</th>
        <th scope="col">${theoryWords.theory}</th>
      </tr>
    </thead>
    ${lanes.map(
      ({ title, run }) =>
        html`<tbody>
          ${Object.entries(run.report.theory).map(
            ([name, { measured, predicted }]) =>
              html`<tr>
                <th scope="row"><b>${title}</b> ${theoryWords.theoryName(name)}</th>
                <td>${quantity(name, measured)}</td>
                <td>${quantity(name, predicted)}</td>
              </tr>`,
          )}
        </tbody>`,
    )}
  </table>`;

/** The unit is in the name. @param {string} name @param {number} value */
export function quantity(name, value) {
  if (name.endsWith('_ms')) return span(value);
  if (/_(share|ratio)$/.test(name)) return `${(value * 100).toFixed(1)} %`;
  const text = String(Number(value.toPrecision(3)));
  return name.endsWith('_per_s') ? `${text}/s` : text;
}
