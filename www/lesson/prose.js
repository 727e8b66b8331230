/**
 * The lesson's texts as they are drawn live: words of the legend with their shapes, fields as buttons, numbers as
 * they are.
 */

import { html } from 'lit-html';

import { mark } from '../kit/mark.js';
import { pieces } from './text.js';
import { lessonWords as words } from './words.js';

/**
 * @typedef {object} Prose
 * @property {(name: string) => string | undefined} valueOf the field's value as it stands
 * @property {string | null} field the one whose slider is open
 * @property {(name: string) => void} slide
 */

/**
 * In a step.
 * @param {import('../playback/app.js').App} app @param {import('./lesson.js').Lesson} lesson @returns {Prose}
 */
export const proseOf = ({ session }, lesson) => ({
  valueOf: (name) => session.values[name],
  field: lesson.field,
  slide: (name) => lesson.slide(name),
});

/**
 * @param {string} text @param {Prose} prose
 * @param {(piece: Extract<import('./text.js').Piece, { kind: 'number' }>) => string} [measured] what stands for a
 * number
 */
export const prose = (text, { valueOf, field, slide }, measured = ({ text }) => text) =>
  pieces(text).map((piece) => {
    switch (piece.kind) {
      case 'role':
        return html`<span class="role ${piece.role}">${mark(piece.role)}${piece.text}</span>`;
      case 'number':
        return html`<b class="number">${measured(piece)}</b>`;
      case 'field': {
        const { name } = piece;
        const value = valueOf(name) ?? piece.value ?? '';
        return html`<button
          type="button"
          class="field-word"
          aria-expanded=${String(field === name)}
          aria-label=${words.change(name, value)}
          @click=${() => slide(name)}
        >
          ${words.field(name)} <b>${value}</b>
        </button>`;
      }
      case 'tap':
        return html`<span class="by-finger">${piece.capital ? words.Tap : words.tap}</span
          ><span class="by-pointer">${piece.capital ? words.Click : words.click}</span>`;
      default:
        return piece.text;
    }
  });
