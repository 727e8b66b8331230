/** The texts of the steps, each of which is fetched on its own: a frame shows one step. */

import { triedAtOnce } from '../kit/fetching.js';
import { STEPS } from './steps.js';

/** @typedef {import('./words.js').StepWords} StepWords */

/** The texts of a step. @param {string} id @returns {Promise<StepWords>} */
export async function wordsOf(id) {
  const { default: words } = await import(`./words/${id}.js`);
  return words;
}

/** The texts of all steps, by their ids. @returns {Promise<Record<string, StepWords>>} */
export async function allWords() {
  const words = STEPS.map(async ({ id }) => [id, await triedAtOnce(() => wordsOf(id))]);
  return Object.fromEntries(await Promise.all(words));
}
