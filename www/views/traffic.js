/**
 * The requests on the road at one time, as outlines per role. A pure look-up in (run, cursor, places).
 *
 *     readers ──────► application ──────► cache        asking: nobody knows yet what it will be
 *                                           └────► database     a miss goes on, in its colour
 *     readers ◄────── application ◄────── answer       going home as what it turned out to be
 *
 * A hit takes a millisecond: drawn to scale it would never be seen. So the way from the reader to the cache and back is
 * drawn at a constant speed in real time, before the request starts and after it ends; whatever lasts in between
 * (waiting, queueing, querying) is at its true time and place.
 *
 * Where no motion is wanted, time goes in steps, and every hop made since the last one is shown half-way, at rest, with
 * an arrow the way it went.
 */

import { bisectRight } from 'd3-array';

import { longestOf, segmentAt } from '../requests.js';
import { keep } from './places.js';
import { outlineOf, ROLE } from './mark.js';

/** @typedef {import('../run.js').Run} Run */
/** @typedef {import('./mark.js').Role} Role */

/** How long the way from a reader to the cache takes to watch. */
const WAY_REAL_NS = 1.1e9;
/** While no motion is wanted, a step of play takes this (element.js). */
const STEP_REAL_NS = 0.5e9;
/** At most about so many on the road; with more traffic the way is drawn shorter in time. */
const ON_THE_ROAD = 120;
/** Requests looked at per frame, however long some of them last. */
const LOOKED_AT = 4000;

/**
 * @typedef {object} Traffic
 * @property {Map<Role | 'ask', string>} shapes
 * @property {string} arrows before the moving ones: where they go
 * @property {number} waiting_since_ns when the one who waits longest for a lock began to
 * @property {number[]} spots row, x and y of each, one after the other, to be found by a pointer
 */

/**
 * @param {Run} run
 * @param {import('../player.js').Cursor} cursor
 * @param {import('./places.js').Places} places
 * @param {boolean} still no motion wanted: hops of the last step, at rest
 * @returns {Traffic}
 */
export function traffic(run, { at_ns, slowdown }, places, still) {
  const { requests, segments, phases, outcomes } = run;
  const count = requests.start_ns.length;
  const per_ns = count / run.end_ns;
  const real_ns = still ? STEP_REAL_NS : WAY_REAL_NS;
  const way_ns = Math.min(real_ns / slowdown, ON_THE_ROAD / Math.max(per_ns, 1e-12));
  /** How far on its way it is drawn. @param {number} i @param {number} p */
  const along = (i, p) => (still ? 0.3 + 0.45 * keep(i, 6) : p);
  /** @type {Map<Role | 'ask', string[]>} */
  const shapes = new Map();
  /** @type {string[]} */
  const arrows = [];
  /** @type {number[]} */
  const spots = [];
  let row = 0;
  let waiting_since_ns = at_ns;
  let waiting = 0;
  let queued = 0;
  const { apps, cache, database } = places;
  const lock_door = cache.x - cache.w / 2;
  const queue_door = database.x - database.w / 2;
  const put = (
    /** @type {Role | 'ask'} */ role,
    /** @type {[number, number]} */ [x, y],
    /** @type {number} */ heading,
    radius = places.narrow ? 3.4 : 4.4,
  ) => {
    const list = shapes.get(role) ?? [];
    if (!list.length) shapes.set(role, list);
    list.push(outlineOf(role === 'ask' ? 'hit' : role, x, y, radius));
    spots.push(row, x, y);
    if (heading) arrows.push(arrow(x + heading * (radius + 2), y, heading));
  };
  const wait = (/** @type {[number, number] | null} */ place) =>
    place && put('wait', place, 0, places.narrow ? 2.6 : 4.4);
  const first = Math.max(0, bisectRight(requests.start_ns, at_ns - longestOf(run) - way_ns));
  const last = bisectRight(requests.start_ns, at_ns + way_ns);
  for (let i = Math.max(first, last - LOOKED_AT); i < last; i++) {
    row = i;
    const start = requests.start_ns[i];
    const end = requests.end_ns[i];
    const outcome = outcomes[requests.outcome[i]];
    const role = ROLE[outcome];
    const refresh = outcome === 'refresh';
    if (at_ns < start) {
      if (!still && !refresh) put('ask', onRoad(places, run, i, 1 - (start - at_ns) / way_ns, -1), 1);
    } else if (at_ns >= end) {
      const gone = (at_ns - end) / way_ns;
      if (!refresh && gone < 1 && outcome !== 'unfinished')
        put(role === 'plain' ? 'ask' : role, onRoad(places, run, i, along(i, 1 - gone), 1), -1);
    } else {
      const s = segmentAt(run, i, at_ns);
      const phase = phases[segments.phase[s]];
      if (phase === 'lock') {
        waiting_since_ns = Math.min(waiting_since_ns, segments.start_ns[s]);
        wait(inLine(places, waiting++, lock_door, lock_door - apps.x - apps.w / 2));
      } else if (phase === 'queue') {
        wait(inLine(places, queued++, queue_door, queue_door - cache.x - cache.w / 2));
      } else if (phase === 'database') {
        const p = (at_ns - segments.start_ns[s]) / (still ? way_ns : way_ns * 0.4);
        if (p < 1) put(role === 'plain' || role === 'wait' ? 'miss' : role, toDatabase(places, i, along(i, p)), 1);
      } else if (phase === 'cache') put('ask', onRoad(places, run, i, along(i, 1), -1), still ? 1 : 0);
      else if (phase === 'application') put('ask', [places.apps.x, appOf(places, run, i)], 0);
    }
  }
  return {
    shapes: new Map([...shapes].map(([role, list]) => [role, list.join('')])),
    arrows: arrows.join(''),
    waiting_since_ns,
    spots,
  };
}

