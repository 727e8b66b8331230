/**
 * The playground as one file (tools/site/one_file.mjs makes it of `single.html` and this): Opened directly it is the
 * full playground, in a frame it is the embed. It works without an address (`srcdoc`), storage or network.
 */

import '../styles/page.css';
import '../frame/whole.js';
import { tieToAddress } from './address.js';
import { CacheAsidePlayground } from '../frame/element.js';
import { lookAsAsked, tellHeight } from './framed.js';
import { keysOf } from './keys.js';
import { tellEvents } from './parent.js';

CacheAsidePlayground.page = /^(https?|file):$/.test(location.protocol) ? location.href.replace(/#.*/, '') : '';
customElements.define('cache-aside-playground', CacheAsidePlayground);

const playground = /** @type {CacheAsidePlayground} */ (document.querySelector('cache-aside-playground'));
if (parent === window) playground.setAttribute('autoplay', '');
else {
  document.body.className = 'embed';
  playground.setAttribute('panels', 'stage load');
}
lookAsAsked(playground);
// A step has its own run, but a run in the address overrides it.
if (location.hash || !playground.hasAttribute('step')) tieToAddress(playground);
keysOf(playground);
tellHeight();
tellEvents(playground);
