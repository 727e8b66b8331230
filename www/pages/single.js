/**
 * The playground as one file (tools/site/one_file.mjs makes it of `single.html` and this): opened by itself it is the
 * whole playground, in a frame it is the embed. It may stand where it has no address of its own (`srcdoc`), no storage
 * and no network, and needs none of them.
 */

import '../styles/page.css';
import '../frame/whole.js';
import { tieToAddress } from './address.js';
import { CacheAsidePlayground } from '../frame/element.js';
import { lookAsAsked, tellHeight } from './framed.js';

CacheAsidePlayground.page = /^(https?|file):$/.test(location.protocol) ? location.href.replace(/#.*/, '') : '';
customElements.define('cache-aside-playground', CacheAsidePlayground);

const playground = /** @type {CacheAsidePlayground} */ (document.querySelector('cache-aside-playground'));
if (parent === window) playground.setAttribute('autoplay', '');
else {
  document.body.className = 'embed';
  playground.setAttribute('panels', 'stage load');
}
lookAsAsked(playground);
tieToAddress(playground);
tellHeight();
