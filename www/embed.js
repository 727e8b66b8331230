/**
 * The element alone, for an iframe: it reads the same address, tells the parent how high it is (as a message of its own
 * and as LTI's `lti.frameResize`), and leads to the full page with the exact run and cursor.
 */

import './define.js';
import { addressOf, tieToAddress } from './address.js';
import { lookAsAsked, tellHeight } from './framed.js';
import { words } from './words.js';

const playground = /** @type {import('./element.js').CacheAsidePlayground} */ (
  document.querySelector('cache-aside-playground')
);
const full = /** @type {HTMLAnchorElement} */ (document.querySelector('#open-full'));
const page = full.getAttribute('href') ?? '';

lookAsAsked(playground);
full.textContent = words.openFull;
for (const event of ['cache-aside-run', 'cache-aside-cursor']) {
  playground.addEventListener(event, () => full.setAttribute('href', page + addressOf(playground)));
}
tieToAddress(playground);
tellHeight();
