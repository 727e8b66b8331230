/**
 * The settings: a form made from the core's FIELDS, so that there is no second list of options. Values are entered in
 * the scenario's own notation, or by a slider where the range is wide. A value that the core refuses stays in its box
 * with the reason under it, and the run stays as it was. Values that differ from their defaults are marked, and can be
 * set back one by one or all together.
 */

import { html, nothing, render as draw } from 'lit-html';
import { live } from 'lit-html/directives/live.js';

import css from '../styles/settings.css?inline';
import { adopt } from '../kit/sheet.js';
import { words } from '../kit/words.js';
import { entriesOf } from './entries.js';
import { fieldRow } from './field.js';
import { settingsWords } from './settings_words.js';

/** @typedef {import('../engine/engine.js').Catalogue} Catalogue */

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, commands, redraw, shadow } = app;
  adopt(app, css);
  const entries = entriesOf(app);

  /**
   * A box is left: what was typed and differs has been asked for, the rest was typed back.
   * @param {FocusEvent} event
   */
  function leave({ target }) {
    // The window may have lost the focus, and not the box.
    if (shadow.activeElement === target) return;
    entries.discard();
    redraw();
  }

  return {
    render() {
      const { catalogue } = session;
      if (!catalogue) return;
      entries.refresh();
      const groups = [...new Set(catalogue.fields.map((field) => field.group))];
      draw(
        html`<header>
            <h2 id="settings-title">${words.settings}</h2>
            <button type="button" class="quiet" @click=${() => session.change('')}>${settingsWords.resetAll}</button>
            <button type="button" class="quiet" @click=${commands.settings}>${words.close}</button>
          </header>
          <form @submit=${(/** @type {Event} */ event) => event.preventDefault()} @focusout=${leave}>
            <div class="fields">
              ${presets(catalogue, session.line, commands.start)}
              ${groups.map(
                (group) =>
                  html`<fieldset>
                    <legend>${group}</legend>
                    ${catalogue.fields.filter((field) => field.group === group).map((field) => fieldRow(app, field, entries))}
                  </fieldset>`,
              )}
            </div>
          </form>`,
        place,
      );
    },
  };
}

/**
 * The choice of a preset to start from.
 * @param {Catalogue} catalogue @param {string} line @param {(name: string) => void} start
 */
function presets({ presets }, line, start) {
  const chosen = presets.find((one) => one.line === line)?.name ?? '';
  const change = (/** @type {Event} */ event) => start(/** @type {HTMLSelectElement} */ (event.target).value);
  return html`<div class="field">
    <label for="preset">${settingsWords.preset}</label>
    <select id="preset" @change=${change}>
      <option value="" .selected=${live(chosen === '')} disabled>${settingsWords.presetOwn}</option>
      ${presets.map(({ name, title }) => html`<option value=${name} .selected=${live(name === chosen)}>${title}</option>`)}
    </select>
    <p class="doc">${presets.find((one) => one.name === chosen)?.claim ?? nothing}</p>
  </div>`;
}
