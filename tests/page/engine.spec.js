// The worker dies: requests are repeated once, one that kills it again fails with a message, and the last run stays.

import { expect, isSimulator, Playground, simulators, test } from './playground.js';

test('a dead worker is replaced and the last run stays', async ({ page, quiet }) => {
  const playground = await new Playground(page).open();
  const before = await playground.fingerprint();
  const [worker] = simulators(page);
  const gone = worker.waitForEvent('close');
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('killed by the test');
    });
  });
  await gone;
  expect(await playground.fingerprint()).toBe(before);
  await playground.expire.click();
  await expect(playground.element.locator('.fingerprint')).not.toHaveAttribute('title', String(before));
  expect(simulators(page)).toHaveLength(1);
  // The error itself may or may not reach the console; it is the test's own.
  quiet.length = 0;
});

/**
 * 400,000 reads/s for 2 s are 2.4 million events, and some 110 bytes of each of 800,000 reads while they are gathered:
 * 88 MB, where a worker may keep 67.
 */
test('a large run leaves no large worker behind', async ({ page }) => {
  await new Playground(page).open();
  const [worker] = simulators(page);
  const gone = worker.waitForEvent('close');
  const hired = page.waitForEvent('worker', isSimulator);
  const events = await page.evaluate(async () => {
    const line = 'strategy=unprotected rate=400000/s duration=2s warm=true ttl=1h';
    return (await /** @type {any} */ (document.querySelector('cache-aside-playground')).session.engine.run(line)).report
      .events;
  });
  expect(events).toBeGreaterThan(2_390_000);
  await Promise.all([gone, hired]);
  expect(simulators(page)).toHaveLength(1);
});
