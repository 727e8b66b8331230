/**
 * A dialog over the page. It opens when its code is loaded, Escape or a click outside closes it, and it gets all keys
 * while it is open.
 */

import css from '../styles/dialog.css?inline';
import { adopt } from './sheet.js';

/**
 * @param {HTMLDialogElement} place @param {import('../playback/app.js').App} app
 * @param {string} own its styles @param {() => void} [closed] called when it closes
 */
export function openDialog(place, app, own, closed) {
  adopt(app, css);
  adopt(app, own);
  place.addEventListener('close', () => {
    closed?.();
    app.commands.panel(null);
  });
  place.addEventListener('keydown', (event) => event.stopPropagation());
  place.addEventListener('click', (event) => event.target === place && place.close());
  place.showModal();
}
