// `npm run build`: builds a static dist/ with relative addresses only, with the playground as a single file too, and
// prints the sizes.

import { bundle, checkSizes } from './site/dist.mjs';
import { keepNotices } from './site/licences.mjs';
import { main } from './setup/commands.mjs';
import { ensureAll } from './setup/prerequisites.mjs';

await main(async () => {
  await ensureAll();
  keepNotices();
  await bundle();
  checkSizes();
});
