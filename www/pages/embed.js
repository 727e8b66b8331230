/**
 * The page for iframes, with only the element. It reads the same addresses, sends its height to the parent (as its own
 * message and as LTI's `lti.frameResize`), and links to the full page with the same run and cursor.
 */

import { aheadOf } from './ahead.js';
import { addressOf, tieToAddress } from './address.js';
import { CacheAsidePlayground } from '../frame/element.js';
import { lookAsAsked, tellHeight } from './framed.js';
import { keysOf } from './keys.js';
import { tellEvents } from './parent.js';
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
// A step has its own run, but a run in the address overrides it.
if (location.hash || !playground.hasAttribute('step')) tieToAddress(playground);
keysOf(playground);
tellHeight();
tellEvents(playground);
aheadOf(playground);
