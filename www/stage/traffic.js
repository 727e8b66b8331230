/**
 * The requests under way at one time, as marks with a place and a role. A pure look-up in (run, cursor, places).
 *
 *     readers ──────► application ──────► cache        asking: not known yet what it will be
 *                                           └────► database     a miss goes on, in its colour
 *     readers ◄────── application ◄────── answer       going home as what it turned out to be
 *
 * A hit takes a millisecond: drawn to scale it would never be seen. So the way from the reader to the cache and back is
 * drawn at a constant speed in real time, before the request starts and after it ends; whatever lasts in between
 * (waiting, queueing, querying) is at its true time and place.
 *
 * Where no motion is wanted, time goes in steps, and every hop made since the last one is shown half-way, at rest, with
 * an arrow the way it went. In a crowd every n-th request is drawn, and stands for n.
 */

import { bisectRight } from 'd3-array';

import { STEP_REAL_MS } from '../playback/clock.js';
import { endingAfter, longestOf, segmentAt } from '../run/requests.js';
import { ROLE } from '../kit/mark.js';
import { keep } from '../kit/scatter.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('./places.js').Places} Places */

/** How long the way from a reader to the cache takes to watch. */
export const WAY_REAL_NS = 1.1e9;
/** And how long what is drawn of it lasts: while no motion is wanted, a step of play. @param {boolean} still */
export const watchedFor = (still) => (still ? STEP_REAL_MS * 1e6 : WAY_REAL_NS);
/** At most about so many individuals on the road; with more traffic the way is drawn shorter in time. */
const ON_THE_ROAD = 120;

/** What is drawn, and by these numbers in `marks`. */
export const LOOKS = /** @type {const} */ (['ask', 'hit', 'stale', 'miss', 'wait']);
const ASK = 0;
const MISS = 3;
const WAIT = 4;
/** Numbers per mark: row of the request, x, y, look, heading (1 on, -1 home, 0 standing). */
export const MARK = 5;

/**
 * @typedef {object} Scale How a crowd is drawn; none: everybody is an individual.
 * @property {number} each every n-th request is a mark
 * @property {number} pitch between two that wait, in pixels
 * @property {number} way_ns
 * @property {number} on_road marks on the road at a time, about
 * @property {number} followed every so many is followed
 */
/**
 * @typedef {object} Traffic
 * @property {number[]} marks
 * @property {number} waiting_since_ns when the longest wait for a lock began, of those drawn
 */

/** Roles by the numbers of the run's outcomes, as looks; plain ones look as if they asked. @param {Run} run */
const looksOf = ({ outcomes }) =>
  outcomes.map((outcome) => Math.max(0, LOOKS.indexOf(/** @type {any} */ (ROLE[outcome]))));

/**
 * @typedef {object} Scene What is needed to place a request, and what has been placed.
 * @property {Run} run
 * @property {Places} places
 * @property {number} at_ns
 * @property {number} way_ns how long the way from a reader to the cache lasts in the run, as it is drawn
 * @property {boolean} still
 * @property {boolean} dense a crowd: spread over the whole height
 * @property {number} pitch between two that wait, in pixels
 * @property {number[]} looks by the numbers of the run's outcomes
 * @property {number[]} marks
 * @property {number} waiting how many stand in line for a lock so far, and so on
 * @property {number} queued
 * @property {number} querying
 * @property {number} waiting_since_ns
 */

/**
 * @param {Run} run
 * @param {import('../playback/player.js').Cursor} cursor
 * @param {Places} places
 * @param {boolean} still no motion wanted: hops of the last step, at rest
 * @param {Scale | null} crowd
 * @returns {Traffic}
 */
