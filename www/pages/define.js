/** Defines the element `<cache-aside-playground>`. Import this file once. */

import { CacheAsidePlayground } from '../frame/element.js';
import '../frame/whole.js';

// The full page is next to this script, wherever the element is used. (Not written as one expression, because bundlers
// would include it.)
const here = import.meta.url;
CacheAsidePlayground.page = new URL('index.html', here).href;

if (!customElements.get('cache-aside-playground'))
  customElements.define('cache-aside-playground', CacheAsidePlayground);
