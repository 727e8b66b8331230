/** A field of the settings: its name, a control for its kind, a slider if its range is wide, and its description. */

import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';

import { offers } from './offers.js';
import { told } from '../kit/told.js';
import { settingsWords } from './settings_words.js';
import { stopOf, stops } from './slider.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('../engine/run.js').Field} Field */
/** @typedef {import('./entries.js').Entries} Entries */

/** The stops of each field's slider. @type {WeakMap<Field, string[]>} */
const sliders = new WeakMap();

/** @param {Event} event */
const input = (event) => /** @type {HTMLInputElement} */ (event.target);

/** @param {App} app @param {Field} field @param {Entries} entries */
export function fieldRow(app, field, entries) {
  const { name } = field;
  const { session } = app;
  const changed = session.values[name] !== field.default;
  const problem = entries.problem(name);
  const all = sliders.get(field) ?? stops(field);
  sliders.set(field, all);
  const back = settingsWords.resetField(name, field.default || settingsWords.empty);
  const newSeed = async () => entries.set(name, String(await session.engine.proposeSeed()));
  return html`<div class="field ${changed ? 'changed' : ''} ${field.kind}">
    <label for="field-${name}">${name.replaceAll('_', ' ')}</label>
    ${control(field, entries)}
    <button
      type="button"
      class="reset"
      ?hidden=${!changed}
      aria-label=${back}
      title=${back}
      @click=${() => entries.set(name, field.default)}
    >
      ↺
    </button>
    ${all.length ? slider(field, all, entries, app.redraw) : nothing}
    <p id="field-${name}-doc" class="doc">
      ${problem ? html`<strong class="refusal">${told(problem)}</strong>${offers(problem, app.commands)}` : field.doc}
      ${name === 'seed' ? html`<button type="button" class="quiet" @click=${newSeed}>${settingsWords.newSeed}</button>` : nothing}
    </p>
  </div>`;
}

/** @param {Field} field @param {Entries} entries */
function control(field, entries) {
  const { name, kind } = field;
  const id = `field-${name}`;
  const value = entries.shown(name);
  const change = (/** @type {Event} */ event) =>
    entries.set(name, kind === 'switch' ? String(input(event).checked) : input(event).value.trim());
  if (kind === 'choice') {
    return html`<select
      id=${id}
      aria-describedby="${id}-doc"
      aria-invalid=${entries.problem(name) ? 'true' : nothing}
      @change=${change}
    >
      ${field.choices.map(
        (choice, i) =>
          html`<option value=${choice} .selected=${live(choice === value)}>
            ${field.choice_docs?.[i]?.title ?? choice}
          </option>`,
      )}
    </select>`;
  }
  if (kind === 'switch') {
    return html`<input
      type="checkbox"
      id=${id}
      aria-describedby="${id}-doc"
      .checked=${live(value === 'true')}
      @change=${change}
    />`;
  }
  return html`<input
    type="text"
    id=${id}
    aria-describedby="${id}-doc"
    aria-invalid=${entries.problem(name) ? 'true' : nothing}
    autocomplete="off"
    autocapitalize="off"
    spellcheck="false"
    inputmode=${kind === 'integer' ? 'numeric' : nothing}
    .value=${live(value)}
    @input=${(/** @type {Event} */ event) => entries.draft(name, input(event).value)}
    @change=${change}
  />`;
}

/**
 * A slider through round values. The value is submitted when it is released.
 * @param {Field} field @param {string[]} all @param {Entries} entries @param {() => void} redraw
 */
function slider({ name, kind }, all, entries, redraw) {
  const value = entries.shown(name);
  const at = stopOf(kind, all, value);
  const stop = (/** @type {Event} */ event) => all[Number(input(event).value)];
  return html`<input
    type="range"
    min="0"
    max=${all.length - 1}
    aria-label=${settingsWords.sliderOf(name.replaceAll('_', ' '))}
    aria-valuetext=${value}
    .value=${live(String(at))}
    .style=${`--done:${(at / (all.length - 1)) * 100}%`}
    @input=${(/** @type {Event} */ event) => {
      entries.draft(name, stop(event));
      redraw();
    }}
    @change=${(/** @type {Event} */ event) => entries.set(name, stop(event))}
  />`;
}