export function traffic(run, { at_ns, slowdown }, places, still, crowd) {
  const { start_ns, end_ns } = run.requests;
  const per_ns = start_ns.length / run.end_ns;
  const way_ns = crowd?.way_ns ?? Math.min(watchedFor(still) / slowdown, ON_THE_ROAD / Math.max(per_ns, 1e-12));
  /** @type {Scene} */
  const scene = {
    run,
    places,
    at_ns,
    way_ns,
    still,
    dense: crowd !== null,
    pitch: crowd?.pitch ?? (places.narrow ? 6.5 : 11),
    looks: looksOf(run),
    marks: [],
    waiting: 0,
    queued: 0,
    querying: 0,
    waiting_since_ns: at_ns,
  };
  const first = bisectRight(start_ns, at_ns - longestOf(run) - way_ns);
  const last = bisectRight(start_ns, at_ns + way_ns);
  endingAfter(run, first, last, at_ns - way_ns, crowd?.each ?? 1, (i) => {
    if (at_ns < start_ns[i]) arriving(scene, i);
    else if (at_ns >= end_ns[i]) leaving(scene, i);
    else working(scene, i);
  });
  return { marks: scene.marks, waiting_since_ns: scene.waiting_since_ns };
}

/**
 * @param {Scene} scene @param {number} row @param {number} look @param {[number, number] | null} at null: no room
 * @param {number} [heading]
 */
function put({ marks }, row, look, at, heading = 0) {
  if (at) marks.push(row, at[0], at[1], look, heading);
}

/** How far on its way a request is drawn. @param {Scene} scene @param {number} i @param {number} p how far it is */
const along = ({ still }, i, p) => (still ? 0.3 + 0.45 * keep(i, 6) : p);

/** A request that starts soon: on the way from its reader. @param {Scene} scene @param {number} i */
function arriving(scene, i) {
  const { run, places, at_ns, way_ns, still, dense } = scene;
  const { start_ns, outcome } = run.requests;
  if (still || run.outcomes[outcome[i]] === 'refresh') return;
  put(scene, i, ASK, onRoad(places, run, i, 1 - (start_ns[i] - at_ns) / way_ns, -1, dense), 1);
}

/** A request that has ended: on the way back to its reader. @param {Scene} scene @param {number} i */
function leaving(scene, i) {
  const { run, places, at_ns, way_ns, dense, looks } = scene;
  const { end_ns, outcome } = run.requests;
  const became = run.outcomes[outcome[i]];
  if (became === 'refresh' || became === 'unfinished') return;
  const p = along(scene, i, 1 - (at_ns - end_ns[i]) / way_ns);
  put(scene, i, looks[outcome[i]], onRoad(places, run, i, p, 1, dense), -1);
}

/** A request under way: where its phase is. @param {Scene} scene @param {number} i */
function working(scene, i) {
  const { run, places, at_ns, way_ns, still, dense, pitch, looks } = scene;
  const { apps, cache, database } = places;
  const { segments } = run;
  const s = segmentAt(run, i, at_ns);
  const phase = run.phases[segments.phase[s]];
  const lock_door = cache.x - cache.w / 2;
  const queue_door = database.x - database.w / 2;
  if (phase === 'lock') {
    scene.waiting_since_ns = Math.min(scene.waiting_since_ns, segments.start_ns[s]);
    put(scene, i, WAIT, inLine(places, scene.waiting++, lock_door, lock_door - apps.x - apps.w / 2, pitch));
  } else if (phase === 'queue') {
    put(scene, i, WAIT, inLine(places, scene.queued++, queue_door, queue_door - cache.x - cache.w / 2, pitch));
  } else if (phase === 'database') {
    const look = looks[run.requests.outcome[i]];
    const p = (at_ns - segments.start_ns[s]) / (still ? way_ns : way_ns * 0.4);
    if (p < 1) {
      const to = toDatabase(places, i, along(scene, i, p), dense);
      put(scene, i, look === ASK || look === WAIT ? MISS : look, to, 1);
    } else if (!database.slots) put(scene, i, MISS, inside(places, scene.querying++, pitch));
  } else if (phase === 'cache') {
    put(scene, i, ASK, onRoad(places, run, i, along(scene, i, 1), -1, dense), still ? 1 : 0);
  } else if (phase === 'application') put(scene, i, ASK, [apps.x, appOf(places, run, i)]);
}

