/** The gallery's words. To be replaced for another language. */

import { count } from '../kit/words.js';

export const galleryWords = {
  title: 'Presets: one claim each, to watch',
  /** @type {(most: number) => string} */
  thumbnail: (most) => `At most ${count(most, 'query', 'queries')} in flight or queued.`,
};
