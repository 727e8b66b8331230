/**
 * Swim lanes: every request of a lane on the time axis. A hit is a tick in the strip at the foot; whatever takes longer
 * is a bar from its start to its end, in the row the core gave it, so that readers in flight at once pile up.
 *
 *     row 2        ▂▂▂▂▂▂▂▂          each bar in the colour of what it does:
 *     row 1      ▂▂▂▂▂▂▂▂            query, wait for the lock, wait for a connection
 *     row 0    ▂▂▂▂▂▂▂▂
 *     hits   ╷╷ ╷                 ╷ ╷╷ ╷
 */

import { html, render as draw, svg } from 'lit-html';

import { words } from '../words.js';

/** @typedef {import('../run.js').Run} Run */

const WIDTH = 1000;
const HEIGHT = 100;
/** Rows shown when fewer are used, so that a quiet lane has thin bars too. */
const ROWS_MIN = 12;
/** The strip at the foot that all hits share. */
const STRIP = 20;
/** Ticks nearer than this, in one row, fall on the same column of the screen. */
const TICK_APART = 0.4;

/** @param {HTMLElement} root */
export function create(root) {
  /** @type {Run | null} */
  let drawn = null;
  let end_drawn = 0;
  return {
    /** @param {Run} run @param {import('../player.js').Cursor} _cursor @param {import('../session.js').Bounds} bounds @param {string} title */
    render(run, _cursor, bounds, title) {
      if (run === drawn && bounds.end_ns === end_drawn) return;
      drawn = run;
      end_drawn = bounds.end_ns;
      const { reads, hits, db_queries } = run.report;
      draw(
        html`<svg
          viewBox="0 0 ${WIDTH} ${HEIGHT}"
          preserveAspectRatio="none"
          role="img"
          aria-label=${words.swimOf(title, reads, hits, db_queries)}
        >
          ${[...shapes(run, bounds)].map(([name, d]) => svg`<path class=${name} d=${d} />`)}
        </svg>`,
        root,
      );
    },
  };
}

/**
 * One outline per kind of mark.
 * @param {Run} run
 * @param {import('../session.js').Bounds} bounds
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
  const row_height = (HEIGHT - STRIP) / Math.max(ROWS_MIN, requests.rows);
  const y = (/** @type {number} */ rows) => Math.round((HEIGHT - STRIP - rows * row_height) * 100) / 100;
  /** @type {Map<string, number>} */
  const tick_last = new Map();
  for (let i = 0; i < requests.start_ns.length; i++) {
    const outcome = outcomes[requests.outcome[i]];
    if (outcome === 'hit' || outcome === 'stale_hit') {
      const at = x(requests.start_ns[i]);
      if (at - (tick_last.get(outcome) ?? -1) < TICK_APART) continue;
      tick_last.set(outcome, at);
      put(`${outcome} tick`, `M${at} ${HEIGHT - STRIP + 5}V${HEIGHT}`);
      continue;
    }
    const top = y(requests.row[i] + 0.9);
    const bottom = y(requests.row[i] + 0.1);
    for (let s = requests.segment_first[i]; s < requests.segment_first[i + 1]; s++) {
      const from = x(segments.start_ns[s]);
      const to = Math.max(from + 0.3, x(segments.end_ns[s]));
      put(`${outcome} ${phases[segments.phase[s]]}`, `M${from} ${top}H${to}V${bottom}H${from}Z`);
    }
  }
  return new Map([...parts].map(([name, list]) => [name, list.join('')]));
}
