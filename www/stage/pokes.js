/**
 * The list of all interventions: a button for each in the core's table, with inputs for its arguments. A press adds it
 * at the cursor and closes the list, so that its effect is visible.
 */

import { html, nothing, render as draw } from 'lit-html';

import { actionsOf } from '../line/interventions.js';
import { actionText } from '../line/pokes.js';
import { entered, onEnter, onPress } from '../kit/entering.js';
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

  /** Returns the focus to the button that opened the list. */
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
    <div class="form" @keydown=${onEnter((group) => act(group, name, poke))}>
      <button
        type="button"
        aria-describedby="poke-${name}"
        @click=${onPress('.form', (group) => act(group, name, poke))}
      >
        <b>${title}</b><span id="poke-${name}">${doc}</span>
      </button>
      ${args.map((arg) =>
        // With one key there is no choice.
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
    </div>
  </li>`;

/**
 * Adds the intervention with the values of the inputs.
 * @param {Element} group
 * @param {string} name
 * @param {(action: string) => void} poke
 */
function act(group, name, poke) {
  const values = entered(group);
  if (values) poke(actionText(name, values));
}
