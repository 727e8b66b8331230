// What a person does while a run is being computed: where to stand belongs to the run it was asked with, and comes or is
// given up together with it.

import { expect, Playground, test } from './playground.js';

/** Opens the page where nothing moves by itself, and keeps every run back from now on. @param {import('@playwright/test').Page} page */
async function holding(page) {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const playground = await new Playground(page).open();
  await playground.element.evaluate((one) => {
    const { runs, engine } = /** @type {any} */ (one).session;
    const held = new Promise((resolve) => Object.assign(window, { release: resolve }));
    runs.engine = {
      run: async (/** @type {string} */ line, /** @type {any} */ options) => {
        const { signal } = options;
        const aborted = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        await Promise.race([held, aborted]);
        return engine.run(line, options);
      },
    };
  });
  return {
    playground,
    release: () => page.evaluate(() => /** @type {any} */ (window).release()),
    line: () => playground.element.evaluate((one) => /** @type {any} */ (one).session.line),
    wanted: (/** @type {string} */ part) =>
      expect
        .poll(() => playground.element.evaluate((one) => /** @type {any} */ (one).session.wanted.line))
        .toContain(part),
    cancel: () => playground.element.evaluate((one) => /** @type {any} */ (one).commands.cancel()),
    seek: (/** @type {number} */ ns) =>
      playground.element.evaluate((one, at_ns) => /** @type {any} */ (one).update({ at_ns, playing: false }), ns),
  };
}

test('a poke leads back to its time when its run is there', async ({ page }) => {
  const { playground, release, wanted, line, seek } = await holding(page);
  await playground.expire.click();
  await wanted('do=2s:expire');
  await seek(5e9);
  expect(await playground.cursor()).toBe(5e9);
  await release();
  await expect.poll(line).toContain('do=2s:expire');
  expect(await playground.cursor()).toBe(2e9);
});

test('a poke that is cancelled leaves the cursor alone', async ({ page }) => {
  const { playground, wanted, cancel, seek } = await holding(page);
  await playground.expire.click();
  await wanted('do=2s:expire');
  await seek(5e9);
  await cancel();
  await expect.poll(() => playground.element.evaluate((one) => /** @type {any} */ (one).session.asked)).toEqual([]);
  expect(await playground.cursor()).toBe(5e9);
});

test('a preset that is chosen while a poke is computed begins at its start', async ({ page }) => {
  const { playground, release, wanted, line, seek } = await holding(page);
  await playground.expire.click();
  await wanted('do=2s:expire');
  await seek(2.5e9);
  const chosen = await playground.element.evaluate((one) => {
    const { session, commands } = /** @type {any} */ (one);
    commands.start('early_refresh');
    return session.catalogue.presets.find((/** @type {any} */ { name }) => name === 'early_refresh').line;
  });
  await wanted(chosen);
  expect(await playground.cursor(), 'until then the old run stays as it is').toBe(2.5e9);
  await release();
  await expect.poll(line).toBe(chosen);
  expect(await playground.cursor()).toBe(0);
});

test('where a link wanted to stand is given up with it', async ({ page }) => {
  const { playground, release, wanted, line, cancel } = await holding(page);
  await page.evaluate(() => (location.hash = '#v=1&duration=14s&t=9s'));
  await wanted('duration=14s');
  await cancel();
  await release();
  await playground.element.evaluate((one) => /** @type {any} */ (one).session.set('ttl', '1s'));
  expect(await line()).toBe('duration=12s ttl=1s');
  expect(await playground.cursor()).toBe(2e9);
});
