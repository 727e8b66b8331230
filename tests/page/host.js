// A site that hosts the playground: dist/ beside another page, with any policy, and with network failures on demand.
// The answers come from a real server, because browsers do not let intercepted responses load anything from this
// machine.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const TYPES = /** @type {Record<string, string>} */ ({
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
});

/**
 * @typedef {object} Site
 * @property {(name: string, port: number) => string | undefined} [page] the text of a page that is not of dist/
 * @property {Record<string, string>} [headers] of every answer
 * @property {(file: string, times: number) => number | string | undefined} [answer] another status than 200, or another
 * type, of a file asked for so many times
 */

/** @param {Site} site @returns {Promise<{ port: number, asked: string[], close: () => void }>} */
export function siteOf({ page, headers = {}, answer }) {
  /** @type {string[]} */
  const asked = [];
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname.slice(1));
    asked.push(name);
    const other = answer?.(name, asked.filter((one) => one === name).length);
    for (const [key, value] of Object.entries(headers)) response.setHeader(key, value);
    response.setHeader('cache-control', 'no-store');
    if (name === 'favicon.ico') return response.writeHead(204).end();
    if (typeof other === 'number') return response.writeHead(other).end();
    try {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      const body = page?.(name, port) ?? (await readFile(path.join('dist', path.normalize(`/${name}`))));
      response.setHeader('content-type', other ?? TYPES[path.extname(name)] ?? 'application/octet-stream');
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({ port, asked, close });
    }),
  );
}

/**
 * The policies of docs/EMBEDDING.md, as they stand there.
 * @returns {Promise<Record<string, string>>} by what they are for
 */
export async function documentedPolicies() {
  const text = await readFile('docs/EMBEDDING.md', 'utf8');
  const found = [...text.matchAll(/```http (\w+)\nContent-Security-Policy: ([^`]+)```/g)];
  return Object.fromEntries(found.map(([, name, policy]) => [name, policy.replace(/\s+/g, ' ').trim()]));
}
