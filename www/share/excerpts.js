/**
 * All events of a run, or all of one request, for a file. Those of a large run are computed again, excerpt by excerpt.
 */

import { isWhole } from '../run/rows.js';
import { toTell } from '../run/requests.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').Events} Events */
/** @typedef {import('../engine/engine.js').Engine} Engine */
/** @typedef {{ signal: AbortSignal, onProgress: (part: number) => void }} Job */

/** The number of events in an excerpt, 20 MB. Each one runs the line again up to its end, so there should be few. */
const ROWS = 500_000;

/**
 * Consecutive excerpts, each from the end of the last one.
 * @param {Engine} engine @param {Run} run @param {Job} job
 */
export async function* excerptsOf(engine, run, { signal, onProgress }) {
  if (isWhole(run)) {
    yield run.events;
    return;
  }
  for (let at_ns = 0; at_ns <= run.end_ns;) {
    onProgress(at_ns / run.end_ns);
    /** @type {Events} */
    const events = await engine.ask({ type: 'detail', line: run.line, excerpt: { at_ns, after: ROWS } }, { signal });
    yield events;
    at_ns = events.to_ns + 1;
  }
}

/**
 * The events of a request.
 * @param {Engine} engine @param {Run} run @param {number} row @param {Job} job @returns {Promise<Events>}
 */
export async function eventsOfRequest(engine, run, row, { signal }) {
  if (isWhole(run)) return run.events;
  const { at_ns, actor } = toTell(run, row);
  const excerpt = { at_ns: at_ns + 1, before: ROWS, actor };
  return engine.ask({ type: 'detail', line: run.line, excerpt }, { signal });
}
