/** Texts of the gallery. Replace this file for another language. */

import { count } from '../kit/words.js';

export const galleryWords = {
  title: 'Presets: one claim each, to watch',
  /** By the ids of `topics.js`. @type {Record<string, string>} */
  topics: {
    reads: 'Reads, and an empty cache',
    writes: 'Writes and old values',
    stampede: 'The stampede',
    lock: 'A lock',
    xfetch: 'XFetch',
    grace: 'Background refresh',
    choose: 'When to choose cache-aside',
    overload: 'Overload',
    others: 'More',
  },
  /** @type {(step: number) => string} */
  step: (step) => `Step ${step} of the lesson`,
  /** @type {(most: number) => string} */
  thumbnail: (most) => `At most ${count(most, 'query', 'queries')} in flight or queued.`,
};
