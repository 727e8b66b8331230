/** The page: one playground tied to the address, the choice of a theme, and the snippet that embeds the run. */

import './define.js';
import { addressOf, tieToAddress } from './address.js';
import { pageWords } from './words.js';

const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);

const playground = /** @type {import('../frame/element.js').CacheAsidePlayground} */ (
  document.querySelector('cache-aside-playground')
);
const title = /** @type {HTMLElement} */ (document.querySelector('#preset-title'));
const theme = /** @type {HTMLButtonElement} */ (document.querySelector('#theme'));

let chosen = 0;
const showTheme = (/** @type {'auto' | 'light' | 'dark'} */ name) => {
  const label = document.createElement('span');
  label.textContent = pageWords.themeIs;
  theme.replaceChildren(label, ` ${pageWords.themes[name]}`);
};
showTheme('auto');
theme.disabled = false;
theme.addEventListener('click', () => {
  chosen = (chosen + 1) % THEMES.length;
  const name = THEMES[chosen];
  showTheme(name);
  document.documentElement.dataset.theme = name;
});

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
