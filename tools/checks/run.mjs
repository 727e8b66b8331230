// Runs checks one after another, stops at the first that fails, and prints how long each took.

import { Failure } from '../setup/commands.mjs';

/**
 * Runs steps. The last line printed is `N passed, N failed`; set-up steps count only if they fail. The exit code is 1
 * if a step failed.
 * @param {import('./steps.mjs').Step[]} steps
 */
export async function runSteps(steps) {
  /** @type {string[]} */
  const timings = [];
  let passed = 0;
  let failed = 0;
  for (const { name, setup, body } of steps) {
    const title = `${setup ? 'set-up: ' : ''}${name}`;
    console.log(`\n=== ${title}`);
    const start = performance.now();
    try {
      await body();
      if (!setup) passed += 1;
    } catch (error) {
      failed += 1;
      console.log(
        `\n=== FAILED: ${name}\n${error instanceof Failure ? error.message : /** @type {Error} */ (error).stack}`,
      );
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(7);
    timings.push(`${seconds} s  ${title}${failed ? '   FAILED' : ''}`);
    if (failed) break;
  }
  console.log(`\n${timings.join('\n')}\n\n${passed} passed, ${failed} failed`);
  if (failed) process.exitCode = 1;
}
