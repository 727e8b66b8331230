/**
 * Theory beside what a run measured. The simulation's core leaves it out, because not every page shows it: it is
 * computed from a report's line and samples by a core of its own.
 */

import { Engine } from '../engine/engine.js';
import { startTheorist } from '../engine/theorist.js';

/** @typedef {import('../engine/run.js').Report} Report */
/** @typedef {Record<string, import('../engine/run.js').Form>} Theory the closed forms by name; none if none applies */

/** The engine that all playgrounds of the page share. @type {Engine | undefined} */
let shared;

/** The reports that were asked about. @type {WeakMap<Report, Promise<Theory>>} */
const asked = new WeakMap();

/** @param {Report} report @returns {Promise<Theory>} */
export function theoryOf(report) {
  let told = asked.get(report);
  if (!told) {
    const { scenario, samples } = report;
    shared ??= new Engine(startTheorist);
    told = samples.length ? shared.ask({ type: 'theory', line: scenario, samples }) : Promise.resolve({});
    told.catch(() => asked.delete(report));
    asked.set(report, told);
  }
  return told;
}

/**
 * Theory for a view, which is drawn before all of it is known.
 * @param {() => void} redraw called when more is known
 */
export function theoryFor(redraw) {
  /** Null while it is computed; false if that failed. @type {WeakMap<Report, Theory | null | false>} */
  const known = new WeakMap();
  return {
    /** @param {Report} report @returns {Theory | null | false} null if it is not known yet, false if it failed */
    of(report) {
      const told = known.get(report);
      if (told !== undefined) return told;
      known.set(report, null);
      const tell = (/** @type {Theory | false} */ theory) => {
        known.set(report, theory);
        redraw();
      };
      theoryOf(report).then(tell, () => tell(false));
      return null;
    },
  };
}
