// `npm start`: builds what changed, serves dist/, and prints its address. A fresh clone needs nothing else.
// `npm start -- --port 8080 --host 0.0.0.0` serves it at another address.

import path from 'node:path';
import { parseArgs } from 'node:util';

import { bundle } from './site/dist.mjs';
import { main, ROOT } from './setup/commands.mjs';
import { ensureAll } from './setup/prerequisites.mjs';

await main(async () => {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '4173' }, host: { type: 'string' } } });
  await ensureAll();
  await bundle();
  const { preview } = await import('vite');
  // A port that is taken makes vite try the next one. `localhost` can mean two addresses, 127.0.0.1 only one.
  const { port, host = '127.0.0.1' } = values;
  const server = await preview({
    configFile: path.join(ROOT, 'vite.config.js'),
    logLevel: 'warn',
    preview: { port: Number(port), host, strictPort: false },
  });
  console.log(`\nThe playground: ${server.resolvedUrls?.local[0]}   (Ctrl+C ends it)`);
});
