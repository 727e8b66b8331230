/** The worker that compares runs with theory: the line and the samples of a report in, the closed forms out. */

import init, { theory_of } from '../wasm/theory/cache_aside_playground.js';
import { serve } from './thread.js';

serve(init, (request) => {
  if (request.type !== 'theory') throw new Error(`${request.type} is not for this thread`);
  return { value: theory_of(request.line, request.samples) };
});
