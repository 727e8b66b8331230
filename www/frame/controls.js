/**
 * The permissions given by the attribute `controls`: a list of names in any order.
 *
 *     strategies  the strategy of the chosen lane, and which are compared
 *     pokes       "Expire now", the list of pokes, the objects on the stage, taking pokes back
 *     settings    every other field
 *     share       links and files                  help  the shortcuts
 *
 * Without the attribute everything is allowed. `off` means `strategies pokes` without the buttons at the top, and
 * `none` means nothing. Presets and questions change all settings, so they need all permissions.
 */

/** @typedef {import('../playback/app.js').May} May */

/** @param {string | null} controls @returns {May} */
export function mayOf(controls) {
  const given = controls === 'off' ? 'strategies pokes' : controls;
  const names = given?.trim().split(/[\s,]+/);
  const may = (/** @type {string} */ name) => !names?.[0] || names.includes(name);
  const [strategies, pokes, settings] = ['strategies', 'pokes', 'settings'].map(may);
  const compare = strategies && controls !== 'off';
  return {
    strategies,
    compare,
    pokes,
    settings,
    share: may('share'),
    help: may('help'),
    all: compare && pokes && settings,
  };
}
