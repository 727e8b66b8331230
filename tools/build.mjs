// `npm run build`: a static dist/ with relative addresses only, the same playground as one file, and their sizes.

import { bundle, checkSizes } from './bundle.mjs';
import { ensureAll, main } from './setup.mjs';

await main(async () => {
  ensureAll();
  await bundle();
  checkSizes();
});
