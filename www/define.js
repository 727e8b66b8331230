/** Makes `<cache-aside-playground>` known to the page. Import this file once; the element does the rest. */

import { CacheAsidePlayground } from './element.js';

if (!customElements.get('cache-aside-playground'))
  customElements.define('cache-aside-playground', CacheAsidePlayground);
