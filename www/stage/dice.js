/**
 * XFetch's dice: the value's TTL as a bar that drains to the right, and above it the curve e^(-left/(Δ·β)). Every read
 * has a dot at its time and the number on its dice; on or below the curve it refreshes early, and is highlighted. With
 * an `early_window` the curve is the line 1 − left/window.
 *
 *     1 ┤   ∘      ∘    ∘        ∘ ╱      a dot per read of the present stay, up to the cursor
 *       │ ∘     ∘     ∘    ∘      ╱
 *       │    ∘     ∘        ∘   ╱
 *     0 ┤──────────────────◆──╱──────
 *       set ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒████████ expiry
 */

import { html, nothing, render as draw, svg } from 'lit-html';

import { actorName } from '../run/actor.js';
import { rowOf } from '../run/requests.js';
import css from '../styles/dice.css?inline';
import { span } from '../line/time.js';
import { outlineOf } from '../kit/mark.js';
import { adopt } from '../kit/sheet.js';
import { words } from '../kit/words.js';
import { diceWords } from './dice_words.js';
import { NARROW_PX, sizeOf } from './places.js';
import { ROLLS_MAX, rollsFinder } from './rolls.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('./rolls.js').Rolls} Rolls */

/** With less height there are no texts in the picture, except for screen readers. */
const SIZES = { usual: { height: 72, top: 6, foot: 45 }, low: { height: 34, top: 4, foot: 25 } };
/** The distance of the TTL's bar below the curve. */
const BAR = { apart: 3, height: 5 };
const SIDE = 2;
/** The largest number of dots of early refreshes and of others; with more, the latest. The text counts all. */
const DOTS_MAX = ROLLS_MAX;
const CURVE_POINTS = 80;

/**
 * @typedef {object} Plot Where things are in the picture.
 * @property {number} width
 * @property {number} height
 * @property {number} top the y of 1
 * @property {number} foot the y of 0
 * @property {boolean} low
 * @property {boolean} narrow
 * @property {boolean} straight the curve is a line
 * @property {number} fresh_ns
 * @property {number} left_ns of the TTL, at the cursor
 * @property {(left_ns: number) => number} x
 * @property {(part: number) => number} y
 */

/** @param {HTMLElement} place its data name the lane @param {App} app */
export function create(place, app) {
  const { session } = app;
  adopt(app, css);
  const size = sizeOf(place, app);
  const finders = { straight: rollsFinder(true), curved: rollsFinder(false) };
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const lane = Number(place.dataset.lane);
      const { width, low } = size();
      if (!session.lanes[lane] || !width) return;
      const { run, title, line } = session.lanes[lane];
      // In the line where it is not 0, its default.
      const straight = line.includes('early_window=');
      const rolls = finders[straight ? 'straight' : 'curved'](run, session.catalogue?.kinds ?? [], at_ns);
      const plot = plotOf(rolls, width, low, straight, at_ns);
      draw(html`${picture(rolls, plot, title)} ${crossing(rolls, plot, (actor, ns) => go(lane, actor, ns))}`, place);
    },
  };

  /** @param {number} lane @param {number} actor @param {number} ns */
  function go(lane, actor, ns) {
    app.commands.seek(ns);
    if (rowOf(session.lanes[lane].run, actor) >= 0) app.focus.choose(lane, actor);
  }
}

/**
 * @param {Rolls} rolls @param {number} width @param {boolean} low @param {boolean} straight @param {number} at_ns
 * @returns {Plot}
 */
function plotOf({ stay }, width, low, straight, at_ns) {
  const { height, top, foot } = SIZES[low ? 'low' : 'usual'];
  const fresh_ns = stay ? stay.fresh_until_ns - stay.set_ns : 1;
  return {
    width,
    height,
    top,
    foot,
    low,
    narrow: width < NARROW_PX,
    straight,
    fresh_ns,
    left_ns: stay ? Math.max(0, stay.fresh_until_ns - at_ns) : 0,
    x: (left_ns) => SIDE + (1 - left_ns / fresh_ns) * (width - 2 * SIDE),
    y: (part) => foot - part * (foot - top),
  };
}

