/** The keys and what they do, with the switch that turns them off. */

import { html } from 'lit-html';

import { keyWords, words } from '../words.js';

/** @param {boolean} keys_on @param {import('../commands.js').Commands} commands @param {(patch: import('../element.js').Patch) => void} update */
export const help = (keys_on, commands, update) =>
  html`<section class="help" aria-labelledby="help-title">
    <header>
      <h2 id="help-title">${words.keysTitle}</h2>
      <label
        ><input
          type="checkbox"
          .checked=${keys_on}
          @change=${(/** @type {Event} */ event) => update({ keys_on: /** @type {HTMLInputElement} */ (event.target).checked })}
        />
        ${words.keysOn}</label
      >
      <button type="button" class="quiet" @click=${commands.help}>${words.close}</button>
    </header>
    <dl>
      ${keyWords.map(
        ([keys, what]) =>
          html`<div>
            <dt>${keys}</dt>
            <dd>${what}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
