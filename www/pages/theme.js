/** The choice of a theme: one button that goes through them, for the time of the page. */

import { pageWords as words } from './words.js';

const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);

/** @param {HTMLButtonElement} button */
export function themeButton(button) {
  let chosen = 0;
  const show = (/** @type {'auto' | 'light' | 'dark'} */ name) => {
    const label = document.createElement('span');
    label.textContent = words.themeIs;
    button.replaceChildren(label, ` ${words.themes[name]}`);
  };
  show('auto');
  button.disabled = false;
  button.addEventListener('click', () => {
    chosen = (chosen + 1) % THEMES.length;
    const name = THEMES[chosen];
    show(name);
    document.documentElement.dataset.theme = name;
  });
}
