// What ends a worker: a trap when memory is refused, or an end from outside that nobody announces. The last good run
// stays, the reader is told with the line to report, and the next change is answered by a fresh instance.

import { withMemoryLimit } from '../node/core.js';
import { expect, Playground, test } from './playground.js';

/** Some hundred thousand events: more than the megabytes given below. */
const LARGE = 'duration=3m rate=2000/s ttl=1s strategy=unprotected db_latency=100ms seed=11';

/** @param {import('@playwright/test').Page} page @param {number} pages beyond those at the start */
async function limitMemory(page, pages) {
  await page.context().route('**/*.wasm', async (route) => {
    const response = await route.fetch();
    const body = Buffer.from(withMemoryLimit(await response.body(), pages));
    await route.fulfill({ response, body });
  });
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
  expect(page.workers()).toHaveLength(1);
});

test('a worker that is ended in the middle of a run is missed, and the run is made by another', async ({ page }) => {
  const playground = await new Playground(page).open();
  const [first] = page.workers();
  const second = page.waitForEvent('worker');
  await change(playground, LARGE);
  await expect.poll(() => computing(playground)).toBe(true);
  // It says nothing of this, neither to the page nor to the console.
  await first.evaluate(() => close());

  expect(await second).not.toBe(first);
  const line = () => playground.element.evaluate((one) => /** @type {any} */ (one).session.line);
  await expect.poll(line, { timeout: 20_000 }).toContain('seed=11');
  // The run may have left that one so large that yet another took its place.
  await expect.poll(() => page.workers().length).toBe(1);
  expect(page.workers()).not.toContain(first);
});
