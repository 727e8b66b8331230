/**
 * Which view lives where: the one table of places and views, and what makes the views in their places. A view that is
 * not seen at first is fetched when its place appears (a panel that opens, something only a poke or a pointer brings
 * about, what only some strategies have, what a small frame does not show) and is drawn when its code has come.
 */

import { create as caption } from '../log/caption.js';
import { create as numbers } from '../stage/numbers.js';
import { create as objects } from '../stage/objects.js';
import { create as stage } from '../stage/stage.js';
import { create as axis } from '../timeline/axis.js';
import { create as load, createNow as loadNow } from '../timeline/load.js';
import { create as transport } from '../timeline/transport.js';
import { words } from '../kit/words.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('../playback/app.js').Create} Create */
/** @typedef {import('../playback/app.js').View} View */
/** @typedef {() => Promise<{ create: Create }>} Fetch */

/**
 * In the order of drawing: a place comes after the view that draws it.
 * @type {Record<string, { create: Create } | { fetch: Fetch }>}
 */
const VIEWS = {
  '.caption': { create: caption },
  '.axis': { create: axis },
  '.transport': { create: transport },
  '.lesson': { fetch: () => import('../lesson/card.js') },
  '.lesson-diagram': { fetch: () => import('../lesson/diagram.js') },
  '.lesson-next': { fetch: () => import('../lesson/next.js') },
  '.log': { fetch: () => import('../log/log.js') },
  '.theory': { fetch: () => import('../compare/theory.js') },
  '.swim': { fetch: () => import('../timeline/swim.js') },
  '.help': { fetch: () => import('../help/help.js') },
  '.settings': { fetch: () => import('../settings/controls.js') },
  'dialog.gallery': { fetch: () => import('../gallery/gallery.js') },
  'section.compare': { fetch: () => import('../compare/compare.js') },
  'section.pokes': { fetch: () => import('../stage/pokes.js') },
  'section.ask': { fetch: () => import('../ask/box.js') },
  'section.share': { fetch: () => import('../share/panel.js') },
  '.branches': { fetch: () => import('../timeline/branches.js') },
  '.changes': { fetch: () => import('../timeline/changes.js') },
  '.requests-panel': { fetch: () => import('../story/requests.js') },
  '.code-panel': { fetch: () => import('../code/panel.js') },
  '.carded': { fetch: () => import('../story/card.js') },
  '.object-menu': { fetch: () => import('../stage/object_menu.js') },
  '.chart': { fetch: () => import('../timeline/chart.js') },
  '[data-view="chart-now"]': {
    fetch: () => import('../timeline/chart.js').then(({ createNow: create }) => ({ create })),
  },
  'dialog.table': { fetch: () => import('../timeline/table.js') },
  '.dice': { fetch: () => import('../stage/dice.js') },
  '.quiz': { fetch: () => import('../quiz/quiz.js') },
  '[data-view="numbers"]': { create: numbers },
  '[data-view="stage"]': { create: stage },
  '[data-view="load"]': { create: load },
  '[data-view="load-now"]': { create: loadNow },
  '.objects': { create: objects },
};

/**
 * Views that a page brings along, so that they need not be fetched.
 * @param {Record<string, { create: Create }>} views by their places
 */
export const bring = (views) => Object.assign(VIEWS, views);

/** @param {App} app */
export function mount(app) {
  /** The views by their places, null while one is fetched. @type {WeakMap<Element, View | null>} */
  const views = new WeakMap();

  /** @param {HTMLElement} place @param {Fetch} fetch */
  async function fetchFor(place, fetch) {
    views.set(place, null);
    try {
      const { create } = await fetch();
      if (place.isConnected) views.set(place, create(place, app));
    } catch {
      if (place instanceof HTMLDialogElement) {
        // A dialog opens itself once its code is there: nothing in it would be seen.
        app.session.tell({ message: words.notLoaded });
        app.commands.panel(null);
      } else place.textContent = words.notLoaded;
    }
    app.redraw();
  }

  return {
    /** The view in a place, if there is one. @param {Element} place */
    viewIn: (place) => views.get(place) ?? null,
    /** Draws all views whose places are there. @param {import('../playback/player.js').Cursor} cursor */
    render(cursor) {
      for (const [selector, view] of Object.entries(VIEWS)) {
        for (const place of /** @type {NodeListOf<HTMLElement>} */ (app.shadow.querySelectorAll(selector))) {
          if (!views.has(place)) {
            if ('create' in view) views.set(place, view.create(place, app));
            else fetchFor(place, view.fetch);
          }
          views.get(place)?.render(cursor);
        }
      }
    },
  };
}
