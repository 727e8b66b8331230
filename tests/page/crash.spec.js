// The end of a worker: a panic, a trap when memory is refused, or an end from outside without an event. The last valid
// run stays, a message has the line to report, and a new instance computes the next change.

import { freshCore, OUR_PANIC, runDamaged, withMemoryLimit } from '../shipped/core.js';
import { expect, isSimulator, Playground, simulators, test } from './playground.js';

/** Some hundred thousand events: more than the megabytes given below. */
const LARGE = 'duration=3m rate=2000/s ttl=1s strategy=unprotected db_latency=100ms seed=11';

const SMALL = 'duration=1s rate=2000/s ttl=1s strategy=unprotected db_latency=100ms';

/** @param {import('@playwright/test').Page} page @param {number} pages beyond those at the start */
async function limitMemory(page, pages) {
  await page.context().route('**/*.wasm', async (route) => {
    const response = await route.fetch();
    const body = Buffer.from(withMemoryLimit(await response.body(), pages));
    await route.fulfill({ response, body });
  });
}

/**
 * Lets every simulation of more than a slice panic in its second, by damage to a word of it (see
 * tests/shipped/panic.test.js).
 * @param {import('@playwright/test').Page} page @returns {Promise<string>} where the panic is
 */
async function panicInSecondSlice(page) {
  const panicAt = async (/** @type {string} */ line, /** @type {number} */ word, /** @type {number} */ slice) =>
    OUR_PANIC.exec(String(runDamaged(await freshCore(), line, word, slice)))?.[0];
  const { error } = console;
  console.error = () => {};
  let word = -1;
  let place;
  // What does not panic in a small run need not be tried in a large one.
  while (!place) if (await panicAt(SMALL, ++word, 500)) place = await panicAt(LARGE, word, 50_000);
  console.error = error;
  await page.context().route('**/worker-*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${wrap})(${word});\n${await response.text()}` });
  });
  return place;
}

/** In the worker, before its own script. @param {number} word */
function wrap(word) {
  const instantiate = WebAssembly.instantiate;
  const wrapped = async (/** @type {WebAssembly.Module} */ module, /** @type {WebAssembly.Imports} */ imports) => {
    const { exports } = /** @type {any} */ (await instantiate(module, imports));
    /** @type {Map<number, number>} */
    const slices = new Map();
    const simulation_advance = (/** @type {number} */ at, /** @type {number} */ events) => {
      slices.set(at, (slices.get(at) ?? 0) + 1);
      if (slices.get(at) === 2) new Uint32Array(exports.memory.buffer)[at / 4 + word] = 2 ** 32 - 1;
      return exports.simulation_advance(at, events);
    };
    // Another simulation may stand where one was.
    const simulation_finish = (/** @type {number} */ at) => {
      slices.delete(at);
      return exports.simulation_finish(at);
    };
    return { module, instance: { exports: { ...exports, simulation_advance, simulation_finish } } };
  };
  Object.assign(WebAssembly, { instantiate: wrapped });
}

/** @param {Playground} playground @param {string} line */
const change = (playground, line) =>
  playground.element.evaluate((one, text) => void (/** @type {any} */ (one).session.change(text)), line);

/** @param {Playground} playground */
const computing = (playground) =>
  playground.element.evaluate((one) => /** @type {any} */ (one).session.progress !== null);

test('a run that memory is refused for leaves the last one, and its line to report', async ({ page }) => {
  await limitMemory(page, 100);
  const playground = await new Playground(page).open();
  const before = await playground.fingerprint();

  await change(playground, LARGE);
  await expect(playground.problems).toContainText('The simulation stopped');
  await expect(playground.problems).toContainText('MiB in use');
  await expect(playground.problems).toContainText('rate=2000/s');
  expect(await playground.fingerprint()).toBe(before);
  expect(await computing(playground)).toBe(false);

  await playground.expire.click();
  await expect(playground.element.locator('.fingerprint')).not.toHaveAttribute('title', String(before));
  await expect(playground.problems).toBeHidden();
  await expect.poll(() => simulators(page).length).toBe(1);
});

test('a worker that is ended in the middle of a run is missed, and the run is made by another', async ({ page }) => {
  const playground = await new Playground(page).open();
  const [first] = simulators(page);
  const second = page.waitForEvent('worker', isSimulator);
  await playground.hold();
  await change(playground, LARGE);
  await expect.poll(() => computing(playground)).toBe(true);
  // It says nothing of this, neither to the page nor to the console.
  await first.evaluate(() => close());

  expect(await second).not.toBe(first);
  const line = () => playground.element.evaluate((one) => /** @type {any} */ (one).session.line);
  await expect.poll(line).toContain('seed=11');
  // The run may have left that one so large that yet another took its place.
  await expect.poll(() => simulators(page).length).toBe(1);
  expect(simulators(page)).not.toContain(first);
});

test('a panic leaves the last run, and is told with what it said and the line to report', async ({ page, quiet }) => {
  const place = await panicInSecondSlice(page);
  const playground = await new Playground(page).open();
  const before = await playground.fingerprint();

  await change(playground, LARGE);
  await expect(playground.problems).toContainText(place);
  await expect(playground.problems).toContainText('rate=2000/s');
  expect(await playground.fingerprint()).toBe(before);
  expect(await computing(playground)).toBe(false);

  await playground.expire.click();
  await expect(playground.element.locator('.fingerprint')).not.toHaveAttribute('title', String(before));
  await expect(playground.problems).toBeHidden();
  // The console keeps the messages of both workers that tried, for a report.
  await expect.poll(() => quiet.length).toBeGreaterThan(0);
  for (const message of quiet.splice(0)) expect(message).toContain('panicked at src/');
});
