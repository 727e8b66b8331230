/**
 * A recording as a lane of a session, above the simulated run of the same line. A separate core reads recordings. It is
 * loaded with the first one.
 */

import { EngineError } from '../engine/engine.js';
import { recorder } from '../engine/recorder.js';
import { titleOf } from '../line/strategies.js';
import { textOf } from './source.js';
import { recordedWords as words } from './words.js';

/** @typedef {import('../session/session.js').Lane} Lane */
/** @typedef {import('../engine/run.js').Run} Run */
/**
 * The details of a recording besides its lane.
 * @typedef {object} Real
 * @property {string | null} name of a shipped recording; null for a file
 * @property {import('../engine/header.js').RecordingHeader} header
 */

/** The cursor starts this long before the first moment of the run. */
const BEFORE_NS = 3e8;

/**
 * @param {import('../session/session.js').Session} session @param {string | Blob} source @param {AbortSignal} signal
 * @returns {Promise<{ line: string, values: Record<string, string>, lanes: Lane[], real: Real, at_ns: number }>}
 */
export async function recordingOf(session, source, signal) {
  const { runs, catalogue } = session;
  const reader = recorder();
  if (!reader || !catalogue) throw new EngineError(words.noCore);
  const text = await textOf(source, signal);
  /** @type {Run} */
  const run = await reader.ask({ type: 'recorded', text, kinds: catalogue.kinds }, { signal });
  const header = /** @type {import('../engine/header.js').RecordingHeader} */ (run.recording);
  const simulated = await runs.get(run.line, { signal });
  const { strategy } = run.values;
  const title = words.title(version(header.redis, 2), version(header.postgresql, 1));
  const doc = words.doc(header);
  return {
    line: run.line,
    values: run.values,
    lanes: [
      { strategy, title, doc, line: run.line, run },
      { strategy, ...titleOf(catalogue, strategy), line: run.line, run: simulated },
    ],
    real: { name: typeof source === 'string' ? source : null, header },
    at_ns: Math.max(0, (run.moments[0] ?? 0) - BEFORE_NS),
  };
}

/** The first parts of a version. @param {string} text such as `7.0.15` @param {number} parts */
const version = (text, parts) => text.split(' ')[0].split('.').slice(0, parts).join('.');
