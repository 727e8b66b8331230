/**
 * The settings: a form made from the core's FIELDS, so that there is no second list of options. Exact entry in the
 * scenario's own notation, and a slider beside it where the range is wide; a value the core refuses stays in its box with the reason under it, and the run stays as it
 * was. Values that differ from their defaults are marked and can be set back one by one or all together.
 */

import { html, nothing, render as draw } from 'lit-html';
import { live } from 'lit-html/directives/live.js';

import { tokens, withoutField } from '../line/line.js';
import { settingsWords } from './settings_words.js';
import { stopOf, stops } from './slider.js';
import css from '../styles/settings.css?inline';
import { adopt } from '../kit/sheet.js';
import { words } from '../kit/words.js';

/** @typedef {import('../engine/run.js').Field} Field */
/** @typedef {import('../engine/run.js').ScenarioError} ScenarioError */

/** @param {HTMLElement} root @param {import('../playback/app.js').App} app */
export function create(root, app) {
  const { session, commands, redraw } = app;
  const { settings, start } = commands;
  /** What was typed and refused, for the lanes that were shown. @type {Map<string, ScenarioError>} */
  const refused = new Map();
  let { lanes } = session;
  /** What is asked for, or else in force. @type {Record<string, string>} */
  let values = {};
  /** What is being typed or dragged and not yet asked for. @type {Map<string, string>} */
  const drafts = new Map();
  /** @type {Map<Field, string[]>} */
  const sliders = new Map();
  adopt(app, css);

  /** @param {string} name @param {string} value */
  async function set(name, value) {
    const field = session.catalogue?.fields.find((one) => one.name === name);
    drafts.delete(name);
    refused.delete(name);
    const { line } = session.wanted;
    const ending = await (value === field?.default
      ? session.change(withoutField(line, name))
      : session.set(name, value));
    if (typeof ending === 'object' && ending.field === name) {
      refused.set(name, { ...ending, value });
      session.withdraw(ending);
    }
    redraw();
  }

  const newSeed = async () => set('seed', String(await session.engine.proposeSeed()));

  /** @param {Field} field */
  function control(field) {
    const value = shown(field.name);
    const change = (/** @type {Event} */ event) => {
      const input = /** @type {HTMLInputElement} */ (event.target);
      return set(field.name, field.kind === 'switch' ? String(input.checked) : input.value.trim());
    };
    const id = `field-${field.name}`;
    const about = `${id}-doc`;
    const invalid = refused.has(field.name) ? 'true' : nothing;
    if (field.kind === 'choice') {
      return html`<select id=${id} aria-describedby=${about} @change=${change}>
        ${field.choices.map(
          (choice, i) =>
            html`<option value=${choice} .selected=${live(choice === value)}>
              ${field.choice_docs?.[i]?.title ?? choice}
            </option>`,
        )}
      </select>`;
    }
    if (field.kind === 'switch') {
      return html`<input
        type="checkbox"
        id=${id}
        aria-describedby=${about}
        .checked=${live(value === 'true')}
        @change=${change}
      />`;
    }
    return html`<input
      type="text"
      id=${id}
      aria-describedby=${about}
      aria-invalid=${invalid}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      inputmode=${field.kind === 'integer' ? 'numeric' : nothing}
      .value=${live(value)}
      @input=${(/** @type {Event} */ event) => drafts.set(field.name, /** @type {HTMLInputElement} */ (event.target).value)}
      @change=${change}
    />`;
  }

  /** @param {string} name */
  const shown = (name) => drafts.get(name) ?? refused.get(name)?.value ?? values[name];

  /** Slides through round values; asked for where it is let go. @param {Field} field */
  function slider({ name, kind }, /** @type {string[]} */ all) {
    const value = shown(name);
    const at = stopOf(kind, all, value);
    const stop = (/** @type {Event} */ event) => all[Number(/** @type {HTMLInputElement} */ (event.target).value)];
    return html`<input
      type="range"
      min="0"
      max=${all.length - 1}
      aria-label=${settingsWords.sliderOf(name.replaceAll('_', ' '))}
      aria-valuetext=${value}
      .value=${live(String(at))}
      .style=${`--done:${(at / (all.length - 1)) * 100}%`}
      @input=${(/** @type {Event} */ event) => {
        drafts.set(name, stop(event));
        redraw();
      }}
      @change=${(/** @type {Event} */ event) => set(name, stop(event))}
    />`;
  }

  /** @param {Field} field */
  function row(field) {
    const { name } = field;
    const changed = session.values[name] !== field.default;
    const problem = refused.get(name);
    if (!sliders.has(field)) sliders.set(field, stops(field));
    const all = sliders.get(field) ?? [];
    return html`<div class="field ${changed ? 'changed' : ''} ${field.kind}">
      <label for="field-${name}">${name.replaceAll('_', ' ')}</label>
      ${control(field)}
      <button
        type="button"
        class="reset"
        ?hidden=${!changed}
        aria-label=${settingsWords.resetField(name, field.default || words.empty)}
        title=${settingsWords.resetField(name, field.default || words.empty)}
        @click=${() => set(name, field.default)}
      >
        ↺
      </button>
      ${all.length ? slider(field, all) : nothing}
      <p id="field-${name}-doc" class="doc">
        ${problem ? html`<strong class="refusal">${problem.message}</strong>` : field.doc}
        ${name === 'seed' ? html`<button type="button" class="quiet" @click=${newSeed}>${settingsWords.newSeed}</button>` : nothing}
      </p>
    </div>`;
  }

  return {
    render() {
      const { catalogue, line } = session;
      if (!catalogue) return;
      if (session.lanes !== lanes) refused.clear();
      ({ lanes } = session);
      const wanted = session.wanted.line;
      const defaults = catalogue.fields.map((field) => [field.name, field.default]);
      values = wanted === line ? session.values : Object.fromEntries([...defaults, ...tokens(wanted)]);
      const groups = [...new Set(catalogue.fields.map((field) => field.group))];
      const preset = catalogue.presets.find((one) => one.line === line)?.name ?? '';
      draw(
        html`<header>
            <h2 id="settings-title">${words.settings}</h2>
            <button type="button" class="quiet" @click=${() => session.change('')}>${settingsWords.resetAll}</button>
            <button type="button" class="quiet" @click=${settings}>${words.close}</button>
          </header>
          <form @submit=${(/** @type {Event} */ event) => event.preventDefault()} @focusout=${leave}>
            <div class="fields">
              <div class="field">
                <label for="preset">${settingsWords.preset}</label>
                <select
                  id="preset"
                  @change=${(/** @type {Event} */ event) => start(/** @type {HTMLSelectElement} */ (event.target).value)}
                >
                  <option value="" .selected=${live(preset === '')} disabled>${settingsWords.presetOwn}</option>
                  ${catalogue.presets.map((one) => html`<option value=${one.name} .selected=${live(one.name === preset)}>${one.title}</option>`)}
                </select>
                <p class="doc">${catalogue.presets.find((one) => one.name === preset)?.claim ?? nothing}</p>
              </div>
              ${groups.map(
                (group) =>
                  html`<fieldset>
                    <legend>${group}</legend>
                    ${catalogue.fields.filter((field) => field.group === group).map(row)}
                  </fieldset>`,
              )}
            </div>
          </form>`,
        root,
      );
    },
  };

  /** What differs by then has been asked for; the rest was typed back. @param {FocusEvent} event */
  function leave({ target }) {
    // The window may have lost the focus, and not the box.
    if (app.shadow.activeElement === target) return;
    drafts.clear();
    redraw();
  }
}
