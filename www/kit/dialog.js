/**
 * A dialog over the page: it opens once its code is there, Escape and a press beside it close it, and keys are its own
 * while it is open.
 */

import css from '../styles/dialog.css?inline';
import { adopt } from './sheet.js';

/**
 * @param {HTMLDialogElement} place @param {import('../playback/app.js').App} app
 * @param {string} own its own styles @param {() => void} [closed] what else is done when it closes
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
