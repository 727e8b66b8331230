/**
 * Swim lanes: every request of a lane on the time axis. A hit is a tick in the strip at the bottom. A longer request is
 * a bar from its start to its end, in the row from the core, so that requests in flight at the same time are stacked.
 *
 *     row 2        ▂▂▂▂▂▂▂▂          each bar in the colour of what it does:
 *     row 1      ▂▂▂▂▂▂▂▂            query, wait for the lock, wait for a connection
 *     row 0    ▂▂▂▂▂▂▂▂
 *     hits   ╷╷ ╷                 ╷ ╷╷ ╷
 */

import { bisectLeft, bisectRight } from 'd3-array';
import { html, nothing, render as draw, svg } from 'lit-html';

import { longestOf, rowOf, underWay } from '../run/requests.js';
import css from '../styles/swim.css?inline';
import { laneOf } from '../kit/lane.js';
import { adopt } from '../kit/sheet.js';
import { timelineWords } from './words.js';

/** @typedef {import('../engine/run.js').Run} Run */

const WIDTH = 1000;
const HEIGHT = 100;
/** The minimum number of rows, so that a lane with few requests also has thin bars. */
const ROWS_MIN = 12;
/** The height of the strip with the hits. */
const STRIP = 20;
/** Ticks closer than this in one row are in the same column of pixels. */
const TICK_APART = 0.4;
/** The largest number of rows drawn. With more, every n-th is drawn n rows high, which gives the same outline. */
const ROWS_DRAWN = 120;
/** The reach of a pointer is divided by this, because requests are closer together than on the stage. */
const REACH_PART = 3;

/** @param {HTMLElement} place its data name the lane @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, focus } = app;
  adopt(app, css);
  /** @type {Run | null} */
  let drawn = null;
  let end_drawn = 0;
  let followed_drawn = -1;
  let told_at = '';
  /** @type {Map<string, string>} */
  let outlines = new Map();
  return {
    /** @param {number} x @param {number} y @param {number} reach */
    nearest(x, y, reach) {
      const { width, height } = place.getBoundingClientRect();
      return drawn ? requestAt(drawn, end_drawn, x / width, y / height, reach / REACH_PART / width) : -1;
    },
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns, playing }) {
      const { lanes, bounds } = session;
      const lane = laneOf(place, app);
      if (!lane) return;
      const { run, title } = lane;
      const followed = rowOf(run, focus.actorOf(lanes));
      const known = run === drawn && bounds.end_ns === end_drawn;
      // The number in flight changes on every frame, so it is announced only while the cursor rests.
      const at = playing ? '' : String(at_ns);
      if (known && followed === followed_drawn && at === told_at) return;
      if (!known) outlines = shapes(run, bounds);
      drawn = run;
      end_drawn = bounds.end_ns;
      followed_drawn = followed;
      const { reads, hits, queries } = run.report;
      told_at = at;
      const under_way = playing ? null : underWay(run, at_ns).length;
      draw(
        html`<svg
          viewBox="0 0 ${WIDTH} ${HEIGHT}"
          preserveAspectRatio="none"
          role="img"
          aria-label=${timelineWords.swimOf(title, reads, hits, queries.asked, under_way)}
        >
          ${[...outlines].map(([name, d]) => svg`<path class=${name} d=${d} />`)}
          <path class="followed" d=${followed < 0 ? nothing : frameOf(run, bounds.end_ns, followed)} />
        </svg>`,
        place,
      );
    },
  };
}

/**
 * The outlines by kind of mark.
 * @param {Run} run
 * @param {import('../session/session.js').Bounds} bounds
 * @returns {Map<string, string>}
 */
