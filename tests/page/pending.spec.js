// Actions while a run is being computed: the cursor of a requested run is set or abandoned together with it, and the
// settings show current, submitted and typed values.

import { expect, PAUSED, Playground, test } from './playground.js';

/**
 * Opens the page where nothing moves by itself, and keeps every run back from now on.
 * @param {import('@playwright/test').Page} page
 */
async function holding(page, hash = PAUSED) {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const playground = await new Playground(page).open(hash);
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
    return session.catalogue.presets.find((/** @type {any} */ { name }) => name === 'early_refresh');
  });
  await wanted(chosen.line);
  expect(await playground.cursor(), 'until then the old run stays as it is').toBe(2.5e9);
  await release();
  await expect.poll(line).toBe(chosen.line);
  // A moment before its event.
  expect(chosen.starts_at_ns).toBeGreaterThan(0);
  expect(await playground.cursor()).toBe(chosen.starts_at_ns);
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

/** @param {Playground} playground */
async function settings({ element }) {
  await element.getByRole('button', { name: 'Settings' }).click();
  return element.getByLabel('ttl', { exact: true });
}

for (const [by, act] of /** @type {[string, (playground: Playground) => Promise<unknown>][]} */ ([
  ['Reset all', ({ element }) => element.getByRole('button', { name: 'Reset all' }).click()],
  ['a link', ({ page }) => page.evaluate(() => (location.hash = '#v=1&duration=14s'))],
  ['a preset', ({ element }) => element.evaluate((one) => /** @type {any} */ (one).commands.start('stampede'))],
  ['another strategy', ({ element }) => element.getByLabel('Strategy of this lane').selectOption('lease')],
]))
  test(`what was refused leaves the settings with the run it was refused for: ${by}`, async ({ page }) => {
    const playground = await new Playground(page).open();
    const ttl = await settings(playground);
    await ttl.fill('yesterday');
    await ttl.press('Enter');
    await expect(ttl).toHaveAttribute('aria-invalid', 'true');
    await expect(ttl).toHaveValue('yesterday');
    await act(playground);
    await expect(ttl).toHaveValue('4s');
    await expect(ttl).not.toHaveAttribute('aria-invalid');
    await expect(ttl).not.toHaveAccessibleDescription(/yesterday/);
  });

test('a field is set back while another change is computed: both come', async ({ page }) => {
  const { playground, release, wanted, line } = await holding(page, '#v=1&duration=12s&ttl=2s&t=2s');
  await settings(playground);
  await playground.element.getByLabel('seed', { exact: true }).fill('9');
  await page.keyboard.press('Enter');
  await wanted('seed=9');
  await playground.element.getByRole('button', { name: /Set ttl back/ }).click();
  await release();
  await expect.poll(async () => (await line()).split(' ').toSorted()).toEqual(['duration=12s', 'seed=9']);
});

test('the settings show what is asked for while it is computed, and what is typed meanwhile stays', async ({
  page,
}) => {
  const { playground, wanted, cancel } = await holding(page);
  const ttl = await settings(playground);
  await ttl.fill('1s');
  await ttl.press('Enter');
  await wanted('ttl=1s');
  await ttl.blur();
  await expect(ttl).toHaveValue('1s');
  await cancel();
  await expect(ttl, 'it came to nothing').toHaveValue('4s');

  await ttl.fill('2s');
  await ttl.press('Enter');
  await wanted('ttl=2s');
  await ttl.fill('3s');
  await cancel();
  const drawn = () => playground.element.evaluate((one) => /** @type {any} */ (one).drawing === 0);
  await expect.poll(drawn).toBe(true);
  await expect(ttl).toHaveValue('3s');
});

test('what was typed and typed back is no longer held against the run', async ({ page }) => {
  const playground = await new Playground(page).open();
  const ttl = await settings(playground);
  await ttl.focus();
  await page.keyboard.type('0');
  await page.keyboard.press('Backspace');
  await ttl.blur();
  await page.evaluate(() => (location.hash = '#v=1&duration=12s&ttl=2s'));
  await expect(ttl).toHaveValue('2s');
});
