/** The full page: a playground connected with the address, the theme button, and the code that embeds the run. */

import './define.js';
import { aheadOf } from './ahead.js';
import { addressOf, tieToAddress } from './address.js';
import { keysOf } from './keys.js';
import { progress } from '../lesson/progress.js';
import { themeButton } from './theme.js';
import { pageWords } from './words.js';

const playground = /** @type {import('../frame/element.js').CacheAsidePlayground} */ (
  document.querySelector('cache-aside-playground')
);
const theme = /** @type {HTMLButtonElement} */ (document.querySelector('#theme'));

themeButton(theme);

// A learner who has begun the lesson can continue it.
const { at } = progress();
if (at > 0) {
  const lesson = /** @type {HTMLAnchorElement} */ (document.querySelector('#to-lesson'));
  lesson.textContent = pageWords.backToLesson;
  lesson.hash = `step=${at}`;
}

const foot = /** @type {HTMLElement} */ (document.querySelector('#embed'));
const code = /** @type {HTMLElement} */ (document.querySelector('#embed-code'));

const copy = /** @type {HTMLButtonElement} */ (document.querySelector('#copy-embed'));
const copied = /** @type {HTMLElement} */ (document.querySelector('#copied-embed'));

document.querySelector('#to-embed')?.addEventListener('click', () => {
  foot.scrollIntoView({ block: 'end' });
  copy.focus({ preventScroll: true });
});

copy.addEventListener('click', async () => {
  const range = document.createRange();
  range.selectNodeContents(code);
  getSelection()?.removeAllRanges();
  getSelection()?.addRange(range);
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    copied.textContent = pageWords.copied;
  } catch {
    copied.textContent = pageWords.notCopied;
  }
});

/** Updates the code for embedding: it has the current run and the cursor, when it rests. */
function showCode() {
  copied.textContent = '';
  const address = new URL('../embed.html', location.href);
  address.hash = addressOf(playground);
  code.textContent = pageWords.embedCode(address.href);
}
playground.addEventListener('cache-aside-run', showCode);
playground.addEventListener('cache-aside-cursor', () => playground.player.playing || showCode());

tieToAddress(playground);
keysOf(playground);
aheadOf(playground);
