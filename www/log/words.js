/** What caption and log say beside the core’s own words. To be replaced for another language. */

import { count } from '../kit/words.js';

export const logWords = {
  loading: 'Preparing the simulation …',
  opening: 'The cache is warm: readers ask, the cache answers, the database rests.',
  /** @type {(title: string) => string} */
  laneSays: (title) => `${title}: `,
  logEmpty: 'Nothing worth telling yet.',
  /** @type {(n: number) => string} */
  logEarlier: (n) => `${count(n, 'earlier entry', 'earlier entries')} not shown`,
};
