/**
 * The run compared with theory: for every closed form that applies to a lane, the prediction and the measurement. Both
 * come from the core. Nothing is shown if no form applies.
 */

import { html, nothing, render as draw } from 'lit-html';

import { span } from '../line/time.js';
import { theoryFor } from '../session/theory.js';
import { theoryWords } from './theory_words.js';

/** @typedef {import('../engine/run.js').Form} Form */
/** @typedef {import('../session/theory.js').Theory} Theory */
/** @typedef {{ title: string, forms: [string, Form][] }} Compared a lane and its closed forms */

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, { session, redraw }) {
  const theory = theoryFor(redraw);
  /** @type {(Theory | null | false)[]} */
  let drawn = [];
  return {
    render() {
      const { lanes } = session;
      const known = lanes.map(({ run }) => theory.of(run.report));
      // The last comparison stays until the next one is complete.
      if (known.includes(null) || (known.length === drawn.length && known.every((one, i) => one === drawn[i]))) return;
      drawn = known;
      if (known.includes(false)) return draw(html`<p>${theoryWords.failed}</p>`, place);
      const told = lanes
        .map(({ title }, i) => ({ title, forms: Object.entries(known[i] || {}) }))
        .filter(({ forms }) => forms.length > 0);
      // A long table scrolls, and then has to be focusable.
      if (told.length) place.setAttribute('tabindex', '0');
      else place.removeAttribute('tabindex');
      draw(told.length ? table(told) : nothing, place);
    },
  };
}

/** @param {Compared[]} lanes */
function table(lanes) {
  const rows = lanes.map(({ forms }) => shownOf(forms));
  const all = lanes.reduce((sum, { forms }) => sum + forms.length, 0);
  const more = all - rows.flat().length;
  return html`<table>
      <thead>
        <tr>
          <th scope="col">${theoryWords.wholeRun}</th>
          <th scope="col">${theoryWords.measured}</th>
          <th scope="col">${theoryWords.theory}</th>
        </tr>
      </thead>
      ${lanes.map(
        ({ title }, i) =>
          html`<tbody>
            ${rows[i].map(([name, form]) => row(title, name, form))}
          </tbody>`,
      )}
    </table>
    ${more ? html`<p>${theoryWords.more(more)}</p>` : nothing}`;
}

/**
 * The rows with enough samples; if there are none, only the first, which says so.
 * @param {[string, Form][]} forms
 */
function shownOf(forms) {
  const enough = forms.filter(([, form]) => isEnough(form));
  return enough.length ? enough : forms.slice(0, 1);
}

/** @param {string} title of the lane @param {string} name @param {Form} form */
const row = (title, name, form) =>
  html`<tr>
    <th scope="row"><b>${title}</b> ${form.label}</th>
    <td class=${isEnough(form) ? '' : 'few'}>
      ${measuredOf(name, form)}
      <small title=${theoryWords.countedWhat}>${theoryWords.counted(form.n)}</small>
    </td>
    <td>${quantity(name, form.predicted)}</td>
  </tr>`;

/** @param {Form} form */
const isEnough = ({ measured, standard_error, n, n_min }) =>
  measured !== undefined && standard_error !== undefined && n >= n_min;

/**
 * The measurement with its standard error, or a note that there are too few samples.
 * @param {string} name @param {Form} form
 */
export const measuredOf = (name, form) =>
  isEnough(form) ? withError(name, form.measured ?? NaN, form.standard_error ?? NaN) : theoryWords.tooFew;

/**
 * A number and its error in one unit, the error with two figures.
 * @param {string} name @param {number} value @param {number} error
 */
export function withError(name, value, error) {
  const [per, unit] = unitOf(name, value);
  if (!(error > 0)) return theoryWords.plusMinus(String(Number((value / per).toPrecision(3))), '0', unit);
  const digits = Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(error / per))));
  return theoryWords.plusMinus((value / per).toFixed(digits), (error / per).toFixed(digits), unit);
}

/** @param {string} name @param {number} value @returns {[per: number, unit: string]} */
function unitOf(name, value) {
  if (/_(share|ratio)$/.test(name)) return [0.01, ' %'];
  if (name.endsWith('_ms')) return value >= 1000 ? [1e3, ' s'] : [1, ' ms'];
  return [1, name.endsWith('_per_s') ? '/s' : ''];
}

/** A number with the unit from its name. @param {string} name @param {number} value */
export function quantity(name, value) {
  if (name.endsWith('_ms')) return span(value);
  if (/_(share|ratio)$/.test(name)) return `${(value * 100).toFixed(1)} %`;
  const text = String(Number(value.toPrecision(3)));
  return name.endsWith('_per_s') ? `${text}/s` : text;
}
