/**
 * The requests in flight at a time, as marks with a position and a role: a pure function of run, cursor and places.
 *
 *     readers ──────► application ──────► cache        asking: the outcome is not known yet
 *                                           └────► database     a miss continues, in its colour
 *     readers ◄────── application ◄────── answer       returning with the colour of its outcome
 *
 * A hit takes a millisecond and would be invisible if drawn to scale. So the way from the reader to the cache and back
 * is drawn at a constant speed in real time, before the request starts and after it ends. The phases in between
 * (waiting, queueing, querying) are at their true times.
 *
 * Under reduced motion time moves in steps, and every hop since the last step is shown half-way, at rest, with an arrow
 * in its direction. In a crowd every n-th request is drawn and represents n.
 */

import { bisectRight } from 'd3-array';

import { STEP_REAL_MS } from '../playback/clock.js';
import { endingAfter, longestOf, segmentAt } from '../run/requests.js';
import { ROLE } from '../kit/mark.js';
import { keep } from '../kit/scatter.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('./places.js').Places} Places */

/** The real time that the way from a reader to the cache takes. */
export const WAY_REAL_NS = 1.1e9;
/** The real time of the way that is drawn: under reduced motion a step of play. @param {boolean} still */
export const watchedFor = (still) => (still ? STEP_REAL_MS * 1e6 : WAY_REAL_NS);
/** The approximate largest number of single requests on the way; with more traffic the way takes less time. */
const ON_THE_ROAD = 120;

/** The looks of marks; `marks` has their indexes. */
export const LOOKS = /** @type {const} */ (['ask', 'hit', 'stale', 'miss', 'wait']);
const ASK = 0;
const MISS = 3;
const WAIT = 4;
/** Numbers per mark: row of the request, x, y, look, heading (1 on, -1 home, 0 standing). */
export const MARK = 5;

/**
 * @typedef {object} Scale The scale of a crowd; without one all requests are drawn individually.
 * @property {number} each every n-th request is a mark
 * @property {number} pitch between two that wait, in pixels
 * @property {number} way_ns
 * @property {number} on_road marks on the road at a time, about
 * @property {number} followed every so many is followed
 */
/**
 * @typedef {object} Traffic
 * @property {number[]} marks
 * @property {number} waiting_since_ns the start of the longest drawn wait for a lock
 */

/** The looks by outcome; plain ones look like asking requests. @param {Run} run */
const looksOf = ({ outcomes }) =>
  outcomes.map((outcome) => Math.max(0, LOOKS.indexOf(/** @type {any} */ (ROLE[outcome]))));

/**
 * @typedef {object} Scene The inputs for placing requests, and the marks so far.
 * @property {Run} run
 * @property {Places} places
 * @property {number} at_ns
 * @property {number} way_ns the drawn duration of the way from a reader to the cache, in the run's time
 * @property {boolean} still
 * @property {boolean} dense a crowd: spread over the whole height
 * @property {number} pitch between two that wait, in pixels
 * @property {number[]} looks by the numbers of the run's outcomes
 * @property {number[]} marks
 * @property {number} waiting the number placed so far that wait for a lock; likewise the next two
 * @property {number} queued
 * @property {number} querying
 * @property {number} waiting_since_ns
 */

/**
 * @param {Run} run
 * @param {import('../playback/player.js').Cursor} cursor
 * @param {Places} places
 * @param {boolean} still reduced motion: the hops of the last step, at rest
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

/**
 * The drawn position of a request on its way.
 * @param {Scene} scene
 * @param {number} i
 * @param {number} p how far it is
 */
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

/** A request in flight: at the place of its phase. @param {Scene} scene @param {number} i */
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

/**
 * The y of a request's instance; the last box represents all further ones.
 * @param {Places} places
 * @param {Run} run
 * @param {number} i
 */
const appOf = ({ apps: { ys } }, run, i) => ys[Math.min(run.requests.instance[i], ys.length - 1)];

/**
 * A position on the way between a reader (0) and the cache (1), past its application instance; requests above, answers
 * below.
 * @param {Places} places @param {Run} run @param {number} i @param {number} p @param {1 | -1} side
 * @param {boolean} dense spread over the whole height, none drawn over the instances
 * @returns {[number, number] | null}
 */
function onRoad(places, run, i, p, side, dense) {
  const { readers, apps, cache, middle, box } = places;
  const from = readers.x + readers.rx * (0.2 + 0.8 * keep(i, 1));
  const to = cache.x - cache.w / 2 - 5;
  // Requests that end at the same moment would overlap, so each has a constant offset.
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
 * The position of the n-th waiting request: in rows below the way, starting at the object it waits for; in a crowd, in
 * columns over the full height. Without room it is only included in the number.
 * @param {Places} places
 * @param {number} n
 * @param {number} door the x of the side they wait at
 * @param {number} room the available width
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
 * The position of the n-th query of a crowd, in columns from the side of entry.
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
