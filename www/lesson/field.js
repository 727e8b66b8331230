/**
 * A field of the run that can be changed in the lesson's card: a slider through round values near the initial one, or a
 * menu of choices, with the core's description of the field. A view of its own, loaded when the first step needs it.
 */

import { html, nothing, render as draw } from 'lit-html';
import { live } from 'lit-html/directives/live.js';

import { tokens } from '../line/line.js';
import { quantityOf, stopOf, stops } from '../settings/slider.js';
import { lessonWords as words } from './words.js';

/** The range of a slider around the initial value. */
const REACH = 40;
/**
 * The upper end of a slider that starts at zero, by kind.
 * @type {Partial<Record<import('../engine/run.js').Field['kind'], [low: number, high: number]>>}
 */
const FROM_NOTHING = { duration: [1e7, 3e10], number: [0, 3], rate: [0.1, 1000], integer: [1, 100] };

/** The field that is open in a step's card. @param {HTMLElement} root @param {import('../playback/app.js').App} app */
export function create(root, app) {
  let entered = 0;
  return {
    render() {
      const { lesson } = app;
      if (!lesson?.field) return;
      const { step, field, field_entered } = lesson;
      const began = Object.fromEntries(tokens(step.lines[step.opens.line]))[field] ?? fieldDefault(app, field);
      draw(
        fieldControl(app, field, began, () => lesson.slide(null)),
        root,
      );
      if (entered !== field_entered) {
        const control = root.querySelector('.field-slide :is(input, select)');
        /** @type {HTMLElement | null} */ (control)?.focus({ preventScroll: true });
        root.querySelector('.field-open')?.scrollIntoView({ block: 'nearest' });
      }
      entered = field_entered;
    },
  };
}

/** @param {import('../playback/app.js').App} app @param {string} name */
const fieldDefault = ({ session }, name) => session.catalogue?.fields.find((one) => one.name === name)?.default ?? '';

/** The stops near a value. @param {import('../engine/run.js').Field} field @param {string} value */
function near(field, value) {
  const quantity = quantityOf(field.kind, value) ?? 0;
  const [low, high] =
    quantity > 0 && field.kind !== 'number'
      ? [quantity / REACH, quantity * REACH]
      : (FROM_NOTHING[field.kind] ?? [0, Infinity]);
  return stops(field).filter((stop) => {
    const one = quantityOf(field.kind, stop) ?? 0;
    return one === 0 || (one >= low && one <= high);
  });
}

/**
 * @param {import('../playback/app.js').App} app @param {string} name @param {string} began its value when the step
 * began
 * @param {(() => void) | null} close without it the control stays open
 */
export function fieldControl({ session, redraw }, name, began, close) {
  const field = session.catalogue?.fields.find((one) => one.name === name);
  if (!field) return html``;
  const value = session.values[name];
  const id = `lesson-${name}`;
  const change = (/** @type {string} */ to) => session.set(name, to).then(redraw);
  const valueOf = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).value;
  const all = near(field, began);
  const control =
    field.kind === 'choice'
      ? html`<select id=${id} @change=${(/** @type {Event} */ event) => change(valueOf(event))}>
          ${field.choices.map((choice, i) => html`<option value=${choice} .selected=${live(choice === value)}>${field.choice_docs?.[i]?.title ?? choice}</option>`)}
        </select>`
      : html`<input
            type="range"
            id=${id}
            min="0"
            max=${all.length - 1}
            aria-valuetext=${value}
            .value=${live(String(stopOf(field.kind, all, value)))}
            .style=${`--done:${(stopOf(field.kind, all, value) / (all.length - 1)) * 100}%`}
            @input=${(/** @type {Event} */ event) => {
              const output = /** @type {Element} */ (event.target).nextElementSibling;
              if (output) output.textContent = all[Number(valueOf(event))];
            }}
            @change=${(/** @type {Event} */ event) => change(all[Number(valueOf(event))])}
          /><output for=${id} .textContent=${live(value)}></output>`;
  return html`<div
    class="field-open"
    @keydown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.key !== 'Escape' || !close) return;
      event.stopPropagation();
      close();
    }}
  >
    <label for=${id}>${words.field(name)}</label>
    <div class="field-slide">${control}</div>
    <p>${field.doc}</p>
    ${close ? html`<button type="button" class="quiet" @click=${close}>${words.closeField}</button>` : nothing}
  </div>`;
}
