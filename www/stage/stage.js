/**
 * The stage of a lane at the cursor. Objects carry their own data: the cache its key and what is left of its TTL, the
 * database its connections, used ones filled. `places.js` says where things stand, `traffic.js` what moves, `scene.js`
 * draws it. Up to some hundreds of requests are drawn there one by one; more are a crowd, drawn over the scene by
 * `crowd.js`, which is fetched when there is one.
 */

import { html, nothing, render as draw } from 'lit-html';

import { rowOf } from '../run/requests.js';
import { laneOf } from '../kit/lane.js';
import { words } from '../kit/words.js';
import { INDIVIDUALS, placesOf, sizeOf } from './places.js';
import { scene } from './scene.js';
import { MARK, traffic, WAY_REAL_NS } from './traffic.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('../engine/run.js').Run} Run */

const reduced = matchMedia('(prefers-reduced-motion: reduce)');

/** @param {HTMLElement} place its data name the lane @param {App} app */
export function create(place, app) {
  const size = sizeOf(place, app);
  const crowd = crowdOf(app);
  /** What is drawn, as traffic.js gives it. @type {number[]} */
  let marks = [];
  return {
    /** @param {number} x @param {number} y @param {number} reach */
    nearest(x, y, reach) {
      let row = -1;
      for (let i = 0; i < marks.length; i += MARK) {
        const apart = Math.hypot(marks[i + 1] - x, marks[i + 2] - y);
        if (apart < reach) [row, reach] = [marks[i], apart];
      }
      return row;
    },
    /** @param {import('../playback/player.js').Cursor} cursor */
    render(cursor) {
      const lane = laneOf(place, app);
      const { width, low } = size();
      if (!width || !lane) return;
      const { run } = lane;
      const { bounds, lanes } = app.session;
      const still = reduced.matches;
      const where = placesOf(run, bounds.in_flight, { width, low });
      const crowded = where.crowd || isStream(run);
      const painter = crowded ? crowd.painter() : null;
      const scale = painter?.scaleOf(run, where, bounds.in_flight, cursor.slowdown, still) ?? null;
      const moving = traffic(run, cursor, where, still, scale);
      marks = crowded && !painter ? [] : moving.marks;
      draw(
        html`${scene(lane, cursor, where, {
          ...moving,
          marks,
          crowded,
          followed: rowOf(run, app.focus.actorOf(lanes)),
          arrows: !cursor.playing || still,
          all: (scale?.each ?? 1) === 1,
        })}
        ${painter ? html`<div class="crowd"></div>` : crowded && crowd.lost() ? html`<p class="hint">${words.notLoaded}</p>` : nothing}`,
        place,
      );
      const over = /** @type {HTMLElement | null} */ (place.querySelector('.crowd'));
      if (painter && scale && over) painter.paint(over, moving.marks, run, cursor, where, scale);
    },
  };
}

/** Whether so many requests come by that they cannot be told apart, even when none waits. @param {Run} run */
const isStream = ({ requests, end_ns }) => (requests.start_ns.length / end_ns) * (WAY_REAL_NS / 2) > INDIVIDUALS;

/** What paints a crowd, fetched when it is first asked for. @param {App} app */
function crowdOf(app) {
  /** @type {import('./crowd.js').Crowd | 'wanted' | 'lost' | null} */
  let crowd = null;
  async function fetch() {
    crowd = 'wanted';
    crowd = await import('./crowd.js').then(({ create }) => create(app)).catch(() => 'lost');
    app.redraw();
  }
  return {
    painter() {
      if (!crowd) fetch();
      return crowd && typeof crowd === 'object' ? crowd : null;
    },
    lost: () => crowd === 'lost',
  };
}
