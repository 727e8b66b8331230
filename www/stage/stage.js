/**
 * The stage of a lane at the cursor. Objects show their data: the cache its key and the rest of its TTL, the database
 * its connections, with used ones filled. `places.js` computes the positions of objects, `traffic.js` those of
 * requests, and `scene.js` draws them. Up to some hundreds of requests are drawn individually. More are a crowd, drawn
 * above the scene by `crowd.js`, which is loaded when it is needed.
 */

import { html, nothing, render as draw } from 'lit-html';

import { rowOf } from '../run/requests.js';
import { laneOf } from '../kit/lane.js';
import { notThere, untilFetched } from '../kit/fetching.js';
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
  /** The drawn marks, as computed by traffic.js. @type {number[]} */
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
      const now = size();
      if (!now.width || !lane) return;
      const { run } = lane;
      const { bounds, lanes } = app.session;
      const still = reduced.matches;
      const where = placesOf(run, bounds.in_flight, now);
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
        ${painter ? html`<div class="crowd"></div>` : crowded && crowd.lost ? notThere(crowd.lost) : nothing}`,
        place,
      );
      const over = /** @type {HTMLElement | null} */ (place.querySelector('.crowd'));
      if (painter && scale && over) painter.paint(over, moving.marks, run, cursor, where, scale);
    },
  };
}

/** Whether there are too many requests to be drawn individually, even when none waits. @param {Run} run */
const isStream = ({ requests, end_ns }) => (requests.start_ns.length / end_ns) * (WAY_REAL_NS / 2) > INDIVIDUALS;

/** The painter of crowds, loaded when it is first needed. @param {App} app */
function crowdOf(app) {
  /** @type {Promise<void> | null} */
  let coming = null;
  /** @type {import('./crowd.js').Crowd | null} */
  let crowd = null;
  /** @type {import('../kit/fetching.js').Lost | null} */
  let lost = null;
  async function fetch() {
    const { create } = await untilFetched(
      () => import('./crowd.js'),
      (one) => {
        lost = one;
        app.redraw();
      },
    );
    lost = null;
    crowd = create(app);
    app.redraw();
  }
  return {
    painter() {
      coming ??= fetch();
      return crowd;
    },
    get lost() {
      return lost;
    },
  };
}
