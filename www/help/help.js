/** The keyboard shortcuts, with the switch that turns them off. */

import { html, render as draw } from 'lit-html';

import css from '../styles/help.css?inline';
import { words } from '../kit/words.js';
import { helpWords, keyWords } from './help_words.js';
import { adopt } from '../kit/sheet.js';

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  adopt(app, css);
  return {
    render() {
      draw(panel(app.display.keys_on, app.commands), place);
    },
  };
}

/** @param {boolean} keys_on @param {import('../playback/commands.js').Commands} commands */
const panel = (keys_on, commands) =>
  html`<header>
      <h2 id="help-title">${helpWords.keysTitle}</h2>
      <label
        ><input
          type="checkbox"
          .checked=${keys_on}
          @change=${(/** @type {Event} */ event) => commands.keys(/** @type {HTMLInputElement} */ (event.target).checked)}
        />
        ${helpWords.keysOn}</label
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
    </dl>`;
