/** Makes `<cache-aside-playground>` known to the page. Import this file once; the element does the rest. */

import { CacheAsidePlayground } from './element.js';
import { bring } from './views/later.js';
import { create as log } from './views/log.js';
import { create as swim } from './views/swim.js';
import { create as theory } from './views/theory.js';

// The full page lies beside this script, wherever the element stands. (Not written in one: bundlers would take it along.)
const here = import.meta.url;
CacheAsidePlayground.page = new URL('index.html', here).href;
bring({ '.log': { create: log }, '.theory': { create: theory }, '.swim': { create: swim } });

if (!customElements.get('cache-aside-playground'))
  customElements.define('cache-aside-playground', CacheAsidePlayground);
