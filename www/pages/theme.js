/**
 * The theme button, which cycles through the themes. The choice is stored if the browser allows it, or else lasts until
 * the page is closed.
 */

import { pageWords as words } from './words.js';

const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);

const KEY = 'cache-aside-playground:theme';

/** @returns {typeof THEMES[number]} */
function kept() {
  try {
    const name = localStorage.getItem(KEY);
    return THEMES.find((one) => one === name) ?? 'auto';
  } catch {
    return 'auto';
  }
}

/** @param {typeof THEMES[number]} name */
function keep(name) {
  try {
    if (name === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, name);
  } catch {
    // Then it lasts until the page is closed.
  }
}

/** @param {HTMLButtonElement} button */
export function themeButton(button) {
  let chosen = THEMES.indexOf(kept());
  const show = (/** @type {'auto' | 'light' | 'dark'} */ name) => {
    const label = document.createElement('span');
    label.textContent = words.themeIs;
    button.replaceChildren(label, ` ${words.themes[name]}`);
    document.documentElement.dataset.theme = name;
  };
  show(THEMES[chosen]);
  button.disabled = false;
  button.addEventListener('click', () => {
    chosen = (chosen + 1) % THEMES.length;
    const name = THEMES[chosen];
    show(name);
    keep(name);
  });
}
