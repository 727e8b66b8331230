// `npm run pictures`: holds the page against its golden pictures, tests/pictures/golden. With `-- --update` it makes
// them anew; look at each before committing it.

import { parseArgs } from 'node:util';

import { pictures } from './pictures/golden.mjs';
import { main } from './setup/commands.mjs';
import { ensureAll } from './setup/prerequisites.mjs';
import { bundle } from './site/dist.mjs';

await main(async () => {
  const { values } = parseArgs({ options: { update: { type: 'boolean', default: false } } });
  ensureAll();
  await bundle();
  await pictures(values.update);
});
