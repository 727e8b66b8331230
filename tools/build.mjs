// `npm run build`: a static dist/ with relative addresses only, its sizes, and the same playground as one file.

import { bundle, checkSizes } from './bundle.mjs';
import { ensureAll, main } from './setup.mjs';
import { buildSingle } from './single.mjs';

await main(async () => {
  ensureAll();
  await bundle();
  checkSizes();
  await buildSingle();
});
