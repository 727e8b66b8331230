/**
 * A dialog over the page: it opens once its code is there, Escape and a press beside it close it, and keys are its own
 * while it is open.
 */

import css from '../styles/dialog.css?inline';
import { adopt } from './sheet.js';

/** @param {HTMLDialogElement} root @param {string} own its styles @param {() => void} closed */
export function openDialog(root, own, closed) {
  adopt(root, css);
  adopt(root, own);
  root.addEventListener('close', closed);
  root.addEventListener('keydown', (event) => event.stopPropagation());
  root.addEventListener('click', (event) => event.target === root && root.close());
  root.showModal();
}