/** The head of an arrow. @param {number} x @param {number} y @param {number} heading 1 to the right, -1 to the left */
const arrow = (x, y, heading) => `M${x.toFixed(1)} ${(y - 3).toFixed(1)}l${heading * 4} 3l${-heading * 4} 3`;

/** @param {import('./places.js').Places} places @param {Run} run @param {number} i */
const appOf = ({ apps }, run, i) => apps.ys[run.requests.instance[i] % apps.ys.length];

/**
 * On the way between a reader (0) and the cache (1), past its own application instance; asking above, answering below.
 * @param {import('./places.js').Places} places @param {Run} run @param {number} i @param {number} p @param {1 | -1} side
 * @returns {[number, number]}
 */
function onRoad(places, run, i, p, side) {
  const { readers, apps, cache, middle } = places;
  const from = readers.x + readers.rx * (0.2 + 0.8 * keep(i, 1));
  const to = cache.x - cache.w / 2 - 5;
  // Readers let go at the same moment would hide each other: each keeps a little behind, always the same.
  const x = from + (to - from) * p - (side > 0 ? keep(i, 7) * Math.min(42, p * (to - from)) : 0);
  const app_y = appOf(places, run, i) + side * Math.min(5, apps.h / 5);
  const reader_y = middle + (keep(i, 2) - 0.5) * readers.ry;
  const cache_y = middle + side * 10 + (keep(i, 3) - 0.5) * (side > 0 ? 26 : 14);
  const near = apps.x - apps.w / 2 - 6;
  const far = apps.x + apps.w / 2 + 6;
  const y =
    x < near
      ? mix(reader_y, app_y, (x - from) / (near - from))
      : x > far
        ? mix(app_y, cache_y, (x - far) / (to - far))
        : app_y;
  return [x, y];
}

/** @param {import('./places.js').Places} places @param {number} i @param {number} p @returns {[number, number]} */
function toDatabase({ cache, database, middle }, i, p) {
  const from = cache.x + cache.w / 2 + 6;
  const to = database.x - database.w / 2 - 6;
  return [from + (to - from) * p, middle + (keep(i, 4) - 0.5) * 26];
}

/**
 * The n-th of those who wait for something: in rows under the road, from its door backwards. Who finds no more room is
 * in the number beside, not in the picture.
 * @param {import('./places.js').Places} places
 * @param {number} n
 * @param {number} door the x of the side they wait at
 * @param {number} room how far back they may stand
 * @returns {[number, number] | null}
 */
function inLine({ height, narrow }, n, door, room) {
  const pitch = narrow ? 6.5 : 11;
  const columns = Math.max(2, Math.floor((room - pitch) / pitch));
  const row = Math.floor(n / columns);
  const y = height - 30 - row * pitch;
  return y < pitch ? null : [door - pitch * 0.8 - (n % columns) * pitch, y];
}

/** @param {number} a @param {number} b @param {number} p */
const mix = (a, b, p) => a + (b - a) * smooth(Math.min(Math.max(p, 0), 1));

/** @param {number} p */
const smooth = (p) => p * p * (3 - 2 * p);
