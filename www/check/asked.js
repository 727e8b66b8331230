/** The texts of a question: those of the check, or those of the lesson for one of its bets. */

import { plain } from '../lesson/text.js';
import { stepTitles } from '../lesson/words.js';
import { wordsOf } from '../lesson/words_of.js';
import { poolWords } from './pool_words.js';

/** @typedef {import('./pool.js').Question} Question */

/** @typedef {import('../lesson/words.js').StepWords} StepWords */

/** The texts of the lesson's steps whose bets are asked again. @type {Map<string, StepWords>} */
const fetched = new Map();

/** Fetches the texts of bets, before they are asked. @param {import('./bets.js').Bet[]} bets */
export const fetchWords = (bets) => Promise.all(bets.map(async ({ step }) => fetched.set(step, await wordsOf(step))));

/**
 * @param {Question} question
 * @returns {{ title: string, ask: string, plain: string, options: string[], label: string, why: string, no: (string |
 * null)[] }}
 */
export function questionWords(question) {
  if ('step' in question) {
    const { step, bet } = /** @type {import('./bets.js').Bet} */ (question);
    const words = fetched.get(step);
    if (!words) throw new TypeError(step);
    const { say, bets, why } = words;
    const { ask, options } = bets[bet];
    return { title: stepTitles[step], ask: `${say} ${ask}`, plain: plain(ask), options, label: '', why, no: [] };
  }
  const { ask, options = [], label = '', why, no } = poolWords[question.id];
  return { title: '', ask, plain: plain(ask), options, label, why, no };
}
