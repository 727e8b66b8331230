// The plainest of file servers: a folder under a sub-path, and nothing anywhere else.
//
// `node tools/static-server.mjs FOLDER PORT PREFIX`: the page tests use it to see that dist/ works wherever somebody
// puts it. `serve` is the same from inside of a command: fingerprints.mjs gives the core to browsers with it.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const HOST = '127.0.0.1';

const TYPES = /** @type {Record<string, string>} */ ({
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
});

/**
 * Serves the folder until the server is closed; its address is the prefix's. Port 0 is one that is free.
 * @param {string} folder
 * @param {number} [port]
 * @param {string} [prefix]
 * @returns {Promise<{ address: string, close: () => void }>}
 */
export function serve(folder, port = 0, prefix = '/') {
  const server = createServer(async (request, response) => {
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
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, HOST, () => {
      resolve({ address: `http://${HOST}:${portOf(server)}${prefix}`, close });
    });
  });
}

/**
 * A port that nobody listens on.
 * @returns {Promise<number>}
 */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, HOST, () => {
      const port = portOf(server);
      server.close(() => resolve(port));
    });
  });
}

function portOf(/** @type {import('node:http').Server} */ server) {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = 'dist', port = '4184', prefix = '/'] = process.argv.slice(2);
  await serve(folder, Number(port), prefix);
}
