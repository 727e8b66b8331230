/**
 * XFetch made visible: the value's TTL as a bar that drains to the right, and over it the curve e^(-left/(Δ·β)). Every
 * read drops its dice at its time; on or under the curve it refreshes early, and lights up. With an `early_window` the curve
 * is the line 1 − left/window.
 *
 *     1 ┤   ∘      ∘    ∘        ∘ ╱      a dot per read of the present stay, up to the cursor
 *       │ ∘     ∘     ∘    ∘      ╱
 *       │    ∘     ∘        ∘   ╱
 *     0 ┤──────────────────◆──╱──────
 *       set ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒████████ expiry
 */

import { bisector } from 'd3-array';
import { html, nothing, render as draw, svg } from 'lit-html';

import { actorName } from '../run/actor.js';
import { rowOf } from '../run/requests.js';
import { diceKind, diceOf, eventsOf, isWhole, KEY } from '../run/rows.js';
import css from '../styles/dice.css?inline';
import { span } from '../line/time.js';
import { words } from '../kit/words.js';
import { stayAt } from './cachebox.js';
import { diceWords } from './dice_words.js';
import { outlineOf } from '../kit/mark.js';
import { NARROW_PX, sizeOf } from './places.js';
import { adopt } from '../kit/sheet.js';

/** @typedef {import('../engine/run.js').Events} Events */

/** Where there is little height the words are left to the reader's ear. */
const SIZES = { usual: { height: 72, top: 6, foot: 45 }, low: { height: 34, top: 4, foot: 25 } };
/** The bar of the TTL, so much under the curve. */
const BAR = { apart: 3, height: 5 };
const SIDE = 2;
/** Dots drawn, of those that crossed and of the others; of more the latest. All are told. */
const DOTS_MAX = 600;
const CURVE_POINTS = 80;

/** @param {HTMLElement} root its data name the lane @param {import('../playback/app.js').App} app */
export function create(root, app) {
  const { session, commands, focus } = app;
  adopt(app, css);
  const size = sizeOf(root, app);
  /** Of the stay looked at. @type {{ events: Events | null, set_ns: number, ns: number }} */
  let scale = { events: null, set_ns: 0, ns: 0 };
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render(cursor) {
      const { width, low } = size();
      const lane = Number(root.dataset.lane);
      if (!session.lanes[lane]) return;
      const { run, title, line } = session.lanes[lane];
      // Printed where it is not 0, its default.
      const straight = line.includes('early_window=');
      const kinds = session.catalogue?.kinds ?? [];
      const last_stay = stayAt(run, cursor.at_ns);
      const stay = last_stay?.here && last_stay.fresh_until_ns > last_stay.set_ns ? last_stay : null;
      if (!width) return;
      const { height, top, foot } = SIZES[low ? 'low' : 'usual'];
      const narrow = width < NARROW_PX;
      const inner = width - 2 * SIDE;
      const of_stay = { since_ns: stay?.set_ns, enough: DOTS_MAX, kind: diceKind(kinds), key: KEY };
      const found = stay ? eventsOf(run, { at_ns: cursor.at_ns, ...of_stay }) : null;
      const events = found ?? run.events;
      const { from, until, all } =
        stay && found ? rolled(found, kinds, stay, cursor.at_ns) : { from: 0, until: 0, all: [] };
      // Of a large run more than the latest may not be here, or be here by chance.
      const latest = !isWhole(run) && until - from > DOTS_MAX;
      const rows = all.slice(latest ? until - DOTS_MAX : from, until);
      const says = latest ? diceWords.saysLatest : diceWords.says;
      const fresh_ns = stay ? stay.fresh_until_ns - stay.set_ns : 1;
      const x = (/** @type {number} */ left_ns) => SIDE + (1 - left_ns / fresh_ns) * inner;
      const y = (/** @type {number} */ part) => foot - part * (foot - top);
      const early = rows.filter((i) => events.a[i] <= events.b[i]);
      const others = rows.filter((i) => events.a[i] > events.b[i]).slice(-DOTS_MAX);
      const last = early[early.length - 1];
      if (!stay || !found) scale = { events: null, set_ns: 0, ns: 0 };
      else if (scale.events !== events || scale.set_ns !== stay.set_ns)
        scale = { events, set_ns: stay.set_ns, ns: scaleOf(events, all.slice(from), straight) };
      const scale_ns = scale.ns;
      const part = (/** @type {number} */ left) =>
        straight ? Math.max(0, 1 - left / scale_ns) : Math.exp(-left / scale_ns);
      const told = straight ? diceWords.line : narrow ? diceWords.curveShort : diceWords.curve;
      const left_ns = stay ? Math.max(0, stay.fresh_until_ns - cursor.at_ns) : 0;
      draw(
        html`<svg
            viewBox="0 0 ${width} ${height}"
            width=${width}
            height=${height}
            role="img"
            aria-label=${!stay ? diceWords.saysGone(title) : found ? says(title, rows.length, early.length) : diceWords.fetching(title)}
          >
            <path class="ground" d="M${SIDE} ${foot}H${width - SIDE}M${SIDE} ${top}H${width - SIDE}" />
            <path class="under" d=${stay && scale_ns ? curve(part, fresh_ns, x, y, foot) : nothing} />
            <path class="curve" d=${stay && scale_ns ? curve(part, fresh_ns, x, y, null) : nothing} />
            <path
              class="dots"
              d=${others.map((i) => `M${x(events.c[i]).toFixed(1)} ${y(events.a[i]).toFixed(1)}h0`).join('') || nothing}
            />
            <rect class="bar" x=${SIDE} y=${foot + BAR.apart} width=${inner} height=${BAR.height} rx="2" />
            <rect
              class="bar left"
              x=${x(left_ns)}
              y=${foot + BAR.apart}
              width=${Math.max(0, inner + SIDE - x(left_ns))}
              height=${BAR.height}
              rx="2"
            />
            <path
              class="crossed"
              d=${
                early
                  .slice(-DOTS_MAX)
                  .map((i) => outlineOf('stale', x(events.c[i]), y(events.a[i]), 5))
                  .join('') || nothing
              }
            />
            ${
              low
                ? nothing
                : svg`<text x=${SIDE} y=${height - 6}>
              ${stay ? (narrow ? span(fresh_ns / 1e6) : diceWords.set(span(fresh_ns / 1e6))) : ''}
            </text>
            <text x=${width / 2} y=${height - 6} text-anchor="middle">
              ${scale_ns ? told(span(scale_ns / 1e6)) : stay && !found ? words.fetching : ''}
            </text>
            <text x=${width - SIDE} y=${height - 6} text-anchor="end">${stay ? diceWords.expiry : diceWords.gone}</text>`
            }
          </svg>
          ${
            last === undefined
              ? nothing
              : html`<button
                  type="button"
                  class="crossing"
                  .style=${place(x(events.c[last]), width)}
                  title=${diceWords.jump}
                  @click=${() => {
                    commands.seek(events.at_ns[last]);
                    if (rowOf(run, events.actor[last]) >= 0) focus.choose(lane, events.actor[last]);
                  }}
                >
                  <span
                    >${diceWords.crossed(actorName(events.actor[last]), figure(events.a[last]), figure(events.b[last]))}</span
                  >
                </button>`
          }`,
        root,
      );
    },
  };
}