/** @param {Rolls} rolls @param {Plot} plot @param {string} title */
function picture(rolls, plot, title) {
  const { stay, events, rows, early, scale_ns } = rolls;
  const { width, height, top, foot, x, y, left_ns } = plot;
  const others = rows.filter((i) => events.a[i] > events.b[i]).slice(-DOTS_MAX);
  const dots = others.map((i) => `M${x(events.c[i]).toFixed(1)} ${y(events.a[i]).toFixed(1)}h0`);
  const crossed = early.slice(-DOTS_MAX).map((i) => outlineOf('stale', x(events.c[i]), y(events.a[i]), 5));
  const bar_y = foot + BAR.apart;
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    width=${width}
    height=${height}
    role="img"
    aria-label=${sentence(rolls, title)}
  >
    <path class="ground" d="M${SIDE} ${foot}H${width - SIDE}M${SIDE} ${top}H${width - SIDE}" />
    <path class="under" d=${stay && scale_ns ? curve(scale_ns, plot, foot) : nothing} />
    <path class="curve" d=${stay && scale_ns ? curve(scale_ns, plot, null) : nothing} />
    <path class="dots" d=${dots.join('') || nothing} />
    <rect class="bar" x=${SIDE} y=${bar_y} width=${width - 2 * SIDE} height=${BAR.height} rx="2" />
    <rect
      class="bar left"
      x=${x(left_ns)}
      y=${bar_y}
      width=${Math.max(0, width - SIDE - x(left_ns))}
      height=${BAR.height}
      rx="2"
    />
    <path class="crossed" d=${crossed.join('') || nothing} />
    ${plot.low ? nothing : captions(rolls, plot)}
  </svg>`;
}

/** @param {Rolls} rolls @param {string} title */
function sentence({ stay, fetched, rows, early, latest }, title) {
  if (!stay) return diceWords.saysGone(title);
  if (!fetched) return diceWords.fetching(title);
  return (latest ? diceWords.saysLatest : diceWords.says)(title, rows.length, early.length);
}

/** The text below the bar. @param {Rolls} rolls @param {Plot} plot */
function captions({ stay, fetched, scale_ns }, { width, height, narrow, straight, fresh_ns }) {
  const told = straight ? diceWords.line : narrow ? diceWords.curveShort : diceWords.curve;
  const fresh = span(fresh_ns / 1e6);
  return svg`<text x=${SIDE} y=${height - 6}>
      ${stay ? (narrow ? fresh : diceWords.set(fresh)) : ''}
    </text>
    <text x=${width / 2} y=${height - 6} text-anchor="middle">
      ${scale_ns ? told(span(scale_ns / 1e6)) : fetched ? '' : words.fetching}
    </text>
    <text x=${width - SIDE} y=${height - 6} text-anchor="end">${stay ? diceWords.expiry : diceWords.gone}</text>`;
}

/**
 * The last roll that refreshed early, as a button that moves the cursor there.
 * @param {Rolls} rolls @param {Plot} plot @param {(actor: number, at_ns: number) => void} go
 */
function crossing({ events, early }, { width, x }, go) {
  const last = early[early.length - 1];
  if (last === undefined) return nothing;
  const [actor, rolled, needed] = [events.actor[last], events.a[last], events.b[last]];
  return html`<button
    type="button"
    class="crossing"
    .style=${beside(x(events.c[last]), width)}
    title=${diceWords.jump}
    @click=${() => go(actor, events.at_ns[last])}
  >
    <span>${diceWords.crossed(actorName(actor), figure(rolled), figure(needed))}</span>
  </button>`;
}

/** @param {number} scale_ns @param {Plot} plot @param {number | null} foot to be filled down to */
function curve(scale_ns, { straight, fresh_ns, x, y }, foot) {
  const part = (/** @type {number} */ left_ns) =>
    straight ? Math.max(0, 1 - left_ns / scale_ns) : Math.exp(-left_ns / scale_ns);
  const points = Array.from({ length: CURVE_POINTS + 1 }, (_, i) => {
    const left_ns = fresh_ns * (1 - i / CURVE_POINTS);
    return `${x(left_ns).toFixed(1)} ${y(part(left_ns)).toFixed(1)}`;
  });
  return `M${points.join('L')}${foot === null ? '' : `V${foot}H${x(fresh_ns)}Z`}`;
}

/**
 * The position next to a dot, on the side with more room, without a layout.
 * @param {number} x @param {number} width
 */
const beside = (x, width) =>
  `transform:translateX(${x > width / 2 ? `calc(${Math.round(x) - 8}px - 100%)` : `${Math.round(x) + 8}px`})`;

/** @param {number} p */
const figure = (p) => (p > 0 && p < 0.005 ? p.toExponential(0) : p.toFixed(2));
