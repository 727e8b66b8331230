/**
 * A chart of windows under the swim lanes: hit ratio, p50 and p99 of the latency, or the oldest value served. Each
 * window is a step at its value; a window in which no read ended has none. All lanes have the same scale, so that
 * heights are comparable.
 *
 *     ███   ██████
 *     ███   ███████   █      a gap: no read ended
 *     ███   ███████   █
 */

import { html, nothing, render as draw, svg } from 'lit-html';

import css from '../styles/chart.css?inline';
import { extreme, windowAt } from '../run/windows.js';
import { CHART_KINDS } from './chart_kinds.js';
import { chartWords } from './chart_words.js';
import { laneOf } from '../kit/lane.js';
import { adopt } from '../kit/sheet.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../playback/focus.js').Chart} Chart */

const WIDTH = 1000;
const HEIGHT = 100;
/** The height of the chart relative to the highest step, with room for its number. */
const HEADROOM = 1.4;
/** The same for a scale with an upper end that is often reached. */
const HEADROOM_FULL = 1.15;

/** @param {HTMLElement} place its data name the lane and the chart @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session } = app;
  adopt(app, css);
  let drawn = '';
  /** @type {Run | null} */
  let run_drawn = null;
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const { lanes, bounds } = session;
      const lane = laneOf(place, app);
      if (!lane) return;
      const { run, title } = lane;
      const chart = /** @type {Chart} */ (place.dataset.chart);
      const kind = CHART_KINDS[chart];
      const here = windowAt(run, at_ns);
      const key = [chart, here, bounds.end_ns, ...lanes.map((one) => one.run.fingerprint)].join();
      if (key === drawn && run === run_drawn) return;
      drawn = key;
      run_drawn = run;
      const most = Math.max(
        ...lanes.flatMap((one) => kind.layers.map(({ of, full }) => full ?? Math.max(...Array.from(of(one.run))))),
      );
      const top = most * (kind.layers[0].full === undefined ? HEADROOM : HEADROOM_FULL);
      const { of, full } = kind.layers[0];
      const peak = extreme(run, of(run), full === undefined ? 1 : -1);
      const value = peak < 0 ? 0 : of(run)[peak];
      // The labelled number: the highest, or the lowest if high values are good. If there is none, a text is shown.
      const shown = peak >= 0 && (full === undefined ? value > 0 : value < full);
      const at = peak < 0 ? 0 : run.windows.bounds_ns[peak] / bounds.end_ns;
      draw(
        html`<svg
            viewBox="0 0 ${WIDTH} ${HEIGHT}"
            preserveAspectRatio="none"
            role="img"
            aria-label=${kind.sentence(title, run, at_ns)}
          >
            ${kind.layers.map(
              ({ role, of }) => svg`<path class=${role} d=${steps(run, of(run), top, bounds.end_ns) || nothing} />`,
            )}
            <path class="base" d="M0 ${HEIGHT}H${WIDTH}" />
          </svg>
          <span
            class="peak ${kind.layers[0].role} ${at > 0.9 ? 'last' : at < 0.2 ? 'early' : ''} ${full === undefined ? '' : 'low'}"
            aria-hidden="true"
            .hidden=${!shown}
            .style=${`inset-inline-start:${at * 100}%;inset-block-end:${top > 0 ? (value / top) * 100 : 0}%`}
            >${kind.say(value)}</span
          >
          <span class="none" aria-hidden="true" .hidden=${chart !== 'stale_age' || most > 0}
            >${chartWords.nothingStale}</span
          >`,
        place,
      );
    },
  };
}

/**
 * The chart's number at the cursor, next to its name.
 * @param {HTMLElement} place @param {import('../playback/app.js').App} app
 */
export function createNow(place, app) {
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const run = laneOf(place, app)?.run;
      const chart = /** @type {Chart} */ (place.dataset.chart);
      if (run) draw(CHART_KINDS[chart].now(run, windowAt(run, at_ns)), place);
    },
  };
}

/** @param {Run} run @param {ArrayLike<number>} values @param {number} top @param {number} end_ns */
function steps({ windows: { bounds_ns, reads } }, values, top, end_ns) {
  const x = (/** @type {number} */ i) => ((bounds_ns[i] / end_ns) * WIDTH).toFixed(2);
  const y = (/** @type {number} */ i) => (HEIGHT - (top > 0 ? values[i] / top : 0) * HEIGHT).toFixed(2);
  let d = '';
  for (let i = 0; i < reads.length; i++) {
    if (!reads[i] || values[i] === 0) continue;
    const first = i;
    d += `M${x(i)} ${HEIGHT}`;
    // Adjacent steps are in one outline, so that no seam is visible between them.
    for (; i < reads.length && reads[i]; i++) d += `V${y(i)}H${x(i + 1)}`;
    d += `V${HEIGHT}H${x(first)}Z`;
  }
  return d;
}
