// `npm run soak`: checks that memory does not grow. Simulates a day in node, and re-runs ten thousand times in one tab
// of Chromium, through the page itself: engine, worker, transfer and every view. Prints the memory in use at intervals,
// after a garbage collection. `npm run soak -- --reruns 500` is a shorter test. The exit code is 1 if memory is not
// flat.
//
// Flat means: after the last hour the core's memory has no page more than after the first. After the first re-runs,
// which fill every cache and build every view, the core's memory gains no page, and everything else grows by at most a
// tenth.

import path from 'node:path';
import { parseArgs } from 'node:util';

import { freshCore } from '../tests/shipped/core.js';
import { ensureChrome } from './setup/browsers.mjs';
import { bundle } from './site/dist.mjs';
import { Failure, main, ROOT } from './setup/commands.mjs';
import { ensureAll } from './setup/prerequisites.mjs';
import { serve } from './site/server.mjs';

/** @typedef {import('puppeteer-core').CDPSession} CDPSession */
/** @typedef {{ done: number, heap: number, worker: number, core: number, nodes: number, listeners: number }} InUse */

/**
 * Steady traffic with expiries, writes, a pool, and clients that abandon reads. A run of an hour has a higher rate than
 * one of a day.
 */
const TRAFFIC = 'ttl=5s db_latency=exponential:100ms db_connections=5 write_rate=0.1/s client_timeout=1s retries=1';
const RATE_OF_AN_HOUR = '40/s';
const RATE_OF_A_DAY = '1.5/s';
const MIB = 2 ** 20;
/**
 * The number of re-runs before the comparison: the page keeps some hundred recent runs. After them a heap may still
 * grow by `GROWTH_MAX`, because its size always varies a little.
 */
const WARM_UP_RERUNS = 200;
const RERUNS_MIN = 2 * WARM_UP_RERUNS;
const GROWTH_MAX = 0.1;

await main(async () => {
  const { values } = parseArgs({ options: { reruns: { type: 'string', default: '10000' } } });
  const reruns = Number(values.reruns);
  if (!Number.isInteger(reruns) || reruns < RERUNS_MIN) {
    throw new Failure(`--reruns: a whole number from ${RERUNS_MIN}`);
  }
  await ensureAll();
  const grown = await day();
  await bundle();
  judge(grown, await tab(reruns));
});

/**
 * Simulates a day, as one run and as 24 runs of an hour.
 * @returns {Promise<string[]>} what has grown since the first hour
 */
async function day() {
  console.log(`\nA day of virtual time in node: ${TRAFFIC}\n`);
  console.log(row('', 'runs', 'reads', 'events', 'core MiB'));
  const hours = await freshCore();
  const size = () => hours.memory.buffer.byteLength;
  const mib = (/** @type {number} */ bytes) => (bytes / MIB).toFixed(1);
  let reads = 0;
  let events = 0;
  let first = 0;
  for (let hour = 1; hour <= 24; hour += 1) {
    const report = hours.report(`duration=1h rate=${RATE_OF_AN_HOUR} seed=${hour} ${TRAFFIC}`);
    reads += report.reads;
    events += report.events;
    first ||= size();
    if ([1, 2, 12, 24].includes(hour)) console.log(row(`${hour} h, by the hour`, hour, reads, events, mib(size())));
  }
  const whole = await freshCore();
  const report = whole.report(`duration=24h rate=${RATE_OF_A_DAY} ${TRAFFIC}`);
  console.log(row('24 h in one run', 1, report.reads, report.events, mib(whole.memory.buffer.byteLength)));
  return size() > first ? ['core, hour by hour'] : [];
}

/**
 * Re-runs two lanes in the page with one seed after another, and draws each run.
 * @param {number} reruns
 */
