/**
 * A crowd on the stage: too many requests for an outline each. One canvas takes them all (`stamps.js`).
 *
 * Where even marks of a pixel or two find no room, every n-th request is drawn and stands for n, with n in the legend:
 * a dot-density map. A few requests are followed through it, as large as individuals are, with their names.
 *
 * Colours are read from the style in force; a transition of no length tells when it changes.
 */

import { html, nothing, render as draw, svg } from 'lit-html';

import { actorName } from '../run/actor.js';
import { at } from '../run/steps.js';
import css from '../styles/crowd.css?inline';
import { outlineOf } from '../kit/mark.js';
import { adopt } from '../kit/sheet.js';
import { crowdWords } from './crowd_words.js';
import { Stamps } from './stamps.js';
import { LOOKS, MARK, watchedFor } from './traffic.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('./places.js').Places} Places */
/** @typedef {import('./traffic.js').Scale} Scale */
/** @typedef {import('../playback/player.js').Cursor} Cursor */
/** @typedef {ReturnType<typeof create>} Crowd */

/** Marks of requests in flight, and of those on the road besides; on a narrow stage a third. */
const MARKS_MAX = 10_000;
const ROAD_MAX = 8_000;
/** The least between two that wait, in pixels; the most is that of individuals. */
const PITCH_MIN = 1.5;
const PITCH_MAX = 11;
/** What an n is chosen from, times a power of ten. */
const STEPS = [1, 2, 5, 10];
/** About so many are followed when most are under way. */
const FOLLOWED = 8;
const FOLLOWED_RADIUS = 4.4;
/** More on the road than these are drawn smaller. */
const ROAD_DENSE = 1_500;

/**
 * @typedef {{ marks: number[], standing: number, moving: number }} Painted marks, and their radius when they wait and
 * on the road
 */

/** What was painted last, by its place: for the picture in share/. @type {WeakMap<Element, Painted>} */
const painted = new WeakMap();

/**
 * The crowd as outlines with their colours, instead of pixels.
 * @param {Element} place over a stage
 * @returns {{ d: string, fill: string }[]}
 */
export function outlinesOn(place) {
  const { marks, standing, moving } = painted.get(place) ?? { marks: [], standing: 0, moving: 0 };
  const shapes = LOOKS.map(() => '');
  for (let i = 0; i < marks.length; i += MARK) {
    const role = LOOKS[marks[i + 3]];
    const radius = marks[i + 4] ? moving : standing;
    shapes[marks[i + 3]] += outlineOf(role === 'ask' ? 'hit' : role, marks[i + 1], marks[i + 2], radius);
  }
  return shapes.map((d, look) => ({ d, fill: getComputedStyle(place.querySelectorAll('i')[look]).color }));
}

/** The smallest of 1, 2, 5, 10, 20 … from `least` on. @param {number} least */
function round(least) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return power * (STEPS.find((step) => step * power >= least) ?? 10);
}

/** @param {import('../playback/app.js').App} app */
export function create(app) {
  adopt(app, css);
  const stamps = new Stamps();
  return {
    scaleOf,
    /**
     * @param {HTMLElement} place over the stage @param {number[]} marks @param {Run} run
     * @param {Cursor} cursor @param {Places} where @param {Scale} scale
     */
    paint(place, marks, run, cursor, where, scale) {
      const restyled = () => {
        stamps.readInks(place);
        app.redraw();
      };
      const inks = LOOKS.map((look) => html`<i class="ink ${look}" @transitionend=${restyled}></i>`);
      draw(
        html`${stamps.canvas} ${inks} ${overlay(followedIn(marks, run, scale.followed), where, scale)}
          <p class="unseen">${cursor.playing ? nothing : told(run, cursor.at_ns, scale.each)}</p>`,
        place,
      );
      const moving = scale.on_road < ROAD_DENSE ? 2.2 : 1.5;
      const standing = where.crowd ? Math.min(FOLLOWED_RADIUS, Math.max(0.75, scale.pitch * 0.42)) : moving;
      painted.set(place, { marks, standing, moving });
      stamps.resize(where.width, where.height);
      if (!stamps.inks.length) stamps.readInks(place);
      stamps.paint(marks, standing, moving, !cursor.playing);
    },
  };
}

/**
 * How a run is drawn, the same at every time of it.
 * @param {Run} run @param {Places} where @param {number} in_flight at most, in any lane @param {number} slowdown
 * @param {boolean} still no motion wanted
 * @returns {Scale}
 */
function scaleOf(run, { cache, apps, database, box, narrow, crowd }, in_flight, slowdown, still) {
  const way_ns = watchedFor(still) / Math.max(slowdown, 1);
  const on_road = ((2 * run.requests.start_ns.length) / run.end_ns) * way_ns;
  const room = Math.min(
    cache.x - cache.w / 2 - apps.x - apps.w / 2,
    database.x - database.w / 2 - cache.x - cache.w / 2,
  );
  const area = crowd ? room * box * 0.94 : Infinity;
  const share = narrow ? 3 : 1;
  const each = round(
    Math.max((in_flight / MARKS_MAX) * share, (on_road / ROAD_MAX) * share, (in_flight * PITCH_MIN ** 2) / area),
  );
  const pitch = Math.min(PITCH_MAX, Math.max(PITCH_MIN, Math.sqrt((area * each) / in_flight)));
  const drawn = (in_flight + on_road) / each;
  const followed = each * 2 ** Math.ceil(Math.log2(Math.max(1, drawn / FOLLOWED)));
  return { each, pitch, way_ns, on_road: on_road / each, followed };
}

/**
 * The requests that are followed, and the legend.
 * @param {ReturnType<typeof followedIn>} followed @param {Places} where @param {Scale} scale
 */
function overlay(followed, { width, height, narrow, crowd }, { each }) {
  const legend = narrow ? crowdWords.short : crowdWords.each;
  return html`<svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
    ${followed.map(
      ({ x, y, look, name }) =>
        svg`<path class="mover ${look}" d=${outlineOf(look === 'ask' ? 'hit' : look, x, y, FOLLOWED_RADIUS)} />
          <text class="followed" x=${Math.min(Math.max(x, 26), width - 26)} y=${y < 18 ? y + 14 : y - 8} text-anchor="middle">${name}</text>`,
    )}
    <text
      class="legend"
      x=${narrow ? width - 2 : 2}
      y=${crowd ? height - 20 : 10}
      text-anchor=${narrow ? 'end' : 'start'}
    >
      ${each > 1 ? legend(each) : nothing}
    </text>
  </svg>`;
}

/**
 * A few requests that are drawn large, the same ones at every time: those whose row is a multiple of `apart`.
 * @param {number[]} marks @param {Run} run @param {number} apart
 */
function followedIn(marks, run, apart) {
  const found = [];
  for (let i = 0; i < marks.length && found.length < 2 * FOLLOWED; i += MARK) {
    if (marks[i] % apart) continue;
    const [row, x, y, look] = marks.slice(i, i + 4);
    found.push({ x, y, look: LOOKS[look], name: actorName(run.requests.actor[row]) });
  }
  return found;
}

/** @param {Run} run @param {number} at_ns @param {number} each */
const told = ({ steps }, at_ns, each) =>
  crowdWords.says(at(steps.lock_waiting, at_ns), at(steps.db_queued, at_ns), at(steps.db_in_flight, at_ns), each);
