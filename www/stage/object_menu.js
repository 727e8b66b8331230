/**
 * The menu of an object on the stage, next to it: its interventions, as in the list of all. The run is paused while it
 * is open. Escape, a press elsewhere and a choice close it, and the keyboard focus returns to the object.
 */

import { html, nothing, render as draw } from 'lit-html';

import { actionsOf } from '../line/interventions.js';
import css from '../styles/pokes.css?inline';
import { clock } from '../line/time.js';
import { words } from '../kit/words.js';
import { pokeWords } from './poke_words.js';
import { row } from './pokes.js';
import { adopt } from '../kit/sheet.js';
import { stageWords } from './words.js';

/** @typedef {import('../playback/focus.js').StageObject} StageObject */

const WIDTH = 300;
const APART = 4;
const MARGIN = 8;

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, commands, focus, shadow } = app;
  adopt(app, css);
  const opener = () => {
    const { lane, name } = focus.object ?? { lane: -1, name: '' };
    const button = shadow.querySelector(`.objects[data-lane="${lane}"] [data-object="${name}"]`);
    return /** @type {HTMLElement | null} */ (button);
  };
  const close = () => {
    opener()?.focus({ preventScroll: true });
    focus.open(null);
  };
  closeOnLeaving(place, app, opener, close);

  const poke = (/** @type {string} */ action) => {
    close();
    commands.poke(action);
  };
  /** The object it is placed at: a tap on another may come before it is gone. @type {typeof focus.object} */
  let entered = null;

  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const { object } = focus;
      const button = opener();
      if (!object || !button) return draw(nothing, place);
      const { catalogue, values } = session;
      const objects = object.name === 'cache' && object.narrow ? ['cache', 'lock'] : [object.name];
      const list = actionsOf(catalogue).filter(({ about }) => about.some((name) => objects.includes(name)));
      draw(
        html`<header>
            <h2>${pokeWords.objectAt(stageWords.objects[object.name], clock(at_ns))}</h2>
            <button type="button" class="quiet" @click=${close}>${words.close}</button>
          </header>
          <ul>
            ${list.map((one) => row(one, poke, Number(values.keys) > 1))}
          </ul>`,
        place,
      );
      if (entered === object) return;
      entered = object;
      commands.pause();
      for (const box of place.querySelectorAll('input')) box.value = box.defaultValue;
      stand(place, button.getBoundingClientRect(), shadow.host.getBoundingClientRect());
      /** @type {HTMLElement | null} */ (place.querySelector('li button'))?.focus({ preventScroll: true });
    },
  };
}

/**
 * Closes the menu on Escape, when the focus leaves it, and on a press elsewhere.
 * @param {HTMLElement} place @param {import('../playback/app.js').App} app
 * @param {() => HTMLElement | null} opener the object's button @param {() => void} close
 */
function closeOnLeaving(place, { focus }, opener, close) {
  let tabbing = false;
  place.addEventListener('keyup', () => (tabbing = false));
  place.addEventListener('keydown', (event) => {
    tabbing = event.key === 'Tab' && !event.altKey;
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  });
  // The object's button closes the menu itself. If the focus moves to no element, the menu is left only after Tab: the
  // focus is also lost when the browser window loses it, or to a button that takes no focus from the mouse.
  place.addEventListener('focusout', ({ relatedTarget }) => {
    const to = /** @type {Element | null} */ (relatedTarget);
    if (to ? !place.contains(to) && to !== opener() : tabbing) focus.open(null);
  });
  const pressed = (/** @type {Event} */ event) => {
    if (!place.isConnected) return removeEventListener('pointerdown', pressed, true);
    const button = opener();
    const path = event.composedPath();
    if (!path.includes(place) && !(button && path.includes(button))) focus.open(null);
  };
  addEventListener('pointerdown', pressed, true);
}

/**
 * Below the object, or above it if there is no room, or else over a part of it.
 * @param {HTMLElement} place @param {DOMRect} object @param {DOMRect} host
 */
function stand(place, object, host) {
  const width = Math.min(WIDTH, host.width - 2 * MARGIN);
  // Where it would be by itself, at rest: the offsets are measured from there.
  place.style.cssText = `left:0;top:0;width:${width}px;animation:none`;
  const { left, top, height: wanted } = place.getBoundingClientRect();
  const height = Math.min(wanted, innerHeight - 2 * MARGIN);
  const under = object.bottom + APART;
  const y = under + height <= innerHeight - MARGIN ? under : Math.max(MARGIN, object.top - APART - height);
  const middle = object.left + object.width / 2 - width / 2;
  const x = Math.min(Math.max(host.left + MARGIN, middle), host.right - width - MARGIN);
  place.style.cssText = `left:${x - left}px;top:${y - top}px;width:${width}px;max-height:${height}px`;
}