async function tab(reruns) {
  const site = await serve(path.join(ROOT, 'dist'));
  const { launch } = await import('puppeteer-core');
  const args = ['--no-sandbox', '--disable-gpu'];
  const browser = await launch({ browser: 'chrome', executablePath: ensureChrome(), args, headless: true });
  /** @type {InUse[]} */
  const samples = [];
  try {
    const page = await browser.newPage();
    await page.goto(`${site.address}index.html#v=1&duration=12s&t=2s`);
    await page.waitForFunction(`document.querySelector('cache-aside-playground')?.session?.lanes.length === 2`);
    console.log(`\n${reruns} re-runs of two lanes in one tab of ${await browser.version()}\n`);
    console.log(row('re-runs', 'heap MiB', 'worker MiB', 'core MiB', 'nodes', 'listeners'));
    const session = await page.createCDPSession();
    const step = Math.max(1, Math.floor(reruns / 10));
    for (let done = 0; done <= reruns; done += step) {
      const [worker] = page.workers();
      const sample = { done, ...(await inUse(session, worker.client)) };
      samples.push(sample);
      const { heap, worker: other, core, nodes, listeners } = sample;
      const mib = (/** @type {number} */ bytes) => (bytes / MIB).toFixed(1);
      console.log(row(String(done), mib(heap), mib(other), mib(core), nodes, listeners));
      if (done < reruns) await page.evaluate(rerunning(done + 1, done + step));
    }
    if (page.workers().length !== 1) throw new Failure('the worker was replaced on the way');
  } finally {
    await browser.close();
    site.close();
  }
  return samples;
}

/** A script that runs these seeds one after another, and draws each run. The last one is the first seed again. */
function rerunning(/** @type {number} */ from, /** @type {number} */ to) {
  return `(async () => {
    const { session } = document.querySelector('cache-aside-playground');
    for (let seed = ${from}; seed <= ${to}; seed += 1) {
      const problem = await session.set('seed', String(seed === ${to} ? 7 : seed + 7));
      if (problem) throw new Error(problem.message);
      await new Promise((drawn) => requestAnimationFrame(() => drawn()));
    }
  })()`;
}

/**
 * The memory that the tab and its worker use.
 * @param {CDPSession} page @param {CDPSession} worker
 * @returns {Promise<Omit<InUse, 'done'>>}
 */
async function inUse(page, worker) {
  const heapOf = async (/** @type {CDPSession} */ session) => {
    await session.send('HeapProfiler.collectGarbage');
    // The objects, and the contents of typed arrays, which are outside of the heap.
    const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
    return usedSize + backingStorageSize;
  };
  const heap = await heapOf(page);
  const { nodes, jsEventListeners } = await page.send('Memory.getDOMCounters');
  return { heap, worker: await heapOf(worker), core: await memoryOf(worker), nodes, listeners: jsEventListeners };
}

/** The bytes of WebAssembly memory in a worker. */
async function memoryOf(/** @type {CDPSession} */ worker) {
  const { result } = await worker.send('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' });
  const { objects } = await worker.send('Runtime.queryObjects', { prototypeObjectId: String(result.objectId) });
  const { result: bytes } = await worker.send('Runtime.callFunctionOn', {
    objectId: objects.objectId,
    functionDeclaration: 'function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }',
    returnByValue: true,
  });
  return bytes.value;
}

/** @param {string[]} grown so far @param {InUse[]} samples */
function judge(grown, samples) {
  const warm = samples.find(({ done }) => done >= WARM_UP_RERUNS);
  const last = samples[samples.length - 1];
  if (!warm || !last) throw new Failure('nothing was measured');
  if (last.core > warm.core) grown.push('core');
  for (const part of /** @type {const} */ (['heap', 'worker', 'nodes', 'listeners'])) {
    if (last[part] > warm[part] * (1 + GROWTH_MAX)) grown.push(part);
  }
  console.log(
    grown.length ? `\nNot flat: ${grown.join(', ')}` : `\nFlat from the first hour, and from ${warm.done} re-runs on.`,
  );
  if (grown.length) process.exitCode = 1;
}

/** A line of a table. */
function row(/** @type {(string | number)[]} */ ...cells) {
  return cells.map((cell, column) => (column ? String(cell).padStart(12) : String(cell).padEnd(18))).join('');
}
