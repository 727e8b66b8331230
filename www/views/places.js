/**
 * Where things stand on the stage, in request order: readers, application instances, cache, database. Places are fixed
 * for a given width, in pixels, so that text keeps its size and nothing jumps while the run plays.
 */

/**
 * @typedef {object} Places
 * @property {number} width
 * @property {number} height
 * @property {boolean} narrow
 * @property {number} middle the y of the main road
 * @property {{ x: number, rx: number, ry: number }} readers
 * @property {{ x: number, w: number, h: number, ys: number[], more: number }} apps `ys` centres; `more` are not drawn
 * @property {{ x: number, w: number, h: number }} cache
 * @property {{ x: number, w: number, h: number, columns: number, pitch_x: number, pitch_y: number, shown: number }} database
 */

const HEIGHT = { wide: 120, narrow: 94 };
/** Room under the places for their names. */
const FOOT = 20;
const APPS_MAX = 3;
const SLOTS_MAX = 40;

/** @param {number} width @param {number} instances @param {number} connections 0 = unlimited @returns {Places} */
export function places(width, instances, connections) {
  const narrow = width < 560;
  const height = narrow ? HEIGHT.narrow : HEIGHT.wide;
  const box = height - FOOT - 4;
  const middle = 2 + box / 2;
  const shown_apps = Math.min(instances, APPS_MAX);
  const app_pitch = box / Math.max(shown_apps, 3);
  const shown = connections === 0 ? SLOTS_MAX : Math.min(connections, SLOTS_MAX);
  const columns = Math.min(narrow ? 5 : 10, shown);
  const database_w = narrow ? 64 : 160;
  const cache_w = narrow ? 58 : 140;
  const app_w = narrow ? 28 : 74;
  return {
    width,
    height,
    narrow,
    middle,
    readers: { x: narrow ? 22 : 56, rx: narrow ? 19 : 42, ry: box * 0.42 },
    apps: {
      x: width * (narrow ? 0.315 : 0.345),
      w: app_w,
      h: app_pitch - 6,
      ys: Array.from({ length: shown_apps }, (_, i) => middle + (i - (shown_apps - 1) / 2) * app_pitch),
      more: instances - shown_apps,
    },
    cache: { x: width * (narrow ? 0.59 : 0.605), w: cache_w, h: box },
    database: {
      x: width - database_w / 2 - 1,
      w: database_w,
      h: box,
      columns,
      pitch_x: (database_w - (narrow ? 10 : 16)) / (narrow ? 5 : 10),
      pitch_y: Math.min(24, (box - (narrow ? 6 : 14)) / Math.max(1, Math.ceil(shown / columns))),
      shown,
    },
  };
}

/** A number in [0, 1) that is always the same for the same request: where in the road it keeps. @param {number} i @param {number} salt */
export function keep(i, salt) {
  let h = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) / 4294967296;
}
