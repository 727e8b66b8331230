// `npm run dev`: vite's development server on www/; the core is built once, at the start.

import path from 'node:path';

import { ensureAll, main, ROOT } from './setup.mjs';

await main(async () => {
  ensureAll();
  const { createServer } = await import('vite');
  const server = await createServer({ configFile: path.join(ROOT, 'vite.config.js') });
  await server.listen();
  server.printUrls();
});
