/**
 * Lanes that differ in another field than the strategy: a list of them, and a form that adds one by field and value. A
 * refused value stays in its box, with the reason below it.
 */

import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';

import { onEnter, onPress } from '../kit/entering.js';
import { told } from '../kit/told.js';
import { withField } from '../line/line.js';
import { fieldIn, labelOf } from '../line/strategies.js';
import { LANES_MAX } from '../session/lanes.js';
import { compareWords } from './compare_words.js';

/** @typedef {import('../engine/run.js').Field} Field */

/** The field that is selected at first: it matters, and every strategy has it. */
const FIRST = 'ttl';

/** @param {import('../playback/app.js').App} app */
export function byField(app) {
  const { session, commands, redraw } = app;
  /** The entered field and value, and the reason if the value was refused. */
  const entry = { name: FIRST, draft: '', problem: /** @type {unknown} */ (null) };
  /** @param {Partial<typeof entry>} change */
  const put = (change) => {
    Object.assign(entry, change);
    redraw();
  };
  /** Adds a lane with the entered value, or shows the reason why not. */
  async function add() {
    const { name, draft } = entry;
    const value = draft.trim() || (othersOf(fieldOf(session, name), session.values)[0]?.value ?? '');
    const ending = await session.guarded(async () => {
      const read = await session.engine.read(withField(session.line, name, value));
      const lane = `${name}=${read.values[name]}`;
      const shown = session.lanes.map(({ strategy }) => strategy);
      if (read.values[name] === session.values[name]) put({ problem: compareWords.ownValue(read.values[name]) });
      else if (shown.includes(lane)) put({ problem: compareWords.thereAlready });
      else {
        Object.assign(entry, { draft: '', problem: null });
        await commands.compareWith([...shown.slice(0, -1), lane, shown[shown.length - 1]]);
      }
    });
    if (typeof ending !== 'object') return;
    session.withdraw(ending);
    put({ problem: told(ending) });
  }
  return { render: () => form(app, entry, put, add) };
}

/**
 * @param {import('../playback/app.js').App} app @param {{ name: string, draft: string, problem: unknown }} entry
 * @param {(change: { name?: string, draft?: string, problem?: unknown }) => void} put @param {() => unknown} add
 */
function form({ session, commands }, { name, draft, problem }, put, add) {
  const { catalogue, lanes } = session;
  const field = fieldOf(session, name);
  if (!catalogue || !field || !lanes.length || session.order) return nothing;
  const full = lanes.length >= LANES_MAX;
  const choose = (/** @type {Event} */ event) =>
    put({ name: /** @type {HTMLSelectElement} */ (event.target).value, draft: '', problem: null });
  return html`<div class="form by-field" @keydown=${onEnter(add)}>
    ${lanes.filter(({ strategy }) => fieldIn(strategy)).map((lane) => shownLane(lane, lanes, commands))}
    <label
      >${compareWords.sameWith}
      <select @change=${choose}>
        ${groupsOf(catalogue.fields).map(
          ([group, fields]) =>
            html`<optgroup label=${group}>
              ${fields.map((one) => html`<option value=${one.name} .selected=${live(one.name === name)}>${labelOf(one.name)}</option>`)}
            </optgroup>`,
        )}
      </select></label
    >
    ${valueBox(field, session.values, draft, problem !== null, (value) => put({ draft: value }))}
    <button type="button" ?disabled=${full} @click=${onPress('.form', add)}>${compareWords.addLane}</button>
    <p id="by-field-doc" role="status">
      ${problem === null ? (full ? compareWords.full(LANES_MAX) : field.doc) : html`<strong class="refusal">${problem}</strong>`}
    </p>
  </div>`;
}

/**
 * A lane as a button that removes it.
 * @param {import('../session/session.js').Lane} lane @param {import('../session/session.js').Lane[]} lanes
 * @param {import('../playback/commands.js').Commands} commands
 */
const shownLane = (lane, lanes, commands) =>
  html`<button
    type="button"
    class="lane-of"
    aria-pressed="true"
    aria-label=${compareWords.withoutLane(lane.title)}
    @click=${() => commands.compareWith(lanes.filter((one) => one !== lane).map(({ strategy }) => strategy))}
  >
    ${lane.title}
  </button>`;

/** @param {import('../session/session.js').Session} session @param {string} chosen */
const fieldOf = ({ catalogue }, chosen) => catalogue?.fields.find(({ name }) => name === chosen);

/**
 * The fields in which lanes may differ, by the form's headings.
 * @param {Field[]} fields @returns {[string, Field[]][]}
 */
function groupsOf(fields) {
  const mine = fields.filter(({ name, shared }) => !shared && name !== 'strategy');
  return [...new Set(mine.map(({ group }) => group))].map((group) => [
    group,
    mine.filter((one) => one.group === group),
  ]);
}

/**
 * The words that a field takes, without its current one. Empty for a field that takes other values.
 * @param {Field | undefined} field @param {Record<string, string>} values
 */
const othersOf = (field, values) =>
  (field?.choices ?? [])
    .map((value, i) => ({ value, title: field?.choice_docs[i]?.title ?? compareWords.switched[value] ?? value }))
    .filter(({ value }) => field && value !== values[field.name]);

/**
 * @param {Field} field @param {Record<string, string>} values @param {string} draft @param {boolean} refused
 * @param {(value: string) => void} change
 */
function valueBox(field, values, draft, refused, change) {
  const others = othersOf(field, values);
  const input = (/** @type {Event} */ event) => change(/** @type {HTMLInputElement} */ (event.target).value);
  const label = compareWords.valueOf(labelOf(field.name));
  if (others.length) {
    return html`<select aria-label=${label} @change=${input}>
      ${others.map(({ value, title }) => html`<option value=${value} .selected=${live(value === draft)}>${title}</option>`)}
    </select>`;
  }
  return html`<input
    type="text"
    aria-label=${label}
    aria-describedby="by-field-doc"
    aria-invalid=${refused ? 'true' : nothing}
    autocomplete="off"
    autocapitalize="off"
    spellcheck="false"
    placeholder=${values[field.name]}
    .value=${live(draft)}
    @input=${input}
  />`;
}
