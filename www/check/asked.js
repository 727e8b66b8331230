/** The texts of a question: those of the check, or those of the lesson for one of its bets. */

import { plain } from '../lesson/text.js';
import { stepWords } from '../lesson/words.js';
import { poolWords } from './pool_words.js';

/** @typedef {import('./pool.js').Question} Question */

/**
 * @param {Question} question
 * @returns {{ title: string, ask: string, plain: string, options: string[], label: string, why: string, no: (string |
 * null)[] }}
 */
export function questionWords(question) {
  if ('step' in question) {
    const { title, say, bets, why } = stepWords[/** @type {import('./bets.js').Bet} */ (question).step];
    const { ask, options } = bets[/** @type {import('./bets.js').Bet} */ (question).bet];
    return { title, ask: `${say} ${ask}`, plain: plain(ask), options, label: '', why, no: [] };
  }
  const { ask, options = [], label = '', why, no } = poolWords[question.id];
  return { title: '', ask, plain: plain(ask), options, label, why, no };
}
