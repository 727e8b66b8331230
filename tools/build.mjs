// `npm run build`: a static dist/ with relative addresses only, the same playground as one file, and their sizes.

import { bundle, checkSizes } from './site/dist.mjs';
import { keepNotices } from './site/licences.mjs';
import { main } from './setup/commands.mjs';
import { ensureAll } from './setup/prerequisites.mjs';

await main(async () => {
  ensureAll();
  keepNotices();
  await bundle();
  checkSizes();
});
