/**
 * The worker that runs the user's code, with its own core. In requests the code follows the line, after a NUL.
 */

import init, * as core from '../wasm/python/cache_aside_playground.js';
import { serve } from './thread.js';

/** The number of polls per slice, which takes some milliseconds. */
const SLICE_POLLS = 50_000;

serve(init, (request) => {
  const [line, code] = 'line' in request ? parted(request.line) : ['', ''];
  switch (request.type) {
    case 'language':
      return { value: { words: core.language(), challenges: core.challenges() } };
    case 'check':
      return { value: core.check(code, line) };
    case 'attempt':
      return { value: core.attempt(request.challenge, code, request.seed) };
    case 'shortest':
      return { value: core.shortest(line, code, request.name) };
    case 'report':
      return { value: core.reportWithCode(line, code) };
    case 'detail':
      return running(core.Simulation.detailWithCode(line, code, request.excerpt));
    case 'run':
      return running(core.Simulation.withCode(line, code));
    default:
      throw new Error(`${request.type} is not for this thread`);
  }
});

/** @param {string} text @returns {[line: string, code: string]} */
function parted(text) {
  const at = text.indexOf('\0');
  return [text.slice(0, at), text.slice(at + 1)];
}

/** A run, or an excerpt of its events, as a task. @param {core.Simulation} simulation */
const running = (simulation) => ({
  advance: () => simulation.advance(SLICE_POLLS),
  progress: () => simulation.progress(),
  finish: () => simulation.finish(),
  free: () => simulation.free(),
});
