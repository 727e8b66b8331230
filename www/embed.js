/**
 * The element alone, for an iframe: it reads the same address, tells the parent how high it is (as a message of its own
 * and as LTI's `lti.frameResize`), and leads to the full page with the exact run and cursor.
 */

import './define.js';
import { addressOf, tieToAddress } from './address.js';
import { words } from './words.js';

/** How the frame looks may stand in the query: `embed.html?theme=dark&autoplay#v=1&ttl=2s`. */
const LOOKS = ['theme', 'autoplay', 'controls', 'panels'];

const playground = /** @type {import('./element.js').CacheAsidePlayground} */ (
  document.querySelector('cache-aside-playground')
);
const full = /** @type {HTMLAnchorElement} */ (document.querySelector('#open-full'));
const page = full.getAttribute('href') ?? '';

for (const [name, value] of new URLSearchParams(location.search))
  if (LOOKS.includes(name)) playground.setAttribute(name, value);
full.textContent = words.openFull;
for (const event of ['cache-aside-run', 'cache-aside-cursor']) {
  playground.addEventListener(event, () => full.setAttribute('href', page + addressOf(playground)));
}
tieToAddress(playground);

let height_told = 0;
new ResizeObserver(() => {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  if (height === height_told || parent === window) return;
  height_told = height;
  parent.postMessage({ type: 'cache-aside-playground:height', height }, '*');
  parent.postMessage({ subject: 'lti.frameResize', height }, '*');
}).observe(document.documentElement);