/** The last box stands for all that have none. @param {Places} places @param {Run} run @param {number} i */
const appOf = ({ apps: { ys } }, run, i) => ys[Math.min(run.requests.instance[i], ys.length - 1)];

/**
 * On the way between a reader (0) and the cache (1), past its own application instance; asking above, answering below.
 * @param {Places} places @param {Run} run @param {number} i @param {number} p @param {1 | -1} side
 * @param {boolean} dense spread over the whole height, none drawn over the instances
 * @returns {[number, number] | null}
 */
function onRoad(places, run, i, p, side, dense) {
  const { readers, apps, cache, middle, box } = places;
  const from = readers.x + readers.rx * (0.2 + 0.8 * keep(i, 1));
  const to = cache.x - cache.w / 2 - 5;
  // Requests that end at the same moment would hide each other: each keeps a little behind, always as far.
  const x = from + (to - from) * p - (side > 0 ? keep(i, 7) * Math.min(dense ? 150 : 42, p * (to - from)) : 0);
  const near = apps.x - apps.w / 2 - 6;
  const far = apps.x + apps.w / 2 + 6;
  if (dense && x > near + 4 && x < far - 4) return null;
  const app_y = appOf(places, run, i) + side * (dense ? keep(i, 8) * apps.h * 0.46 : Math.min(5, apps.h / 5));
  const reader_y = middle + (keep(i, 2) - 0.5) * readers.ry;
  const cache_y = dense
    ? middle + side * keep(i, 3) * box * 0.4
    : middle + side * 10 + (keep(i, 3) - 0.5) * (side > 0 ? 26 : 14);
  const y =
    x < near
      ? mix(reader_y, app_y, (x - from) / (near - from))
      : x > far
        ? mix(app_y, cache_y, (x - far) / (to - far))
        : app_y;
  return [x, y];
}

/** @param {Places} places @param {number} i @param {number} p @param {boolean} dense @returns {[number, number]} */
function toDatabase({ cache, database, middle, box }, i, p, dense) {
  const from = cache.x + cache.w / 2 + 6;
  const to = database.x - database.w / 2 - 6;
  return [from + (to - from) * p, middle + (keep(i, 4) - 0.5) * (dense ? box * 0.9 : 26)];
}

/**
 * The place of the n-th request that waits for something: in rows under the road, from its door backwards; in a crowd,
 * in columns as high as the room. Where there is no more room the number beside still counts it.
 * @param {Places} places
 * @param {number} n
 * @param {number} door the x of the side they wait at
 * @param {number} room how far back they may stand
 * @param {number} pitch
 * @returns {[number, number] | null}
 */
function inLine({ height, crowd, middle, box }, n, door, room, pitch) {
  if (crowd) {
    const rows = Math.floor(box / pitch) - 1;
    const back = (Math.floor(n / rows) + 1) * pitch;
    return back > room ? null : [door - back, middle - box / 2 + pitch * ((n % rows) + 1)];
  }
  const columns = Math.max(2, Math.floor((room - pitch) / pitch));
  const row = Math.floor(n / columns);
  const y = height - 30 - row * pitch;
  return y < pitch ? null : [door - pitch * 0.8 - (n % columns) * pitch, y];
}

/**
 * The place of the n-th query of a crowd, in columns from the side they come in.
 * @param {Places} places @param {number} n @param {number} pitch @returns {[number, number] | null}
 */
function inside(places, n, pitch) {
  const { x, w } = places.database;
  const place = inLine(places, n, 0, w, pitch);
  return place && [x - w / 2 - place[0], place[1]];
}

/** @param {number} a @param {number} b @param {number} p */
const mix = (a, b, p) => a + (b - a) * smooth(Math.min(Math.max(p, 0), 1));

/** @param {number} p */
const smooth = (p) => p * p * (3 - 2 * p);
