/** Makes `<cache-aside-playground>` known to the page. Import this file once; the element does the rest. */

import { CacheAsidePlayground } from '../frame/element.js';
import '../frame/whole.js';

// The full page lies beside this script, wherever the element stands. (Not written in one: bundlers would take it
// along.)
const here = import.meta.url;
CacheAsidePlayground.page = new URL('index.html', here).href;

if (!customElements.get('cache-aside-playground'))
  customElements.define('cache-aside-playground', CacheAsidePlayground);
