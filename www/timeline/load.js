/**
 * Database load over time: queries in flight as a filled area, those queued for a connection on top of it. All lanes
 * have the same scale, so that heights are comparable. The dashed line is the number of connections, if it is within
 * the scale.
 */

import { max } from 'd3-array';
import { html, nothing, render as draw } from 'lit-html';

import { laneOf } from '../kit/lane.js';
import { linear } from '../kit/scale.js';
import { area, at, outline, peak } from '../run/steps.js';
import { clock } from '../line/time.js';
import { whole } from '../kit/words.js';
import { timelineWords } from './words.js';

/** @typedef {import('../engine/run.js').Run} Run */

const WIDTH = 1000;
const HEIGHT = 100;
const BINS = 2000;
/** The height of the chart relative to the highest point, with room for its number. */
const HEADROOM = 1.4;
/**
 * Above this share of the height the number of connections is at the left end of its line, to avoid that of the peak.
 */
const LIMIT_FROM = 0.8;

/**
 * @typedef {object} Shape
 * @property {string} in_flight outlines
 * @property {string} all including queued queries; '' if none is ever queued
 * @property {number} most the highest point, and its time
 * @property {number} at_ns
 * @property {number | null} limit the y of the number of connections; null if it is outside the scale
 * @property {(value: number) => number} y
 */

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  /** @type {Run | null} */
  let drawn = null;
  let load_drawn = 0;
  let now_drawn = '';
  /** @type {Shape} */
  let shape;
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const lane = laneOf(place, app);
      if (!lane) return;
      const { run, title } = lane;
      const { bounds } = app.session;
      const same = run === drawn && bounds.load === load_drawn;
      const [in_flight, queued] = [at(run.steps.db_in_flight, at_ns), at(run.steps.db_queued, at_ns)];
      const now = timelineWords.loadNow(in_flight, queued);
      if (same && now === now_drawn) return;
      if (!same) shape = shapeOf(run, bounds);
      drawn = run;
      load_drawn = bounds.load;
      now_drawn = now;
      const { most, limit, y } = shape;
      draw(
        html`<svg
            viewBox="0 0 ${WIDTH} ${HEIGHT}"
            preserveAspectRatio="none"
            role="img"
            aria-label=${timelineWords.loadOf(title, most, clock(shape.at_ns), in_flight, queued, run.report.updates.asked > 0)}
          >
            <path class="queued" d=${shape.all || nothing} />
            <path class="in-flight" d=${shape.in_flight} />
            <path class="limit" d=${limit === null ? nothing : `M0 ${limit}H${WIDTH}`} />
            <path class="base" d="M0 ${HEIGHT}H${WIDTH}" />
          </svg>
          <span
            class=${`limit ${(limit ?? 0) > 60 ? 'low' : ''} ${shape.at_ns > bounds.end_ns * LIMIT_FROM ? 'first' : ''}`}
            aria-hidden="true"
            .hidden=${limit === null}
            .style=${`inset-block-start:${limit ?? 0}%`}
            >${timelineWords.connections(Number(run.values.db_connections))}</span
          >
          <span
            class=${`peak ${edge(shape.at_ns, bounds.end_ns)}`}
            aria-hidden="true"
            .hidden=${most === 0}
            .style=${`inset-inline-start:${(shape.at_ns / bounds.end_ns) * 100}%;inset-block-end:min(${100 - y(most)}%, 100% - 13px)`}
            >${whole(most)}</span
          >`,
        place,
      );
    },
  };
}

/**
 * The classes that keep the peak's number inside at either end. A number that is early is left out where the lane's
 * name lies over the chart.
 * @param {number} at_ns @param {number} end_ns
 */
function edge(at_ns, end_ns) {
  const share = at_ns / end_ns;
  return `${share > 0.97 ? 'last' : share < 0.03 ? 'first' : ''} ${share < 0.2 ? 'early' : ''}`;
}

/** @param {Run} run @param {import('../session/session.js').Bounds} bounds @returns {Shape} */
function shapeOf(run, bounds) {
  const x = linear([0, bounds.end_ns], [0, WIDTH]);
  const y = linear([0, Math.max(4, bounds.load) * HEADROOM], [HEIGHT, 0]);
  const shape = (/** @type {{ at_ns: number, value: number }[]} */ points) => area(points, x, y, HEIGHT);
  const { db_in_flight, db_queued } = run.steps;
  const in_flight = outline([db_in_flight], run.end_ns, BINS);
  const all = db_queued.value.length ? outline([db_in_flight, db_queued], run.end_ns, BINS) : [];
  const most = max(all.length ? all : in_flight, (p) => p.value) ?? 0;
  const { at_ns } = (all.length ? all : in_flight).find((p) => p.value === most) ?? peak(db_in_flight);
  const connections = Number(run.values.db_connections);
  const limit = connections > 0 && y(connections) >= 0 ? y(connections) : null;
  return { in_flight: shape(in_flight), all: all.length ? shape(all) : '', most, at_ns, limit, y };
}

/**
 * The number at the cursor, next to the chart's name.
 * @param {HTMLElement} place @param {import('../playback/app.js').App} app
 */
export function createNow(place, app) {
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const steps = laneOf(place, app)?.run.steps;
      if (!steps) return;
      const [in_flight, queued] = [at(steps.db_in_flight, at_ns), at(steps.db_queued, at_ns)];
      // There is little room next to the name.
      draw(queued ? timelineWords.loadShort(in_flight, queued) : timelineWords.loadNow(in_flight, queued), place);
    },
  };
}
