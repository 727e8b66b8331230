// `npm run dev`: runs vite's development server on www/. The core is built once, at the start.

import path from 'node:path';

import { main, ROOT } from './setup/commands.mjs';
import { ensureAll } from './setup/prerequisites.mjs';

await main(async () => {
  await ensureAll();
  const { createServer } = await import('vite');
  const server = await createServer({ configFile: path.join(ROOT, 'vite.config.js') });
  await server.listen();
  server.printUrls();
});
