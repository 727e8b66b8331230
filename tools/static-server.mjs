// `node tools/static-server.mjs FOLDER PORT PREFIX`: the plainest of file servers, with the folder under a sub-path and
// nothing anywhere else. The page tests use it to see that dist/ works wherever somebody puts it.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const TYPES = /** @type {Record<string, string>} */ ({
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
});

const [folder = 'dist', port = '4184', prefix = '/'] = process.argv.slice(2);

createServer(async (request, response) => {
  try {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (!pathname.startsWith(prefix)) throw new Error('outside of the prefix');
    const name = decodeURIComponent(pathname.slice(prefix.length)) || 'index.html';
    const file = path.join(folder, path.normalize(`/${name}`));
    const body = await readFile(file);
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
  }
}).listen(Number(port), '127.0.0.1');
