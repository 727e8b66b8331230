/** The page: one playground tied to the address, the choice of a theme, and the snippet that embeds the run. */

import './define.js';
import { addressOf, tieToAddress } from './address.js';
import { progress } from '../lesson/progress.js';
import { themeButton } from './theme.js';
import { pageWords } from './words.js';

const playground = /** @type {import('../frame/element.js').CacheAsidePlayground} */ (
  document.querySelector('cache-aside-playground')
);
const title = /** @type {HTMLElement} */ (document.querySelector('#preset-title'));
const theme = /** @type {HTMLButtonElement} */ (document.querySelector('#theme'));

themeButton(theme);

// A learner who has been in the lesson goes on there.
const { at } = progress();
if (at > 0) {
  const lesson = /** @type {HTMLAnchorElement} */ (document.querySelector('#to-lesson'));
  lesson.textContent = pageWords.backToLesson;
  lesson.hash = `step=${at}`;
}

playground.addEventListener('cache-aside-run', () => {
  const { catalogue, line } = playground.session;
  title.textContent = catalogue?.presets.find((preset) => preset.line === line)?.title ?? '';
});

const foot = /** @type {HTMLElement} */ (document.querySelector('#embed'));
const code = /** @type {HTMLElement} */ (document.querySelector('#embed-code'));

document.querySelector('#to-embed')?.addEventListener('click', () => foot.scrollIntoView({ block: 'end' }));

/** The snippet follows the run, and the cursor when it rests. */
function showCode() {
  if (playground.player.playing && code.textContent) return;
  const address = new URL('../embed.html', location.href);
  address.hash = addressOf(playground);
  code.textContent = pageWords.embedCode(address.href);
}
playground.addEventListener('cache-aside-run', showCode);
playground.addEventListener('cache-aside-cursor', showCode);

tieToAddress(playground);
