/**
 * The panel "Show me a real one": the shipped recordings, the user's own files, the details of the recording on screen,
 * and the comparison of real and simulated runs.
 */

import { html, nothing, render as draw } from 'lit-html';

import { notThere, untilFetched } from '../kit/fetching.js';
import { adopt } from '../kit/sheet.js';
import { words as common } from '../kit/words.js';
import { titleOf } from '../line/strategies.js';
import css from '../styles/recorded.css?inline';
import picking from '../styles/picking.css?inline';
import { SHIPPED } from './shipped.js';
import { recordedWords as words } from './words.js';

/** @typedef {import('../playback/app.js').App} App */

/** @param {HTMLElement} place @param {App} app */
export function create(place, app) {
  adopt(app, picking);
  adopt(app, css);
  const { session, commands } = app;
  /** The table, or a message instead, once it has been opened. @type {unknown} */
  let table = nothing;
  const open = async (/** @type {Event} */ event) => {
    if (table !== nothing || !(/** @type {HTMLDetailsElement} */ (event.target).open)) return;
    const fetched = await untilFetched(
      () => import('./table.js'),
      (lost) => {
        table = notThere(lost);
        app.redraw();
      },
    );
    table = fetched.table();
    app.redraw();
  };
  return {
    render() {
      draw(
        html`<header>
            <h2 id="real-title">${words.panel}</h2>
            <button type="button" class="quiet" @click=${() => commands.panel(null)}>${common.close}</button>
          </header>
          <p>${words.what}</p>
          ${Object.keys(SHIPPED).length ? html`${choices(app)} ${file(app)}` : html`<p>${words.none}</p>`}
          ${session.real ? facts(session.real) : nothing}
          <details @toggle=${open}>
            <summary>${words.compared}</summary>
            ${table}
          </details>`,
        place,
      );
    },
  };
}

/** @param {App} app */
function choices({ session: { catalogue, real }, commands }) {
  const names = Object.keys(SHIPPED);
  return html`<div class="picker" role="group" aria-label=${words.choose}>
    ${names.map(
      (name) =>
        html`<button type="button" aria-pressed=${String(real?.name === name)} @click=${() => commands.real(name)}>
          ${titleOf(catalogue, name).title}
        </button>`,
    )}
  </div>`;
}

/** The buttons for the user's own file, and the command that makes one. @param {App} app */
function file({ session, commands }) {
  const chosen = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const [file] = input.files ?? [];
    // Without this, choosing the same file again would not fire an event.
    input.value = '';
    if (file) commands.real(file);
  };
  // The input itself is hidden, so the button opens its dialog. It can be pressed with the keyboard too.
  const press = (/** @type {Event} */ { currentTarget }) =>
    /** @type {HTMLElement} */ (/** @type {HTMLElement} */ (currentTarget).nextElementSibling).click();
  return html`<div class="own">
    <button type="button" @click=${press}>${words.open}</button>
    <input type="file" hidden @change=${chosen} />
    <span>${words.drop}</span>
    <code tabindex="0">${words.command(session.line)}</code>
  </div>`;
}

/** @param {import('./lanes.js').Real} real */
const facts = ({ header }) =>
  html`<h3>${words.shown}</h3>
    ${header.valid ? nothing : html`<p>${words.invalid}</p>`}
    <dl>
      ${words.facts(header).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`;
