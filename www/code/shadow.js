/**
 * Runs of built-in strategies as their listings: the same line run with the listing gives the same trace, and its
 * machine reports the line of each request. It is run in addition to a lane when the listing is shown.
 */

import { withCode } from '../line/line.js';
import { linesAt } from './standing.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../session/session.js').Lane} Lane */

/** Whether somebody writes in a run. @param {Run} run */
export const hasWrites = (run) => !/^0\//.test(run.values.write_rate ?? '0/s') || run.report.writes > 0;

/**
 * The listing of a strategy and, if there are writes, of the write policy, as one text; null if there is none.
 * @param {Pick<import('./listing.js').Language, 'reads' | 'writes'>} listings @param {string} strategy @param {Run} run
 */
export function textOf({ reads, writes }, strategy, run) {
  const read = reads[strategy];
  if (!read) return null;
  const write = hasWrites(run) ? writes[run.values.write_policy] : undefined;
  return `${[read, write].flatMap((text) => text?.trim() ?? []).join('\n\n')}\n`;
}

/** @param {import('../playback/app.js').App} app */
export function shadowsOf({ session, redraw }) {
  /** The run with code of each run, null while it is computed or if there is none. @type {WeakMap<Run, Run | null>} */
  const shadows = new WeakMap();
  /** @param {Lane} lane @param {string} text */
  async function compute({ line, run }, text) {
    // This loads the core that runs code. Without a network it is tried again at the next redraw.
    if (!navigator.onLine && !session.engine.coding) return;
    shadows.set(run, null);
    const shadow = await session.runs.get(withCode(line, text)).catch(() => null);
    // With another trace the lines would be wrong; a test ensures that the traces are equal.
    if (shadow?.fingerprint === run.fingerprint) shadows.set(run, shadow);
    redraw();
  }
  return {
    /**
     * The requests on each line of the code; null until known.
     * @param {Lane} lane
     * @param {string} text
     * @param {number} at_ns
     */
    linesAt(lane, text, at_ns) {
      const shadow = shadows.get(lane.run);
      if (shadow === undefined) compute(lane, text);
      return shadow ? linesAt(shadow, at_ns) : null;
    },
  };
}
