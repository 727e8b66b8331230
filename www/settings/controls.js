/**
 * The settings: a form made from the core's FIELDS, so that there is no second list of options. Values are entered in
 * the scenario's own notation, or by a slider where the range is wide. A refused value stays in its box with the reason
 * below, and the run does not change. Values that differ from their defaults are marked, and can be reset one by one or
 * all together.
 */

import { html, nothing, render as draw } from 'lit-html';
import { live } from 'lit-html/directives/live.js';

import css from '../styles/settings.css?inline';
import { join, tokens } from '../line/line.js';
import { adopt } from '../kit/sheet.js';
import { words } from '../kit/words.js';
import { entriesOf } from './entries.js';
import { fieldRow } from './field.js';
import { settingsWords } from './settings_words.js';

/** @typedef {import('../engine/engine.js').Catalogue} Catalogue */

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, commands, redraw, shadow, display } = app;
  adopt(app, css);
  const entries = entriesOf(app);

  /**
   * Handles a box that is left: a changed value has been submitted by now, and any other draft equals the old value.
   * @param {FocusEvent} event
   */
  function leave({ target }) {
    // The browser window may have lost the focus instead of the box.
    if (shadow.activeElement === target) return;
    entries.discard();
    redraw();
  }

  /** Whether a field may be changed here. @param {string} name */
  const mine = (name) => (name !== 'strategy' || display.may.strategies) && (name !== 'do' || display.may.pokes);
  const reset = () => session.change(join(tokens(session.wanted.line).filter(([name]) => !mine(name))));

  return {
    render() {
      const { catalogue } = session;
      if (!catalogue) return draw(waiting(commands.settings), place);
      entries.refresh();
      const fields = catalogue.fields.filter(({ name }) => mine(name));
      const groups = [...new Set(fields.map((field) => field.group))];
      draw(
        html`<header>
            <h2 id="settings-title">${words.settings}</h2>
            <button type="button" class="quiet" @click=${reset}>${settingsWords.resetAll}</button>
            <button type="button" class="quiet" @click=${commands.settings}>${words.close}</button>
          </header>
          <div class="form" @focusout=${leave}>
            <div class="fields">
              ${display.may.all ? presets(catalogue, session.line, commands.start) : nothing}
              ${groups.map(
                (group) =>
                  html`<fieldset>
                    <legend>${group}</legend>
                    ${fields.filter((field) => field.group === group).map((field) => fieldRow(app, field, entries))}
                  </fieldset>`,
              )}
            </div>
          </div>`,
        place,
      );
    },
  };
}

/** Shown until the core's tables are loaded. @param {() => void} close */
const waiting = (close) =>
  html`<header>
      <h2 id="settings-title">${words.settings}</h2>
      <button type="button" class="quiet" @click=${close}>${words.close}</button>
    </header>
    <p role="status">${words.waiting}</p>`;

/**
 * The menu of presets to start from.
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
