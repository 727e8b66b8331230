// WebKit, controlled by its driver with plain W3C WebDriver, which is a few HTTP requests. The driver is that of
// WebKitGTK and opens its MiniBrowser on a virtual display.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { ensureWebKit } from '../setup/browsers.mjs';
import { Failure } from '../setup/commands.mjs';
import { freePort } from '../site/server.mjs';

const START_MS = 60_000;
const SCRIPT_MS = 240_000;

/**
 * Opens the address in WebKit.
 * @param {string} address
 * @returns {Promise<import('./platforms.mjs').Page>}
 */
export async function openWebKit(address) {
  const { driver, display } = ensureWebKit();
  const { number, ...screen } = await startDisplay(display);
  const port = await freePort();
  const service = spawn(driver, [`--port=${port}`, '--host=127.0.0.1'], {
    env: { ...process.env, DISPLAY: `:${number}`, GDK_BACKEND: 'x11' },
    stdio: 'ignore',
  });
  const stop = () => {
    service.kill();
    screen.stop();
  };
  try {
    const server = `http://127.0.0.1:${port}`;
    await untilReady(server);
    const { sessionId, capabilities } = await send(server, 'POST', '/session', {
      capabilities: { alwaysMatch: { timeouts: { script: SCRIPT_MS, pageLoad: START_MS } } },
    });
    const session = `${server}/session/${sessionId}`;
    await send(session, 'POST', '/url', { url: address });
    return {
      name: `WebKit ${capabilities.browserVersion}`,
      evaluate: (expression) => evaluate(session, expression),
      close: () => send(session, 'DELETE', '').finally(stop),
    };
  } catch (error) {
    stop();
    throw error;
  }
}

/** Starts an X server that chooses a free display number, and writes it to file descriptor 3. */
async function startDisplay(/** @type {string} */ program) {
  const args = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
  const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const told = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
  const [number] = await Promise.race([once(told, 'data'), once(server, 'exit').then(() => [''])]);
  if (!String(number).trim()) throw new Failure(`${program} does not start.`);
  return { number: Number(number), stop: () => void server.kill() };
}

async function untilReady(/** @type {string} */ server) {
  for (const start = performance.now(); performance.now() - start < START_MS; await sleep(100)) {
    const status = await send(server, 'GET', '/status').catch(() => null);
    if (status?.ready) return;
  }
  throw new Failure('The driver of WebKit does not start.');
}

/** The value of an expression in the page. A promise is awaited. */
async function evaluate(/** @type {string} */ session, /** @type {string} */ expression) {
  const script = `
    const done = arguments[arguments.length - 1];
    (async () => ${expression})().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
  const { value, error } = await send(session, 'POST', '/execute/async', { script, args: [] });
  if (error) throw new Failure(error);
  return value;
}

/**
 * @param {string} base
 * @param {'GET' | 'POST' | 'DELETE'} method
 * @param {string} path
 * @param {object} [body]
 */
async function send(base, method, path, body) {
  const response = await fetch(`${base}${path}`, { method, body: body && JSON.stringify(body) });
  const { value } = /** @type {{ value: any }} */ (await response.json());
  if (!response.ok) throw new Failure(`WebDriver ${method} ${path}: ${value.error}: ${value.message}`);
  return value;
}
