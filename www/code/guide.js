/**
 * How to write a strategy of one's own, in ten minutes, and the language on one screen. The language is the core's one
 * table, which docs/WRITE-YOUR-OWN.md has as well.
 */

import { html, nothing } from 'lit-html';

import { guideWords as words } from './guide_words.js';

/** @typedef {import('../engine/code.js').Completion} Completion */

/** @param {Completion[]} language @param {((text: string) => void) | null} put null where nothing may be written */
export const guide = (language, put) =>
  html`<details class="guide">
      <summary>${words.title}</summary>
      <ol>
        ${words.steps.map(
          ({ title, text, code }) =>
            html`<li>
              <b>${title}</b> <span>${text}</span>
              ${code ? html`<pre tabindex="0" aria-label=${title}><code>${code}</code></pre>` : nothing}
              ${code && put ? html`<button type="button" class="quiet" aria-label="${words.put}: ${title}" @click=${() => put(code)}>${words.put}</button>` : nothing}
            </li>`,
        )}
      </ol>
    </details>
    <details class="language">
      <summary>${words.language}</summary>
      <pre tabindex="0" aria-label=${words.language}><code>${syntax(language)}</code></pre>
      ${words.tables.map(([kind, title]) => table(language, kind, title))}
    </details>`;

/** @param {Completion[]} language */
const syntax = (language) =>
  language
    .filter(({ kind }) => kind === 'syntax')
    .map(({ signature }) => `${signature}\n`)
    .join('');

/** @param {Completion[]} language @param {string} of @param {string} title */
const table = (language, of, title) =>
  html`<h4>${title}</h4>
    <dl>
      ${language
        .filter(({ kind }) => kind === of)
        .map(
          ({ signature, doc }) =>
            html`<div>
              <dt><code>${signature}</code></dt>
              <dd>${doc}</dd>
            </div>`,
        )}
    </dl>`;
