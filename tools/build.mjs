// `npm run build`: a static dist/ with relative addresses only, and its sizes.

import { bundle, checkSizes } from './bundle.mjs';
import { ensureAll, main } from './setup.mjs';

await main(async () => {
  ensureAll();
  await bundle();
  checkSizes();
});
