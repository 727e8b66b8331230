// `npm run pictures`: compares the page with its golden pictures in tests/pictures/golden. `-- --update` makes them
// again; look at each before committing it.

import { parseArgs } from 'node:util';

import { pictures } from './pictures/golden.mjs';
import { main } from './setup/commands.mjs';
import { ensureAll } from './setup/prerequisites.mjs';
import { bundle } from './site/dist.mjs';

await main(async () => {
  const { values } = parseArgs({ options: { update: { type: 'boolean', default: false } } });
  await ensureAll();
  await bundle();
  await pictures(values.update);
});
