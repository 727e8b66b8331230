/** The files that can be saved, and how each is made. The code that makes them is loaded on demand. */

import { triedAtOnce } from '../kit/fetching.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../session/session.js').Lane} Lane */
/** @typedef {import('./excerpts.js').Job} Job */
/** @typedef {import('./stamp.js').Stamp} Stamp */
/** @typedef {import('./saving.js').File & { name: 'csv' | 'json' | 'trace' | 'png' | 'svg' }} Named */

/** @param {import('../playback/app.js').App} app @param {() => Stamp} stamp @param {() => number} at_ns the cursor */
export function filesOf({ session, shadow }, stamp, at_ns) {
  const { engine } = session;
  const kinds = () => session.catalogue?.kinds ?? [];
  const events = (/** @type {Job} */ job) => excerptsOfLanes(session, job);
  const picture = async () => {
    const module = await triedAtOnce(() => import('./picture.js'));
    return { ...module, picture: module.pictureOf(shadow, session.lanes, at_ns(), stamp()) };
  };
  /** @type {Named[]} */
  const all = [
    {
      name: 'csv',
      ending: 'csv',
      type: 'text/csv',
      make: async (job) =>
        (await triedAtOnce(() => import('./tables.js'))).csv(session.lanes, kinds(), stamp(), await events(job)),
    },
    {
      name: 'json',
      ending: 'json',
      type: 'application/json',
      make: async (job) =>
        (await triedAtOnce(() => import('./tables.js'))).json(session.lanes, kinds(), stamp(), await events(job)),
    },
    {
      name: 'trace',
      ending: 'trace.json',
      type: 'application/json',
      make: async () => (await triedAtOnce(() => import('./trace.js'))).trace(session.lanes, stamp()),
    },
    {
      name: 'png',
      ending: 'png',
      type: 'image/png',
      make: () => picture().then(({ pngOf, picture }) => pngOf(picture)),
    },
    {
      name: 'svg',
      ending: 'svg',
      type: 'image/svg+xml',
      make: () => picture().then(({ svgOf, picture }) => svgOf(picture)),
    },
  ];
  return {
    all,
    /** The sequence diagram of a request. @param {Run} run @param {number} row @returns {import('./saving.js').File} */
    sequence: (run, row) => ({
      ending: 'mmd',
      type: 'text/plain',
      make: async (job) => {
        const { eventsOfRequest } = await triedAtOnce(() => import('./excerpts.js'));
        const events = await eventsOfRequest(engine, run, row, job);
        return (await triedAtOnce(() => import('./sequence.js'))).sequence(run, kinds(), row, stamp(), events);
      },
    }),
  };
}

/**
 * The user's code of a lane, for the command line.
 * @param {import('../session/own.js').Own} own @returns {import('./saving.js').File}
 */
export const fileOfCode = ({ id, text }) => ({
  file: `${id}.py`,
  ending: 'py',
  type: 'text/x-python',
  make: async () => text,
});

/**
 * All events of a lane, excerpt by excerpt. The progress is that of all lanes.
 * @param {import('../session/session.js').Session} session @param {Job} job
 */
async function excerptsOfLanes({ engine, lanes }, { signal, onProgress }) {
  const { excerptsOf } = await triedAtOnce(() => import('./excerpts.js'));
  return (/** @type {Lane} */ lane) => {
    const done = lanes.indexOf(lane);
    const part = (/** @type {number} */ part) => onProgress((done + part) / lanes.length);
    return excerptsOf(engine, lane.run, { signal, onProgress: part });
  };
}
