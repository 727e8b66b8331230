/** The thread that reads recordings of real servers, with a core of its own: a text in, a run out, or a refusal. */

import init, * as core from '../wasm/recordings/cache_aside_playground.js';
import { readRecording } from './recording.js';
import { serve } from './thread.js';

serve(init, (request) => {
  if (request.type !== 'recorded') throw new Error(`${request.type} is not for this thread`);
  const { header, rows } = readRecording(request.text, request.kinds);
  const { at_ns, actor, kind, key, rest } = rows;
  const run = core.recorded_run(header.engine, header.line, at_ns, actor, kind, key, rest);
  return { value: Object.assign(run, { recording: header }) };
});