function shapes(run, bounds) {
  const { requests, segments, outcomes, phases } = run;
  /** @type {Map<string, string[]>} */
  const parts = new Map();
  const put = (/** @type {string} */ name, /** @type {string} */ d) => {
    const list = parts.get(name);
    if (list) list.push(d);
    else parts.set(name, [d]);
  };
  const x = (/** @type {number} */ ns) => Math.round((ns / bounds.end_ns) * WIDTH * 100) / 100;
  const each = Math.ceil(requests.rows / ROWS_DRAWN);
  const row_height = rowHeight(run);
  const y = (/** @type {number} */ rows) => Math.round((HEIGHT - STRIP - rows * row_height) * 100) / 100;
  /** @type {Map<string, number>} */
  const tick_last = new Map();
  for (let i = 0; i < requests.start_ns.length; i++) {
    const outcome = outcomes[requests.outcome[i]];
    if (inStrip(outcome)) {
      const at = x(requests.start_ns[i]);
      if (at - (tick_last.get(outcome) ?? -1) < TICK_APART) continue;
      tick_last.set(outcome, at);
      put(`${outcome} tick`, `M${at} ${HEIGHT - STRIP + 5}V${HEIGHT}`);
      continue;
    }
    if (requests.row[i] % each) continue;
    const top = y(requests.row[i] + each * 0.9);
    const bottom = y(requests.row[i] + each * 0.1);
    for (let s = requests.segment_first[i]; s < requests.segment_first[i + 1]; s++) {
      const from = x(segments.start_ns[s]);
      const to = Math.max(from + 0.3, x(segments.end_ns[s]));
      put(`${outcome} ${phases[segments.phase[s]]}`, `M${from} ${top}H${to}V${bottom}H${from}Z`);
    }
  }
  return new Map([...parts].map(([name, list]) => [name, list.join('')]));
}

/** @param {Run} run */
const rowHeight = ({ requests }) => (HEIGHT - STRIP) / Math.max(ROWS_MIN, requests.rows);

/** Whether an outcome is a tick in the strip. @param {string} outcome */
const inStrip = (outcome) => outcome === 'hit' || outcome === 'stale_hit';

/** The frame around one request. @param {Run} run @param {number} end_ns @param {number} i */
function frameOf(run, end_ns, i) {
  const { requests, outcomes } = run;
  const from = (requests.start_ns[i] / end_ns) * WIDTH;
  const to = Math.max(from + 1, (requests.end_ns[i] / end_ns) * WIDTH);
  if (inStrip(outcomes[requests.outcome[i]])) return `M${from} ${HEIGHT - STRIP}V${HEIGHT}`;
  const bottom = HEIGHT - STRIP - requests.row[i] * rowHeight(run);
  return `M${from} ${bottom}V${bottom - rowHeight(run)}H${to}V${bottom}Z`;
}

/**
 * The row of the request nearest to a point; -1 if none is within reach.
 * @param {Run} run @param {number} end_ns @param {number} x in parts of the width @param {number} y and of the height
 * @param {number} reach the largest horizontal distance, as a fraction of the width
 */
function requestAt(run, end_ns, x, y, reach) {
  const { requests, outcomes } = run;
  const at_ns = x * end_ns;
  const beside_ns = reach * end_ns;
  const strip = y * HEIGHT > HEIGHT - STRIP;
  const row = Math.floor((HEIGHT - STRIP - y * HEIGHT) / rowHeight(run));
  const last = bisectRight(requests.start_ns, at_ns + beside_ns);
  let nearest = -1;
  let best = Infinity;
  for (let i = bisectLeft(requests.start_ns, at_ns - longestOf(run) - beside_ns); i < last; i++) {
    if (inStrip(outcomes[requests.outcome[i]]) !== strip) continue;
    const aside = Math.max(requests.start_ns[i] - at_ns, at_ns - requests.end_ns[i], 0);
    const apart = aside / beside_ns + (strip ? 0 : Math.abs(requests.row[i] - row));
    // Rows are thin, so an adjacent row is accepted.
    if (aside <= beside_ns && apart < best && apart < 3) [nearest, best] = [i, apart];
  }
  return nearest;
}
