/**
 * The objects on the stage as buttons: readers, application, cache, lock and database each open what can be done to them,
 * right there. They lie over the stage at the places of `places.js`; the menu itself comes when it is asked for.
 */

import { html, render as draw } from 'lit-html';

import { holdingsOf } from '../run/rows.js';
import { words } from '../kit/words.js';
import { places, sizeOf } from './places.js';

/** @typedef {import('../playback/focus.js').StageObject} StageObject */

/** No smaller than a finger, where there is room. */
const TARGET_PX = 44;

/** @param {HTMLElement} place under the stage, without a height of its own; its data name the lane @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, focus } = app;
  const size = sizeOf(place, app);
  let drawn = '';
  return {
    render() {
      const lane = Number(place.dataset.lane);
      const { width, low } = size();
      if (!session.lanes[lane] || !width) return;
      const { run, title } = session.lanes[lane];
      const { in_flight } = session.bounds;
      const locks = holdingsOf(run).length > 0;
      const open = focus.object?.lane === lane ? focus.object.name : null;
      const key = [
        width,
        low,
        run.values.instances,
        run.values.db_connections,
        in_flight,
        title,
        lane,
        locks,
        open,
      ].join();
      if (key === drawn) return;
      drawn = key;
      const { height, middle, narrow, readers, apps, cache, database } = places(
        width,
        Number(run.values.instances) || 1,
        Number(run.values.db_connections),
        in_flight,
        low,
      );
      /** @type {[StageObject, number, number, number, number, number][]} name, centre, width and height, and roundness */
      const objects = [
        ['readers', readers.x, middle, 2 * readers.rx, cache.h, 40],
        ['apps', apps.x, middle, apps.w + 4, cache.h, 8],
        ['cache', cache.x, middle, cache.w, cache.h, 9],
        ['database', database.x, middle, database.w, database.h, 9],
      ];
      // On a narrow stage the lock has no place of its own: the cache has its menu, too.
      if (locks && !narrow)
        objects.splice(3, 0, ['lock', cache.x - cache.w / 2 + 33, middle, TARGET_PX, TARGET_PX, 22]);
      draw(
        objects.map(([name, x, y, w, h, round]) => {
          const wide = Math.max(w, TARGET_PX);
          const left = Math.max(0, x - wide / 2);
          return html`<button
            type="button"
            class="object"
            data-object=${name}
            aria-haspopup="dialog"
            aria-expanded=${String(name === open)}
            aria-label=${words.objectOf(words.objects[name], title)}
            title=${words.objects[name]}
            .style=${`left:${left}px;bottom:${height - y - h / 2}px;width:${Math.min(wide, width - left)}px;height:${h}px;border-radius:${round}px`}
            @click=${() => focus.open(open === name ? null : { lane, name, narrow })}
          ></button>`;
        }),
        place,
      );
    },
  };
}
