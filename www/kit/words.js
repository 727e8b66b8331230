/**
 * Formatting of numbers, and texts that several rooms use. Each room has its own texts beside its views (`words.js`,
 * `*_words.js`), so that they are loaded with the views. To translate the page, replace these files. Narration and the
 * descriptions of fields come from the Rust core. Texts with values are functions, so that a translation can change
 * their order. No text is interpreted as markup.
 */

/** A whole number with separators between groups of three digits. */
export const whole = new Intl.NumberFormat('en').format;

/** @type {(n: number, one: string, many: string) => string} */
export const count = (n, one, many) => `${whole(n)} ${n === 1 ? one : many}`;

/** @param {number} ratio */
export const percent = (ratio) => `${Number((ratio * 100).toFixed(ratio > 0.99 && ratio < 1 ? 1 : 0))} %`;

export const words = {
  fetching: 'fetching detail …',
  readerWait: 'slowest read',
  staleness: 'oldest served',
  idle: 'nothing to do in this run',
  lane: 'Lane',
  /** @type {(file: string) => string} */
  notLoaded: (file) =>
    `This part could not be fetched.${file ? ` Missing: ${file}.` : ''} It is tried again as soon as there is a connection.`,
  again: 'Try again',
  /** @type {(change: string) => string} */
  runWith: (change) => `Run with ${change}`,
  /** @type {(n: number) => string} */
  more: (n) => `and ${whole(n)} more`,
  waiting: 'This comes with the simulation, which is not there yet.',
  settings: 'Settings',
  close: 'Close',
  cancel: 'Cancel',
};
