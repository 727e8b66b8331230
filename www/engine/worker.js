/** The simulation's worker: computes runs in slices, and answers with the core's tables. */

import init, * as core from '../wasm/cache_aside_playground.js';
import { serve } from './thread.js';

/** The number of polls per slice, which takes some milliseconds. */
const SLICE_POLLS = 50_000;

serve(init, (request) => {
  switch (request.type) {
    case 'catalogue':
      return {
        value: { fields: core.fields(), presets: core.presets(), actions: core.actions(), kinds: core.kinds() },
      };
    case 'parse':
      return { value: core.parse(request.line) };
    case 'report':
      return { value: core.report(request.line) };
    case 'seed':
      return { value: core.propose_seed() };
    case 'detail':
      return running(core.Simulation.detail(request.line, request.excerpt));
    case 'run':
      return running(new core.Simulation(request.line));
    default:
      throw new Error(`${request.type} is not for this thread`);
  }
});

/** A run, or an excerpt of its events, as a task. @param {core.Simulation} simulation */
const running = (simulation) => ({
  advance: () => simulation.advance(SLICE_POLLS),
  progress: () => simulation.progress(),
  finish: () => simulation.finish(),
  free: () => simulation.free(),
});
