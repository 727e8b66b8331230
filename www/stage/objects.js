/**
 * The objects on the stage as buttons: readers, application, cache, lock and database each open a menu with their
 * interventions. They are above the stage at the positions of `places.js`. The menu is loaded when it is opened.
 */

import { html, render as draw } from 'lit-html';

import { holdingsOf } from '../run/rows.js';
import { adopt } from '../kit/sheet.js';
import css from '../styles/objects.css?inline';
import { placesOf, sizeOf } from './places.js';
import { stageWords } from './words.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('../playback/focus.js').StageObject} StageObject */
/**
 * @typedef {{ name: StageObject, x: number, w: number, h: number, round: number }} Box centre, width, height and
 * roundness
 */

/** The minimum size of a button, for fingers, if there is room. */
const TARGET_PX = 44;

/** @param {HTMLElement} place under the stage, without a height of its own; its data name the lane @param {App} app */
export function create(place, app) {
  const { session, focus } = app;
  adopt(app, css);
  const size = sizeOf(place, app);
  let drawn = '';
  return {
    render() {
      const lane = Number(place.dataset.lane);
      const now = size();
      if (!session.lanes[lane] || !now.width) return;
      const { run, title } = session.lanes[lane];
      const { in_flight } = session.bounds;
      const { instances, db_connections } = run.values;
      const locks = holdingsOf(run).length > 0;
      const open = focus.object?.lane === lane ? focus.object.name : null;
      const key = [...Object.values(now), instances, db_connections, in_flight, title, lane, locks, open].join();
      if (key === drawn) return;
      drawn = key;
      const where = placesOf(run, in_flight, now);
      const { narrow } = where;
      const press = (/** @type {StageObject} */ name) => focus.open(open === name ? null : { lane, name, narrow });
      draw(
        boxesOf(where, locks).map((box) => button(box, where, title, open, () => press(box.name))),
        place,
      );
    },
  };
}

/**
 * @param {import('./places.js').Places} where @param {boolean} locks whether there is ever a lock in this run
 * @returns {Box[]}
 */
function boxesOf({ narrow, readers, apps, cache, database }, locks) {
  // On a narrow stage the lock has no separate place: its interventions are in the cache's menu.
  const lock = { x: cache.x - cache.w / 2 + 33, w: TARGET_PX, h: TARGET_PX, round: 22 };
  return [
    { name: 'readers', x: readers.x, w: 2 * readers.rx, h: cache.h, round: 40 },
    { name: 'apps', x: apps.x, w: apps.w + 4, h: cache.h, round: 8 },
    { name: 'cache', x: cache.x, w: cache.w, h: cache.h, round: 9 },
    .../** @type {Box[]} */ (locks && !narrow ? [{ name: 'lock', ...lock }] : []),
    { name: 'database', x: database.x, w: database.w, h: database.h, round: 9 },
  ];
}

/**
 * @param {Box} box @param {import('./places.js').Places} where @param {string} title @param {StageObject | null} open
 * @param {() => void} press
 */
function button({ name, x, w, h, round }, { width, height, middle }, title, open, press) {
  const wide = Math.max(w, TARGET_PX);
  const left = Math.max(0, x - wide / 2);
  const bottom = height - middle - h / 2;
  return html`<button
    type="button"
    class="object"
    data-object=${name}
    aria-haspopup="dialog"
    aria-expanded=${String(name === open)}
    aria-label=${stageWords.objectOf(stageWords.objects[name], title)}
    title=${stageWords.objects[name]}
    .style=${`left:${left}px;bottom:${bottom}px;width:${Math.min(wide, width - left)}px;height:${h}px;border-radius:${round}px`}
    @click=${press}
  ></button>`;
}
