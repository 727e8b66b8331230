/**
 * The texts of the lesson's steps for the search. On the lesson's page they are already there, as HTML; elsewhere they
 * are fetched with the search.
 */

import { STEPS } from '../lesson/steps.js';
import { plain } from '../lesson/text.js';
import { stepTitles } from '../lesson/words.js';
import { allWords } from '../lesson/words_of.js';

/** `why`: its first sentence answers. @typedef {{ title: string, text: string, why: string }} StepText */

/** The texts of all steps by id, fetched. @returns {Promise<Record<string, StepText>>} */
export async function textsFetched() {
  const stepWords = await allWords();
  const texts = STEPS.map(({ id }) => {
    const { say, bets, see, why } = stepWords[id];
    const text = [say, ...bets.map(({ ask }) => ask), ...see, why].map(plain).join(' ');
    return [id, { title: stepTitles[id], text, why: plain(why) }];
  });
  return Object.fromEntries(texts);
}

/**
 * The texts of a step in the page that the build writes (tools/site/lesson.mjs).
 * @param {Element} section
 */
export function textIn(section) {
  const said = [...section.querySelectorAll('.say, p > b, ul > li, .why')].map((one) => one.textContent);
  return { text: said.join(' '), why: section.querySelector('.why')?.textContent ?? '' };
}

/**
 * The texts of all steps by id, in that page.
 * @param {Element[]} sections of the steps, in order @returns {Record<string, StepText>}
 */
export const textsInPage = (sections) =>
  Object.fromEntries(STEPS.map(({ id }, i) => [id, { title: stepTitles[id], ...textIn(sections[i]) }]));
