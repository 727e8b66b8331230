/**
 * The list of all interventions, at the cursor: one button for each that the core knows, with boxes for its arguments.
 * Pressing one closes the list, so that its effect can be seen.
 */

import { html, nothing, render as draw } from 'lit-html';

import { actionsOf } from '../line/interventions.js';
import { actionText } from '../line/pokes.js';
import css from '../styles/pokes.css?inline';
import { clock } from '../line/time.js';
import { words } from '../kit/words.js';
import { pokeWords } from './poke_words.js';
import { adopt } from '../kit/sheet.js';

/** @typedef {import('../engine/run.js').Action} Action */

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, commands, shadow } = app;
  adopt(app, css);

  /** The focus goes back to the button that opened the list. */
  const close = () => {
    /** @type {HTMLElement | null} */ (shadow.querySelector('.poke-menu'))?.focus();
    commands.panel(null);
  };

  const poke = (/** @type {string} */ action) => {
    close();
    commands.poke(action);
  };

  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const { catalogue, values, fork } = session;
      const list = actionsOf(catalogue);
      draw(
        html`<header>
            <h2>${pokeWords.pokeAt(clock(at_ns))}</h2>
            <button type="button" class="quiet" ?hidden=${fork?.parent === null} @click=${commands.undo}>
              ${pokeWords.undo}
            </button>
            <button type="button" class="quiet" ?hidden=${!fork?.next} @click=${commands.redo}>
              ${pokeWords.redo}
            </button>
            <button type="button" class="quiet" @click=${close}>${words.close}</button>
          </header>
          <ul>
            ${list.map((one) => row(one, poke, Number(values.keys) > 1))}
          </ul>`,
        place,
      );
    },
  };
}

/**
 * @param {Action} one @param {(action: string) => void} poke as in `do=`, without its time @param {boolean} many_keys
 */
export const row = ({ name, title, doc, arguments: args }, poke, many_keys) =>
  html`<li>
    <form @submit=${(/** @type {SubmitEvent} */ event) => poke(actionOf(event, name))}>
      <button type="submit" aria-describedby="poke-${name}">
        <b>${title}</b><span id="poke-${name}">${doc}</span>
      </button>
      ${args.map((arg) =>
        // With one key there is nothing to choose.
        arg.name === 'KEY' && !many_keys
          ? nothing
          : html`<label>
              <span>${pokeWords.argument(arg.name)}</span>
              <input
                type="text"
                name=${arg.name}
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-label=${pokeWords.argumentOf(title, pokeWords.argument(arg.name))}
                placeholder=${arg.default ?? ''}
                ?required=${arg.default === null}
                value=${arg.default === null ? arg.example : ''}
              />
            </label>`,
      )}
    </form>
  </li>`;

/** What a form asks for. @param {SubmitEvent} event @param {string} name */
function actionOf(event, name) {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  return actionText(
    name,
    Array.from(new FormData(form).values(), (value) => String(value).trim()),
  );
}
