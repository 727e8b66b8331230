/**
 * All events of a run, or all of one request, for a file: those of a large run are made again, window by window.
 */

import { isWhole } from '../run/rows.js';
import { toTell } from '../run/requests.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').Events} Events */
/** @typedef {import('../engine/engine.js').Engine} Engine */
/** @typedef {{ signal: AbortSignal, onProgress: (part: number) => void }} Job */

/** Events of a window, 20 MB: each window runs the line again as far as its end, so that there had better be few. */
const ROWS = 500_000;

/**
 * One window after another, each from where the last one ends.
 * @param {Engine} engine @param {Run} run @param {Job} job
 */
export async function* windowsOf(engine, run, { signal, onProgress }) {
  if (isWhole(run)) {
    yield run.events;
    return;
  }
  for (let at_ns = 0; at_ns <= run.end_ns;) {
    onProgress(at_ns / run.end_ns);
    /** @type {Events} */
    const events = await engine.ask({ type: 'detail', line: run.line, window: { at_ns, after: ROWS } }, { signal });
    yield events;
    at_ns = events.to_ns + 1;
  }
}

/**
 * What happened to a request.
 * @param {Engine} engine @param {Run} run @param {number} row @param {Job} job @returns {Promise<Events>}
 */
export async function eventsOfRequest(engine, run, row, { signal }) {
  if (isWhole(run)) return run.events;
  const { at_ns, actor } = toTell(run, row);
  const window = { at_ns: at_ns + 1, before: ROWS, actor };
  return engine.ask({ type: 'detail', line: run.line, window }, { signal });
}
