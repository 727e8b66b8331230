/** The files that can be taken away, and how each is made. What makes them is fetched when one is asked for. */

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../session/session.js').Lane} Lane */
/** @typedef {import('./windows.js').Job} Job */
/** @typedef {import('./stamp.js').Stamp} Stamp */
/** @typedef {import('./saving.js').File & { name: 'csv' | 'json' | 'trace' | 'png' | 'svg' }} Named */

/** @param {import('../playback/app.js').App} app @param {() => Stamp} stamp @param {() => number} at_ns the cursor */
export function filesOf({ session, shadow }, stamp, at_ns) {
  const { engine } = session;
  const kinds = () => session.catalogue?.kinds ?? [];
  const events = (/** @type {Job} */ job) => windowsOfLanes(session, job);
  const picture = async () => {
    const module = await import('./picture.js');
    return { ...module, picture: module.pictureOf(shadow, session.lanes, at_ns(), stamp()) };
  };
  /** @type {Named[]} */
  const all = [
    {
      name: 'csv',
      ending: 'csv',
      type: 'text/csv',
      make: async (job) => (await import('./tables.js')).csv(session.lanes, kinds(), stamp(), await events(job)),
    },
    {
      name: 'json',
      ending: 'json',
      type: 'application/json',
      make: async (job) => (await import('./tables.js')).json(session.lanes, kinds(), stamp(), await events(job)),
    },
    {
      name: 'trace',
      ending: 'trace.json',
      type: 'application/json',
      make: async () => (await import('./trace.js')).trace(session.lanes, stamp()),
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
        const { eventsOfRequest } = await import('./windows.js');
        const events = await eventsOfRequest(engine, run, row, job);
        return (await import('./sequence.js')).sequence(run, kinds(), row, stamp(), events);
      },
    }),
  };
}

/**
 * All events of a lane, window after window; the progress is that of all lanes.
 * @param {import('../session/session.js').Session} session @param {Job} job
 */
async function windowsOfLanes({ engine, lanes }, { signal, onProgress }) {
  const { windowsOf } = await import('./windows.js');
  return (/** @type {Lane} */ lane) => {
    const done = lanes.indexOf(lane);
    const part = (/** @type {number} */ part) => onProgress((done + part) / lanes.length);
    return windowsOf(engine, lane.run, { signal, onProgress: part });
  };
}
