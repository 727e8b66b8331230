/**
 * A crowd on the stage: too many requests for separate outlines, so all are painted on one canvas (`stamps.js`).
 *
 * If there is not even room for marks of a pixel or two, only every n-th request is drawn, with n in the legend, like a
 * dot-density map. A few requests are followed: they are as large as single requests, and have their names.
 *
 * Colours are read from the current style; a transition of zero length signals when it changes.
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

/** The number of marks for requests in flight, and additionally on the way; a third on a narrow stage. */
const MARKS_MAX = 10_000;
const ROAD_MAX = 8_000;
/** The smallest distance of waiting marks in pixels; the largest is that of single requests. */
const PITCH_MIN = 1.5;
const PITCH_MAX = 11;
/** The values of n, times a power of ten. */
const STEPS = [1, 2, 5, 10];
/** The approximate number of followed requests at the peak. */
const FOLLOWED = 8;
const FOLLOWED_RADIUS = 4.4;
/** On a narrower stage the legend is short, because the number of waiting requests is next to it. */
const WORDS_PX = 720;
/** The approximate size of a name. */
const NAME_PX = { width: 54, height: 14 };
/** With more marks on the way they are drawn smaller. */
const ROAD_DENSE = 1_500;

/**
 * @typedef {{ marks: number[], standing: number, moving: number }} Painted marks, and their radius when they wait and
 * on the road
 */

/** The last painting by place, for the picture in share/. @type {WeakMap<Element, Painted>} */
const painted = new WeakMap();

/**
 * The crowd as outlines with colours instead of pixels.
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
 * The scale for a run, which is the same at all times.
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
 * The followed requests and the legend.
 * @param {ReturnType<typeof followedIn>} followed @param {Places} where @param {Scale} scale
 */
function overlay(followed, where, { each }) {
  const { width, height, narrow, crowd } = where;
  const legend = width < WORDS_PX ? crowdWords.short : crowdWords.each;
  return html`<svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
    ${followed.map(({ x, y, look }) => svg`<path class="mover ${look}" d=${outlineOf(look === 'ask' ? 'hit' : look, x, y, FOLLOWED_RADIUS)} />`)}
    ${named(followed, where).map(({ x, y, name }) => svg`<text class="followed" x=${x} y=${y} text-anchor="middle">${name}</text>`)}
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
 * The names for which there is room: above their requests, without overlapping other names or boxes.
 * @param {ReturnType<typeof followedIn>} followed @param {Places} where
 */
function named(followed, { width, cache, database, apps, middle, box, crowd, height }) {
  /** @type {{ x: number, y: number, name: string }[]} */
  const placed = [];
  for (const one of followed) {
    const x = Math.min(Math.max(one.x, NAME_PX.width / 2), width - NAME_PX.width / 2);
    const y = one.y < 18 ? one.y + 14 : one.y - 8;
    const inBox = [apps, cache, database].some(
      (object) => Math.abs(x - object.x) < (object.w + NAME_PX.width) / 2 && Math.abs(y - middle) < box / 2 + 4,
    );
    const under = y > height - (crowd ? 30 : 14);
    const onAnother = placed.some(
      (other) => Math.abs(other.x - x) < NAME_PX.width && Math.abs(other.y - y) < NAME_PX.height,
    );
    if (!inBox && !under && !onAnother) placed.push({ x, y, name: one.name });
  }
  return placed;
}

/**
 * The few requests that are drawn large, the same at all times: those whose row is a multiple of `apart`.
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
