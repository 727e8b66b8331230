/** The lanes over many seeds: what is known of them, and having it computed. */

import { withField } from '../line/line.js';
import { overSeeds } from '../session/seeds.js';

/** @typedef {import('../engine/run.js').Report} Report */
/** @typedef {import('../session/session.js').Lane} Lane */
/** @typedef {ReturnType<typeof sampleOf>} Sample */

/** Seeds, if no other number is chosen. */
const SEEDS = 50;

/**
 * What was computed in each session, by the line of the lane and the number of seeds.
 * @type {WeakMap<object, Map<string, Report[]>>}
 */
const known = new WeakMap();

/**
 * @param {HTMLElement} place of the view: when it is gone nothing is computed any more
 * @param {import('../playback/app.js').App} app
 */
export function sampleOf(place, { session, redraw }) {
  let count = SEEDS;
  /** @type {number | null} */
  let progress = null;
  let abort = new AbortController();
  const reports = known.get(session) ?? new Map();
  known.set(session, reports);
  const key = (/** @type {Lane} */ lane) => `${withField(lane.line, 'seed', '')} ${count}`;
  return {
    get count() {
      return count;
    },
    /** Of what is being computed, 0 to 1; null while nothing is. */
    get progress() {
      return progress;
    },
    /** A report for each seed, where they were computed. @type {(lane: Lane) => Report[] | undefined} */
    reports: (lane) => reports.get(key(lane)),
    /** How many seeds. @param {number} seeds */
    choose(seeds) {
      count = seeds;
      redraw();
    },
    cancel: () => abort.abort(),
    async compute() {
      const lanes = [...session.lanes];
      const keys = lanes.map(key);
      const { signal } = (abort = new AbortController());
      progress = 0;
      const onProgress = (/** @type {number} */ part) => {
        // The panel was closed.
        if (!place.isConnected) abort.abort();
        progress = part;
        redraw();
      };
      await session.guarded(async () => {
        const lines = lanes.map(({ line }) => line);
        const all = await overSeeds(session.engine, lines, count, { signal, onProgress });
        all.forEach((one, i) => reports.set(keys[i], one));
      });
      progress = null;
      redraw();
    },
  };
}