/**
 * The dice of one stay: all[from, until) fell up to the cursor, all[from, …) in the whole of it.
 * @param {Events} events @param {import('../engine/run.js').EventKind[]} kinds
 * @param {{ set_ns: number, gone_ns: number }} stay @param {number} at_ns
 */
function rolled(events, kinds, stay, at_ns) {
  const all = diceOf(events, kinds);
  const at = bisector((/** @type {number} */ i) => events.at_ns[i]);
  const end = at.right(all, stay.gone_ns);
  return { from: at.left(all, stay.set_ns), until: Math.min(end, at.right(all, at_ns)), all: all.slice(0, end) };
}

/**
 * Δ·β of a stay, as the thresholds of its reads tell it: they are e^(-left/(Δ·β)); or the window ξ, if they are 1 − left/ξ.
 * The largest one tells it best.
 * @param {Events} events @param {number[]} rows @param {boolean} straight
 */
function scaleOf(events, rows, straight) {
  let best = -1;
  for (const i of rows) if (events.b[i] > 0 && events.b[i] < 1 && (best < 0 || events.b[i] > events.b[best])) best = i;
  return best < 0 ? 0 : events.c[best] / (straight ? 1 - events.b[best] : -Math.log(events.b[best]));
}

/**
 * @param {(left_ns: number) => number} part @param {number} fresh_ns @param {(ns: number) => number} x
 * @param {(part: number) => number} y @param {number | null} foot to be filled down to
 */
function curve(part, fresh_ns, x, y, foot) {
  const points = Array.from({ length: CURVE_POINTS + 1 }, (_, i) => {
    const left_ns = fresh_ns * (1 - i / CURVE_POINTS);
    return `${x(left_ns).toFixed(1)} ${y(part(left_ns)).toFixed(1)}`;
  });
  return `M${points.join('L')}${foot === null ? '' : `V${foot}H${x(fresh_ns)}Z`}`;
}

/** Beside its dot, on the side where there is room; moved without laying anything out. @param {number} x @param {number} width */
const place = (x, width) =>
  `transform:translateX(${x > width / 2 ? `calc(${Math.round(x) - 8}px - 100%)` : `${Math.round(x) + 8}px`})`;

/** @param {number} p */
const figure = (p) => (p > 0 && p < 0.005 ? p.toExponential(0) : p.toFixed(2));
