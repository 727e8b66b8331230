/**
 * Loads parts of the page on unreliable networks: with some immediate retries, and then again when a button is pressed
 * or the browser is back online. In between a sentence is shown.
 */

import { html } from 'lit-html';

import { words } from './words.js';

/** A part that could not be loaded. @typedef {{ file: string, again: () => void }} Lost */

/** The number of immediate tries. A part may import other parts, and each of them may fail. */
const TRIES = 3;

/** The file named in a browser's error message, if any. @param {unknown} error */
export const fileOf = (error) => /[^/\s]+\.js\b/.exec(String(error))?.[0] ?? '';

/**
 * The result of `fetch`, with some immediate retries.
 * @template T @param {() => Promise<T>} fetch @returns {Promise<T>}
 */
export async function triedAtOnce(fetch) {
  for (let tries = 1; ; tries++) {
    try {
      return await fetch();
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}

/**
 * The result of `fetch`, retried until it succeeds. `failed` is called after each failure.
 * @template T @param {() => Promise<T>} fetch @param {(lost: Lost) => void} failed @returns {Promise<T>}
 */
export async function untilFetched(fetch, failed) {
  for (;;) {
    try {
      return await triedAtOnce(fetch);
    } catch (error) {
      await new Promise((again) => {
        addEventListener('online', again, { once: true });
        failed({ file: fileOf(error), again: () => again(null) });
      });
    }
  }
}

/** The sentence and the button that replace a missing part. @param {Lost} lost */
export const notThere = ({ file, again }) =>
  html`<p class="hint">
    ${words.notLoaded(file)} <button type="button" class="quiet" @click=${again}>${words.again}</button>
  </p>`;
