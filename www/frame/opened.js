/**
 * Opening and closing of settings, help and panels. If there is no room beside the lanes they share one place, so
 * opening one closes the others. The button that opened something gets the keyboard focus back.
 */

/** @typedef {import('../playback/app.js').Display} Display */

/** In a wider element the panels are beside the lanes; see styles/narrow.css. */
export const SIDE_BESIDE_PX = 1080;

/** @param {Display} display */
const openIn = ({ settings_open, help_open, panel }) =>
  [settings_open && 'settings', help_open && 'help', panel].filter((name) => typeof name === 'string');

/**
 * Applies a patch.
 * @param {import('../playback/app.js').Patch} patch @param {Display} display @param {boolean} wide
 * @returns {string | null} the name of the last panel that it closed
 */
export function apply({ settings_open, help_open, panel, keys_on }, display, wide) {
  const before = openIn(display);
  if (settings_open !== undefined)
    display.settings_open = settings_open === 'toggle' ? !display.settings_open : settings_open;
  if (help_open !== undefined) display.help_open = help_open === 'toggle' ? !display.help_open : help_open;
  if (panel !== undefined) display.panel = panel === display.panel ? null : panel;
  if (keys_on !== undefined) display.keys_on = keys_on;
  const opened = openIn(display).find((name) => !before.includes(name));
  if (opened && !wide) {
    display.settings_open &&= opened === 'settings';
    display.help_open &&= opened === 'help';
    if (opened !== display.panel) display.panel = null;
  }
  return before.filter((name) => !openIn(display).includes(name)).pop() ?? null;
}

/**
 * The element that gets the focus when the focused one is removed: the button that opened it, or else the playground.
 * @param {ShadowRoot} shadow @param {string | null} closed
 */
export const openerOf = (shadow, closed) =>
  /** @type {HTMLElement | null} */ (
    (closed && shadow.querySelector(`[data-opens="${closed}"]`)) || shadow.querySelector('.playground')
  );
