/**
 * The table of places and views, and the creation of views in their places. A view that is not visible at first is
 * loaded when its place appears (a panel that opens, a view that only a poke, a pointer or some strategies need, or one
 * that a small frame does not show), and is drawn when its code has arrived.
 */

import { render as draw } from 'lit-html';

import { create as caption } from '../log/caption.js';
import { create as numbers } from '../stage/numbers.js';
import { create as stage } from '../stage/stage.js';
import { create as axis } from '../timeline/axis.js';
import { create as load, createNow as loadNow } from '../timeline/load.js';
import { create as transport } from '../timeline/transport.js';
import { notThere, untilFetched } from '../kit/fetching.js';
import { words } from '../kit/words.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('../playback/app.js').Create} Create */
/** @typedef {import('../playback/app.js').View} View */
/** @typedef {() => Promise<{ create: Create }>} Fetch */

/**
 * The views in the order of drawing: a place comes after the view that creates it.
 * @type {Record<string, { create: Create } | { fetch: Fetch }>}
 */
const VIEWS = {
  '.caption': { create: caption },
  '.axis': { create: axis },
  '.transport': { create: transport },
  '.lesson.step': { fetch: () => import('../lesson/card.js') },
  '.lesson-field': { fetch: () => import('../lesson/field.js') },
  '.lesson-seen': { fetch: () => import('../lesson/see.js') },
  '.sorting': { fetch: () => import('../lesson/sorting.js') },
  '.lesson-diagram': { fetch: () => import('../lesson/diagram.js') },
  '.lesson-next.step': { fetch: () => import('../lesson/next.js') },
  '.lesson.check': { fetch: () => import('../check/card.js') },
  '.lesson-next.check': { fetch: () => import('../check/next.js') },
  '.log': { fetch: () => import('../log/log.js') },
  '.theory': { fetch: () => import('../compare/theory.js') },
  '.swim': { fetch: () => import('../timeline/swim.js') },
  '.help': { fetch: () => import('../help/help.js') },
  'section.legend': { fetch: () => import('../help/legend.js') },
  '.settings': { fetch: () => import('../settings/controls.js') },
  'dialog.gallery': { fetch: () => import('../gallery/gallery.js') },
  'section.compare': { fetch: () => import('../compare/compare.js') },
  'section.real': { fetch: () => import('../recorded/panel.js') },
  'section.orders': { fetch: () => import('../orders/panel.js') },
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
  '.objects': { fetch: () => import('../stage/objects.js') },
};

/**
 * Adds views that a page includes, so that they need not be loaded later.
 * @param {Record<string, { create: Create }>} views by place
 */
export const bring = (views) => Object.assign(VIEWS, views);

/** @param {App} app */
export function mount(app) {
  /** The views by place; null while one is loaded. @type {WeakMap<Element, View | null>} */
  const views = new WeakMap();

  /** @param {HTMLElement} place @param {Fetch} fetch */
  async function fetchFor(place, fetch) {
    views.set(place, null);
    const sentence = document.createElement('div');
    const { create } = await untilFetched(fetch, (lost) => {
      if (place instanceof HTMLDialogElement && place.isConnected) {
        // A dialog opens when its code is loaded, so a message in it would not be visible.
        const { panel } = app.display;
        app.commands.panel(null);
        app.session.fail(words.notLoaded(lost.file), async () => app.commands.panel(panel));
      }
      draw(notThere(lost), sentence);
      place.append(sentence);
    });
    sentence.remove();
    if (place.isConnected) views.set(place, create(place, app));
    app.redraw();
  }

  return {
    /** The view in a place; null if there is none. @param {Element} place */
    viewIn: (place) => views.get(place) ?? null,
    /** Draws all views whose places exist. @param {import('../playback/player.js').Cursor} cursor */
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
