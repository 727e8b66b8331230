// Runs checks one after another, stops at the first that fails, and prints how long each took. A check that mostly
// takes one thread runs beside the ones after it; its output is printed when it is over.

import { Failure, kept } from '../setup/commands.mjs';

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {{ title: string, seconds: number, failure?: string, counts: boolean }} Outcome */

/**
 * Runs steps. The last line printed is `N passed, N failed`; set-up steps count only if they fail. The exit code is 1
 * if a step failed.
 * @param {Step[]} steps
 */
export async function runSteps(steps) {
  /** @type {Outcome[]} */
  const outcomes = [];
  const failed = () => outcomes.filter(({ failure }) => failure !== undefined);
  /** The step that runs beside the others. @type {Promise<void> | null} */
  let beside = null;
  for (const step of steps) {
    if (beside && (step.beside || step.alone)) await beside;
    if (failed().length) break;
    if (step.beside) {
      console.log(`\n=== ${step.name}, beside what follows`);
      beside = outcomeOf(step, true).then((outcome) => void outcomes.push(outcome));
    } else {
      console.log(`\n=== ${titleOf(step)}`);
      outcomes.push(await outcomeOf(step, false));
    }
  }
  await beside;
  for (const { title, failure } of failed()) console.log(`\n=== FAILED: ${title}\n${failure}`);
  const passed = outcomes.filter(({ failure, counts }) => failure === undefined && counts);
  console.log(`\n${outcomes.map(timing).join('\n')}\n\n${passed.length} passed, ${failed().length} failed`);
  if (failed().length) process.exitCode = 1;
}

/** @param {Step} step */
const titleOf = ({ name, setup }) => `${setup ? 'set-up: ' : ''}${name}`;

/** @param {Outcome} outcome */
const timing = ({ title, seconds, failure }) =>
  `${seconds.toFixed(1).padStart(7)} s  ${title}${failure === undefined ? '' : '   FAILED'}`;

/** @param {Step} step @param {boolean} beside @returns {Promise<Outcome>} */
async function outcomeOf(step, beside) {
  const begun_ms = performance.now();
  /** @type {string | undefined} */
  let failure;
  const body = async () => {
    try {
      await step.body();
    } catch (error) {
      failure = error instanceof Failure ? error.message : String(/** @type {Error} */ (error).stack);
    }
  };
  if (beside) {
    const output = await kept(body);
    console.log(`\n=== ${step.name}: what it printed\n${output}=== end of ${step.name}\n`);
  } else await body();
  return { title: titleOf(step), seconds: (performance.now() - begun_ms) / 1000, failure, counts: !step.setup };
}
