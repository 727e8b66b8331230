/**
 * The element alone, for an iframe: it reads the same address, tells the parent how high it is (as a message of its own
 * and as LTI's `lti.frameResize`), and leads to the full page with the exact run and cursor.
 */

import { addressOf, tieToAddress } from './address.js';
import { CacheAsidePlayground } from '../frame/element.js';
import { lookAsAsked, tellHeight, tellSteps } from './framed.js';
import { pageWords } from './words.js';

const full = /** @type {HTMLAnchorElement} */ (document.querySelector('#open-full'));
const page = full.getAttribute('href') ?? '';
CacheAsidePlayground.page = full.href;
customElements.define('cache-aside-playground', CacheAsidePlayground);
const playground = /** @type {CacheAsidePlayground} */ (document.querySelector('cache-aside-playground'));

lookAsAsked(playground);
full.textContent = pageWords.openFull;
for (const event of ['cache-aside-run', 'cache-aside-cursor']) {
  playground.addEventListener(event, () => full.setAttribute('href', page + addressOf(playground)));
}
// A step has its own run; one in the address takes its place.
if (location.hash || !playground.hasAttribute('step')) tieToAddress(playground);
tellHeight();
tellSteps(playground);
