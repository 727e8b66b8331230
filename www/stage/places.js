/**
 * The positions of the objects on the stage, from left to right: readers, application instances, cache, database. They
 * are fixed for a given width, in pixels, so that text keeps its size and nothing moves while the run plays.
 */

import { widthOf } from '../kit/width.js';

/**
 * @typedef {object} Database
 * @property {number} x centre @property {number} w @property {number} h
 * @property {number} columns @property {number} pitch_x @property {number} pitch_y of its connections
 * @property {number} shown connections drawn
 * @property {boolean} slots connections are drawn one by one; else a crowd's queries are
 */
/**
 * @typedef {object} Places
 * @property {number} width
 * @property {number} height
 * @property {boolean} narrow
 * @property {boolean} crowd more are in flight than can be told apart: more room to wait in, and a second line of text
 * @property {number} box the height of the boxes
 * @property {number} middle the y of the main road
 * @property {{ x: number, rx: number, ry: number }} readers
 * @property {{ x: number, w: number, h: number, ys: number[], more: number }} apps `ys` centres; `more` are not drawn
 * @property {{ x: number, w: number, h: number }} cache
 * @property {Database} database
 */

const HEIGHT = { roomy: 156, wide: 108, narrow: 94, low: 88 };
const CROWD_HEIGHT = { roomy: 190, wide: 170, narrow: 130 };
const THRONG_HEIGHT = { roomy: 234, wide: 214, narrow: 160 };
/** Room under the places for their names, and for what waits there when it is a crowd. */
const FOOT = 20;
const CROWD_FOOT = 34;
/** On a narrower stage there are fewer words. */
export const NARROW_PX = 560;
/** On an even narrower one the boxes are smaller, to leave room for the traffic. */
const TIGHT_PX = 760;
/** With more requests in flight than this it is a crowd. */
export const INDIVIDUALS = 300;
/** With more than this it is a large crowd. */
const THRONG = 3_000;
/**
 * From this width on, a playground in a low frame has its lanes side by side; see styles/narrow.css.
 */
const LOW_PX = { from: 560, to: 720 };
/** From this width on the stage is higher; see styles/roomy.css. */
const ROOMY_PX = 1480;
const APPS_MAX = 3;
const SLOTS_MAX = 40;

/**
 * The size of a view on the stage: its width, and whether the height is low (crowd and dice then take no additional
 * height) or high. It is measured when the width changes.
 * @typedef {{ width: number, low: boolean, roomy: boolean }} Size
 */

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app @returns {() => Size} */
export function sizeOf(place, { shadow, redraw }) {
  const widthNow = widthOf(place, redraw);
  let size = { width: 0, low: false, roomy: false };
  return () => {
    const width = widthNow();
    if (width === size.width) return size;
    const { clientWidth } = shadow.host;
    const low = clientWidth > LOW_PX.from && clientWidth <= LOW_PX.to;
    return (size = { width, low, roomy: clientWidth > ROOMY_PX });
  };
}

/**
 * @param {Size} size @param {number} instances @param {number} connections 0 = unlimited
 * @param {number} in_flight at most, in any lane @returns {Places}
 */
export function places({ width, low, roomy }, instances, connections, in_flight) {
  const narrow = width < NARROW_PX;
  const crowd = in_flight > INDIVIDUALS;
  const heights = !crowd ? HEIGHT : in_flight > THRONG ? THRONG_HEIGHT : CROWD_HEIGHT;
  const height = low ? HEIGHT.low : heights[narrow ? 'narrow' : roomy ? 'roomy' : 'wide'];
  const box = height - (crowd ? CROWD_FOOT : FOOT) - 4;
  const middle = 2 + box / 2;
  const shown_apps = Math.min(instances, APPS_MAX);
  const app_pitch = box / Math.max(shown_apps, 3);
  const shown = connections === 0 ? SLOTS_MAX : Math.min(connections, SLOTS_MAX);
  const columns = Math.min(narrow ? 5 : 10, shown);
  const tight = width < TIGHT_PX;
  const database_w = narrow ? 64 : tight ? 140 : 176;
  const cache_w = narrow ? 72 : tight ? 146 : 160;
  const app_w = narrow ? 28 : 74;
  return {
    width,
    height,
    narrow,
    crowd,
    box,
    middle,
    readers: { x: narrow ? 22 : 56, rx: narrow ? 19 : 42, ry: box * 0.42 },
    apps: {
      x: width * (narrow ? 0.315 : crowd ? 0.28 : 0.345),
      w: app_w,
      h: app_pitch - 6,
      ys: Array.from({ length: shown_apps }, (_, i) => middle + (i - (shown_apps - 1) / 2) * app_pitch),
      more: instances - shown_apps,
    },
    cache: { x: width * (narrow ? 0.59 : crowd ? 0.57 : 0.605), w: cache_w, h: box },
    database: {
      x: width - database_w / 2 - 1,
      w: database_w,
      h: box,
      columns,
      pitch_x: (database_w - (narrow ? 10 : 16)) / (narrow ? 5 : 10),
      pitch_y: Math.min(24, (box - (narrow ? 6 : 14)) / Math.max(1, Math.ceil(shown / columns))),
      shown,
      slots: !crowd || (connections > 0 && connections <= SLOTS_MAX),
    },
  };
}

/**
 * The positions on a lane's stage.
 * @param {import('../engine/run.js').Run} run @param {number} in_flight at most, in any lane
 * @param {Size} size
 */
export const placesOf = ({ values: { instances, db_connections } }, in_flight, size) =>
  places(size, Number(instances) || 1, Number(db_connections), in_flight);
