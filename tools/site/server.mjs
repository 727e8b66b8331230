// A minimal file server for one folder under a prefix.
//
// `node tools/site/server.mjs FOLDER PORT PREFIX`: the page tests use it to check that dist/ works in any folder.
// Commands use `serve`; fingerprints.mjs, for example, serves the core to browsers.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

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
 * A slow connection to the server: its round trip, and its bandwidth for all files together.
 * @typedef {{ round_trip_ms: number, kbit_per_s: number }} Line
 */

/** The number of bytes that a slow connection sends at a time. */
const PIECE_BYTES = 2048;

/**
 * Serves a folder until the server is closed. Returns the address of the prefix. Port 0 chooses a free port. With
 * `line`, the connection is slow, and everything is compressed as by a file server.
 * @param {string} folder
 * @param {number} [port]
 * @param {string} [prefix]
 * @param {Line} [line]
 * @returns {Promise<{ address: string, close: () => void }>}
 */
export function serve(folder, port = 0, prefix = '/', line = undefined) {
  const send = line && slowly(line);
  const server = createServer(async (request, response) => {
    try {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (!pathname.startsWith(prefix)) throw new Error('outside of the prefix');
      const name = decodeURIComponent(pathname.slice(prefix.length)) || 'index.html';
      const file = path.join(folder, path.normalize(`/${name}`));
      const body = await readFile(file);
      response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
      if (send) await send(file, body, response);
      else response.end(body);
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
 * @param {Line} line
 * @returns {(file: string, body: Buffer, response: import('node:http').ServerResponse) => Promise<void>}
 */
function slowly({ round_trip_ms, kbit_per_s }) {
  /** @type {Map<string, Buffer>} */
  const known = new Map();
  let free_ms = 0;
  return async (file, body, response) => {
    const packed = known.get(file) ?? brotliCompressSync(body);
    known.set(file, packed);
    await sleep(round_trip_ms);
    response.writeHead(200, { 'content-encoding': 'br', 'content-length': packed.length });
    for (let at = 0; at < packed.length; at += PIECE_BYTES) {
      const piece = packed.subarray(at, at + PIECE_BYTES);
      free_ms = Math.max(performance.now(), free_ms) + (8 * piece.length) / kbit_per_s;
      await sleep(Math.max(0, free_ms - performance.now()));
      response.write(piece);
    }
    response.end();
  };
}

/**
 * A free port.
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
