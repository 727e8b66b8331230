/** Texts of caption and log besides the core's sentences. Replace this file for another language. */

import { count } from '../kit/words.js';

export const logWords = {
  loading: 'Preparing the simulation …',
  opening: 'The cache is warm: readers ask, the cache answers, the database rests.',
  openingOrder: 'One order of a few commands. Nothing has happened yet.',
  /** @type {(title: string) => string} */
  laneSays: (title) => `${title}: `,
  logEmpty: 'Nothing worth telling yet.',
  /** @type {(n: number) => string} */
  logEarlier: (n) => `${count(n, 'earlier entry', 'earlier entries')} not shown`,
};
