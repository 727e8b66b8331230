/** The lanes over many seeds: the results so far, and their computation. */

import { withFieldBefore } from '../line/coded.js';
import { overSeeds } from '../session/seeds.js';

/** @typedef {import('../engine/run.js').Report} Report */
/** @typedef {import('../session/session.js').Lane} Lane */
/** @typedef {ReturnType<typeof sampleOf>} Sample */
/**
 * The progress of a computation: the seeds that all lanes have, the total, the share of the work that is done, and the
 * estimated remaining time (null: unknown yet).
 * @typedef {{ seeds: number, of: number, part: number, left_ms: number | null }} Progress
 */

/** The default number of seeds. */
const SEEDS = 50;
/** The work after which the remaining time can be estimated. */
const TOLD_FROM = { reports: 4, ms: 1000 };

/**
 * The results of each session, by the line of the lane and the number of seeds; after a cancellation the reports so
 * far.
 * @type {WeakMap<object, Map<string, Report[]>>}
 */
const known = new WeakMap();

/**
 * @param {HTMLElement} place of the view; if it is removed the computation stops
 * @param {import('../playback/app.js').App} app
 */
export function sampleOf(place, { session, redraw }) {
  let count = SEEDS;
  /** @type {Progress | null} */
  let progress = null;
  let abort = new AbortController();
  const reports = known.get(session) ?? new Map();
  known.set(session, reports);
  const key = (/** @type {Lane} */ lane) => `${withFieldBefore(lane.line, 'seed', '')} ${count}`;
  return {
    get count() {
      return count;
    },
    /** The progress of the computation; null if there is none. */
    get progress() {
      return progress;
    },
    /**
     * The reports of the seeds computed so far: none at the beginning of a computation of the lane; undefined without
     * one, and for a recording.
     * @type {(lane: Lane) => Report[] | undefined}
     */
    reports: (lane) => (lane.run.recording ? undefined : reports.get(key(lane))),
    /** Sets the number of seeds. @param {number} seeds */
    choose(seeds) {
      count = seeds;
      redraw();
    },
    cancel: () => abort.abort(),
    async compute() {
      const lanes = session.lanes.filter(({ run }) => !run.recording);
      const keys = lanes.map(key);
      for (const one of keys) if (!reports.has(one)) reports.set(one, []);
      const lines = lanes.map(({ line }) => line);
      const of = count;
      const { signal } = (abort = new AbortController());
      const began_ms = performance.now();
      progress = { seeds: 0, of, part: 0, left_ms: null };
      redraw();
      const onReports = (/** @type {Report[][]} */ all, /** @type {number} */ done) => {
        // The panel was closed.
        if (!place.isConnected) return abort.abort();
        const took_ms = performance.now() - began_ms;
        const whole = of * lanes.length;
        const tells = done >= TOLD_FROM.reports && took_ms >= TOLD_FROM.ms;
        const left_ms = tells ? (took_ms / done) * (whole - done) : null;
        progress = { seeds: all[0].length, of, part: done / whole, left_ms };
        if (all[0].length) all.forEach((one, i) => reports.set(keys[i], one));
        redraw();
      };
      await session.guarded(async () => {
        await overSeeds(session.engine, lines, of, { signal, onReports });
      });
      for (const one of keys) if (!reports.get(one)?.length) reports.delete(one);
      progress = null;
      redraw();
    },
  };
}
