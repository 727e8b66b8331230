/**
 * Views whose code is fetched when they are first wanted, by their places: panels, which open on demand, what only a
 * poke or a pointer brings about, what only some strategies have, and what a small frame does not show. Each is drawn
 * when its code has come; what a page shows from the start, it brings along.
 */

import { words } from '../kit/words.js';

/** @typedef {import('../session/session.js').Session} Session */
/** @typedef {import('../playback/commands.js').Commands} Commands */
/** @typedef {import('../playback/focus.js').Focus} Focus */
/** @typedef {{ render(cursor: import('../playback/player.js').Cursor): void }} View */
/** @typedef {(root: any, session: Session, commands: Commands, focus: Focus, shadow: ShadowRoot) => View} Create */

/** @type {Record<string, () => Promise<{ create: Create }>>} */
const LATER = {
  '.log': () => import('../log/log.js'),
  '.theory': () => import('../compare/theory.js'),
  '.swim': () => import('../timeline/swim.js'),
  '.help': () => import('../help/help.js'),
  '.settings': () => import('../settings/controls.js'),
  'dialog.gallery': () => import('../gallery/gallery.js'),
  'section.compare': () => import('../compare/compare.js'),
  'section.pokes': () => import('../stage/pokes.js'),
  'section.share': () => import('../share/panel.js'),
  '.branches': () => import('../timeline/branches.js'),
  '.changes': () => import('../timeline/changes.js'),
  '.requests-panel': () => import('../story/requests.js'),
  '.code-panel': () => import('../code/panel.js'),
  '.carded': () => import('../story/card.js'),
  '.object-menu': () => import('../stage/object_menu.js'),
  '.chart': () => import('../timeline/chart.js'),
  'dialog.table': () => import('../timeline/table.js'),
  '.dice': () => import('../stage/dice.js'),
  '.quiz': () => import('../quiz/quiz.js'),
};

/** @type {Record<string, { create: Create }>} */
const brought = {};

/** Views that need not be fetched, by their places. @param {typeof brought} modules */
export const bring = (modules) => Object.assign(brought, modules);

/**
 * @param {ShadowRoot} shadow @param {Session} session @param {Commands} commands @param {Focus} focus
 * @param {WeakMap<Element, View | null>} views by their places, null while one is being fetched
 * @returns {(cursor: import('../playback/player.js').Cursor) => void} draws all that are there
 */
export function later(shadow, session, commands, focus, views) {
  /** @param {HTMLElement} place @param {() => Promise<{ create: Create }>} load */
  async function fetchFor(place, load) {
    views.set(place, null);
    /** @type {{ create: Create }} */
    let module;
    try {
      module = await load();
    } catch {
      if (place instanceof HTMLDialogElement) {
        // It opens itself once its code is there: nothing in it would be seen.
        session.problems = [{ field: '', value: '', allowed: '', message: words.notLoaded }];
        commands.panel(null);
      } else place.textContent = words.notLoaded;
      return;
    }
    if (!place.isConnected) return;
    views.set(place, module.create(place, session, commands, focus, shadow));
    focus.changed();
  }

  return (cursor) => {
    for (const [selector, load] of Object.entries(LATER)) {
      for (const place of /** @type {NodeListOf<HTMLElement>} */ (shadow.querySelectorAll(selector))) {
        if (!views.has(place)) {
          if (brought[selector]) views.set(place, brought[selector].create(place, session, commands, focus, shadow));
          else fetchFor(place, load);
        }
        views.get(place)?.render(cursor);
      }
    }
  };
}
