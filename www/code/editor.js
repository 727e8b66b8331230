/**
 * The editor: a text area over a rendered copy of its text. So input on phones, screen readers, undo and selection are
 * the browser's; the copy adds the readers on each line, keywords and the mistake. Lines are not wrapped, so that both
 * have the same lines. Tab leaves the editor, as any field, and Enter indents.
 */

import { html, nothing } from 'lit-html';
import { live } from 'lit-html/directives/live.js';

import { mark } from '../kit/mark.js';
import { completions, wordBefore, written } from './completion.js';
import { parts } from './listing.js';
import { roleOn } from './standing.js';
import { workshopWords } from './workshop_words.js';

/** @typedef {import('../engine/code.js').Completion} Completion */
/**
 * @typedef {object} Shown
 * @property {string} text
 * @property {string} title of the lane
 * @property {Set<string>} keywords
 * @property {import('../engine/code.js').Mistake | null} mistake the first one
 * @property {import('./standing.js').Lines | null} counts how many stand on each line; none while the text has not run
 * @property {Completion[]} words
 * @property {boolean} readonly
 */

const INDENT = '    ';
/** Columns beyond the longest line. */
const SPARE = 4;

export class Editor {
  /** @param {HTMLElement} place @param {{ input: (text: string) => void, run: () => void, redraw: () => void }} told */
  constructor(place, told) {
    this.place = place;
    this.told = told;
    /** What is offered at the caret. @type {Completion[]} */
    this.offered = [];
    /** The index of the completion that Enter accepts; -1 before ↓ was pressed. */
    this.chosen = -1;
    this.columns = SPARE;
    /** @type {Completion[]} */
    this.words = [];
  }

  /** The text area, once it was drawn. */
  get area() {
    return /** @type {HTMLTextAreaElement} */ (this.place.querySelector('textarea'));
  }

  /** @param {Shown} shown */
  render(shown) {
    const { text, title, mistake, readonly, words } = shown;
    this.words = words;
    const lines = text.split('\n');
    this.columns = Math.max(...lines.map((line) => line.length)) + SPARE;
    return html`<div class="editor">
      <pre class="paper" aria-hidden="true">${lines.map((line, i) => this.line(line, i + 1, shown))}</pre>
      <textarea
        class="text"
        aria-label=${workshopWords.textOf(title)}
        aria-describedby="mistake editor-help"
        aria-invalid=${mistake ? 'true' : 'false'}
        aria-autocomplete="list"
        aria-controls=${this.offered.length ? 'offered' : nothing}
        aria-activedescendant=${this.chosen >= 0 ? `offered-${this.chosen}` : nothing}
        rows=${lines.length}
        wrap="off"
        spellcheck="false"
        autocomplete="off"
        autocapitalize="off"
        autocorrect="off"
        ?readonly=${readonly}
        .value=${live(text)}
        @input=${this.input}
        @keydown=${this.key}
        @blur=${this.leave}
      ></textarea>
    </div>`;
  }

  /** After it was drawn: as wide as its longest line. A page's policy may forbid an attribute for that. */
  fit() {
    this.area.parentElement?.style.setProperty('--columns', String(this.columns));
  }

  /** A line of the picture. @param {string} line @param {number} number @param {Shown} shown */
  line(line, number, { keywords, mistake, counts }) {
    const count = counts?.get(number) ?? 0;
    const wrong = mistake?.line === number;
    const role = roleOn(line);
    return html`<span class="line ${count ? 'here' : ''} ${wrong ? 'wrong' : ''}"
      ><span class="gutter"
        >${count ? html`<span>${role === 'plain' ? html`<i></i>` : mark(role)}${count}</span>` : wrong ? '✕' : nothing}</span
      ><span class="text"
        >${parts(line, keywords).map(([kind, part]) => (kind ? html`<span class=${kind}>${part}</span>` : part))}${'\n'}</span
      ></span
    >`;
  }

  /** The list of completions. */
  list() {
    if (!this.offered.length) return nothing;
    return html`<ul class="offered" id="offered" role="listbox" aria-label=${workshopWords.offered}>
      ${this.offered.map(
        (one, i) =>
          html`<li
            id="offered-${i}"
            role="option"
            aria-selected=${String(i === this.chosen)}
            @pointerdown=${(/** @type {Event} */ event) => event.preventDefault()}
            @click=${() => this.take(one)}
          >
            <code>${one.signature}</code> <span>${one.doc}</span>
          </li>`,
      )}
    </ul>`;
  }

  input = () => {
    const { value, selectionStart, selectionEnd } = this.area;
    this.offered = selectionStart === selectionEnd ? completions(this.words, value, selectionStart) : [];
    this.chosen = -1;
    this.told.input(value);
  };

  leave = () => {
    if (!this.offered.length) return;
    this.offered = [];
    this.told.redraw();
  };

  key = (/** @type {KeyboardEvent} */ event) => {
    // Elsewhere, space and letters are shortcuts of the playground.
    if (event.key !== 'Escape' || this.offered.length) event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.offered = [];
      this.told.run();
    } else if (this.offered.length && this.inList(event)) {
      event.preventDefault();
      this.told.redraw();
    } else if (event.key === 'Enter' && !event.shiftKey && !this.area.readOnly) {
      event.preventDefault();
      this.insert(`\n${this.indentation()}`);
    } else if (event.key === 'Backspace' && this.outdent()) {
      event.preventDefault();
    }
  };

  /** Keys that the list of what is offered takes. @param {KeyboardEvent} event */
  inList({ key }) {
    const { offered, chosen } = this;
    if (key === 'ArrowDown') this.chosen = (chosen + 1) % offered.length;
    else if (key === 'ArrowUp' && chosen >= 0) this.chosen = chosen - 1;
    else if (key === 'Escape') this.offered = [];
    else if (key === 'Enter' && chosen >= 0) this.take(offered[chosen]);
    else return false;
    if (!this.offered.length) this.chosen = -1;
    return true;
  }

  /** @param {Completion} one */
  take(one) {
    const { area } = this;
    const word = wordBefore(area.value, area.selectionStart);
    area.setSelectionRange(area.selectionStart - word.length, area.selectionStart);
    this.insert(written(one, word));
    this.offered = [];
    this.told.redraw();
  }

  /** The indentation of the next line: that of this line, plus a level after a colon. */
  indentation() {
    const { value, selectionStart } = this.area;
    const line = value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart);
    const indent = /^ */.exec(line)?.[0] ?? '';
    return /:\s*(#.*)?$/.test(line) ? indent + INDENT : indent;
  }

  /** Removes four spaces before the caret if there are only spaces. */
  outdent() {
    const { area } = this;
    const { value, selectionStart: at, selectionEnd } = area;
    const line = value.slice(value.lastIndexOf('\n', at - 1) + 1, at);
    if (at !== selectionEnd || area.readOnly || line.length < 2 || /[^ ]/.test(line)) return false;
    area.setSelectionRange(at - (line.length % INDENT.length || INDENT.length), at);
    document.execCommand('delete');
    return true;
  }

  /** Puts text in place of the selection, so that it can be undone like what is typed. @param {string} text */
  insert(text) {
    document.execCommand('insertText', false, text);
  }

  /** Puts another text in place of all. @param {string} text */
  replace(text) {
    this.area.focus();
    this.area.select();
    this.insert(text);
  }

  undo() {
    this.area.focus();
    document.execCommand('undo');
  }
}
