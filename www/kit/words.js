/**
 * Numbers in words, and what several rooms say. Every room has its own words beside its views (`words.js`,
 * `*_words.js`), so that a view that is fetched later brings its own: replace these files to speak another language.
 * Narration and the meaning of fields are not in them, they come from the Rust core. Texts with values in them are
 * functions, so that a language may order them as it likes; none of them is ever read as markup.
 */

/** A whole number, in groups of three. */
export const whole = new Intl.NumberFormat('en').format;

/** @type {(n: number, one: string, many: string) => string} */
export const count = (n, one, many) => `${whole(n)} ${n === 1 ? one : many}`;

export const words = {
  fetching: 'fetching detail …',
  readerWait: 'longest wait',
  staleness: 'oldest served',
  lane: 'Lane',
  notLoaded: 'This part could not be fetched. Load the page again when there is a connection.',
  settings: 'Settings',
  close: 'Close',
  cancel: 'Cancel',
};
