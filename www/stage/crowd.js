/**
 * A crowd on the stage: too many requests for an outline each. One canvas takes them all, stamped from a mask per shape
 * and size, so that ten thousand cost a millisecond or two:
 *
 *     mask (once)          stamped at its place, the stronger pixel wins
 *     ▗▇▖  ▟▙  ◢◣  ■       ·▪·▪▪··▪▪▪▪▪   → putImageData (once per frame)
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
import { crowdWords } from './crowd_words.js';
import { outlineOf } from '../kit/mark.js';
import { adopt } from '../kit/sheet.js';
import { LOOKS, MARK, watchedFor } from './traffic.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('./places.js').Places} Places */
/** @typedef {import('./traffic.js').Scale} Scale */
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
/** A mark is stamped at one of so many places within a pixel. */
const PHASES = 4;
/** Behind a moving mark while paused, in pixels. */
const TAIL = 9;

/** @typedef {{ offsets: Int32Array, pixels: Uint32Array, reach: number }} Mask */

/** What was painted last, by its place: for whoever takes the picture away. @type {WeakMap<Element, { marks: number[], standing: number, moving: number }>} */
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
  const canvas = document.createElement('canvas');
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  /** @type {ImageData | null} */
  let image = null;
  let pixels = new Uint32Array(0);
  /** By look (standing, then moving) and phase. @type {Mask[][]} */
  let masks = [];
  let masks_key = '';
  /** @type {string[]} */
  let inks = [];

  /** @param {HTMLElement} place */
  function readInks(place) {
    inks = Array.from(place.querySelectorAll('i'), (ink) => getComputedStyle(ink).color);
    masks_key = '';
  }

  /** @param {number} standing radius of those that wait @param {number} moving and of those on the road, in pixels of the screen */
  function cutMasks(standing, moving) {
    const key = `${standing} ${moving} ${canvas.width}`;
    if (key === masks_key) return;
    masks_key = key;
    masks = [standing, moving].flatMap((radius) => LOOKS.map((_, look) => cut(look, radius)));
  }

  /** One shape at each place within a pixel. @param {number} look @param {number} radius @returns {Mask[]} */
  function cut(look, radius) {
    const reach = Math.ceil(radius * 1.3) + 1;
    const side = 2 * reach + 1;
    const sheet = document.createElement('canvas');
    sheet.width = sheet.height = side;
    const pen = /** @type {CanvasRenderingContext2D} */ (sheet.getContext('2d', { willReadFrequently: true }));
    const role = LOOKS[look];
    pen.fillStyle = inks[look];
    return Array.from({ length: PHASES }, (_, phase) => {
      pen.clearRect(0, 0, side, side);
      pen.fill(new Path2D(outlineOf(role === 'ask' ? 'hit' : role, reach + phase / PHASES + 0.5, reach + 0.5, radius)));
      const all = new Uint32Array(pen.getImageData(0, 0, side, side).data.buffer);
      const inside = Array.from(all.keys()).filter((i) => all[i] >>> 24);
      return {
        reach,
        offsets: Int32Array.from(inside, (i) => (Math.floor(i / side) - reach) * canvas.width + (i % side) - reach),
        pixels: Uint32Array.from(inside, (i) => all[i]),
      };
    });
  }

  /** @param {number[]} marks @param {number} ratio pixels of the screen per pixel of the style @param {boolean} still */
  function stamp(marks, ratio, still) {
    const { width, height } = canvas;
    for (let i = 0; i < marks.length; i += MARK) {
      const x = marks[i + 1] * ratio;
      const y = Math.round(marks[i + 2] * ratio);
      const left = Math.floor(x);
      const mask = masks[marks[i + 3] + (marks[i + 4] ? LOOKS.length : 0)][Math.floor((x - left) * PHASES)];
      const { reach } = mask;
      if (left < reach || y < reach || left >= width - reach || y >= height - reach) continue;
      const place = y * width + left;
      for (let j = 0; j < mask.pixels.length; j++) {
        const pixel = place + mask.offsets[j];
        if (mask.pixels[j] >>> 24 > pixels[pixel] >>> 24) pixels[pixel] = mask.pixels[j];
      }
      if (still && marks[i + 4]) trail(place, left, marks[i + 4], mask.pixels, ratio);
    }
  }

  /** A thin tail on the side it comes from. @param {number} place @param {number} left @param {number} heading @param {Uint32Array} ink @param {number} ratio */
  function trail(place, left, heading, ink, ratio) {
    const faint = ((ink[ink.length >> 1] & 0xffffff) | 0x50000000) >>> 0;
    for (let step = 1; step <= TAIL * ratio; step++) {
      const column = left - heading * step;
      if (column < 0 || column >= canvas.width) return;
      const pixel = place - heading * step;
      if (faint >>> 24 > pixels[pixel] >>> 24) pixels[pixel] = faint;
    }
  }

  return {
    /**
     * How a run is drawn, the same at every time of it.
     * @param {Run} run @param {Places} where @param {number} in_flight at most, in any lane @param {number} slowdown
     * @param {boolean} still no motion wanted
     * @returns {Scale}
     */
    scaleOf(run, { cache, apps, database, box, narrow, crowd }, in_flight, slowdown, still) {
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
    },

    /**
     * @param {HTMLElement} place over the stage @param {number[]} marks @param {Run} run
     * @param {import('../playback/player.js').Cursor} cursor @param {Places} where @param {Scale} scale
     */
    paint(place, marks, run, cursor, where, scale) {
      const { width, height } = where;
      const ratio = devicePixelRatio || 1;
      const followed = followedIn(marks, run, scale.followed);
      draw(
        html`${canvas}
          ${LOOKS.map((look) => html`<i class="ink ${look}" @transitionend=${() => (readInks(place), app.redraw())}></i>`)}
          <svg viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">
            ${followed.map(
              ({ x, y, look, name }) =>
                svg`<path class="mover ${look}" d=${outlineOf(look === 'ask' ? 'hit' : look, x, y, FOLLOWED_RADIUS)} />
                  <text class="followed" x=${Math.min(Math.max(x, 26), width - 26)} y=${y < 18 ? y + 14 : y - 8} text-anchor="middle">${name}</text>`,
            )}
            <text
              class="legend"
              x=${where.narrow ? width - 2 : 2}
              y=${where.crowd ? height - 20 : 10}
              text-anchor=${where.narrow ? 'end' : 'start'}
            >
              ${scale.each > 1 ? (where.narrow ? crowdWords.short : crowdWords.each)(scale.each) : nothing}
            </text>
          </svg>
          <p class="unseen">${cursor.playing ? nothing : told(run, cursor.at_ns, scale.each)}</p>`,
        place,
      );
      const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (!image || canvas.width !== wide || canvas.height !== high) {
        canvas.width = wide;
        canvas.height = high;
        canvas.style.inlineSize = `${width}px`;
        canvas.style.blockSize = `${height}px`;
        image = context.createImageData(wide, high);
        pixels = new Uint32Array(image.data.buffer);
      } else pixels.fill(0);
      if (!inks.length) readInks(place);
      const moving = scale.on_road < ROAD_DENSE ? 2.2 : 1.5;
      const standing = where.crowd ? Math.min(FOLLOWED_RADIUS, Math.max(0.75, scale.pitch * 0.42)) : moving;
      cutMasks(standing * ratio, moving * ratio);
      painted.set(place, { marks, standing, moving });
      stamp(marks, ratio, !cursor.playing);
      context.putImageData(image, 0, 0);
    },
  };
}

/**
 * A few requests that are always drawn large, the same ones at every time: those of every so many.
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
