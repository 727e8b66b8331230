// Play, pause, step, step back, scrub and speed: by keyboard alone, by touch alone.

import { expect, Playground, test } from './playground.js';

test('by keyboard alone', async ({ page }) => {
  const playground = await new Playground(page).open();
  const times = await playground.eventTimes();
  const next = times.find((at) => at > 2e9);
  const before = times.findLast((at) => at < 2e9);
  await page.locator('#to-lesson').focus();
  await page.keyboard.press('ArrowRight');
  expect(await playground.cursor(), 'keys do nothing while the focus is elsewhere').toBe(2e9);

  while (!(await playground.expire.evaluate((one) => one.matches(':focus')))) await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => playground.cursor()).toBe(next);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => playground.cursor()).toBeLessThanOrEqual(Number(before));

  const here = times.findIndex((at) => at > 2e9);
  await page.keyboard.press('Home');
  await expect.poll(() => playground.cursor()).toBe(0);
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => playground.cursor()).toBe(times.filter((at) => at > 0)[9]);
  expect(here).toBeGreaterThan(10);

  await page.keyboard.press('k');
  await expect(playground.pause).toBeVisible();
  await page.keyboard.press('k');
  await expect(playground.play).toBeVisible();

  await page.keyboard.press('<');
  await expect(playground.speed).toHaveAttribute('aria-valuetext', '1 s takes 4 s');
  await page.keyboard.press('>');
  await page.keyboard.press('>');
  await expect(playground.speed).toHaveAttribute('aria-valuetext', '1 s takes 1 s');

  const moments = await playground.element.evaluate((one) => /** @type {any} */ (one).player.moments);
  await page.keyboard.press('Home');
  await page.keyboard.press('n');
  await expect.poll(() => playground.cursor()).toBe(moments.find((/** @type {number} */ at) => at > 0));
  await page.keyboard.press('p');
  await expect.poll(() => playground.cursor()).toBe(0);

  while (!(await playground.scrub.evaluate((one) => one.matches(':focus')))) await page.keyboard.press('Tab');
  await page.keyboard.press('PageUp');
  await expect.poll(() => playground.cursor()).toBe(1.2e9);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => playground.cursor()).toBe(1.08e9);
  await page.keyboard.press('End');
  await expect.poll(() => playground.cursor()).toBe(12e9);

  await page.keyboard.press('?');
  await expect(playground.element.getByRole('region', { name: /Shortcuts/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(playground.element.getByRole('region', { name: /Shortcuts/ })).toHaveCount(0);
  await page.keyboard.press('Home');
  await page.keyboard.press('e');
  await expect(playground.pause).toBeVisible();
  await expect
    .poll(() => playground.element.evaluate((one) => /** @type {any} */ (one).session.line))
    .toMatch(/do=.*:expire/);
});

test('keys can be switched off, and never leak', async ({ page }) => {
  const playground = await new Playground(page).open();
  await playground.element.getByRole('button', { name: 'Shortcuts' }).click();
  await playground.element.getByRole('checkbox', { name: 'Shortcuts are on' }).uncheck();
  await page.keyboard.press('k');
  await expect(playground.play).toBeVisible();
  await playground.element.getByRole('checkbox', { name: 'Shortcuts are on' }).check();
  await page.keyboard.press('k');
  await expect(playground.pause).toBeVisible();
});

test('who closes a panel from inside keeps the focus inside', async ({ page }) => {
  const playground = await new Playground(page).open();
  await playground.element.getByRole('button', { name: 'Settings' }).click();
  const close = playground.element.getByRole('button', { name: 'Close' });
  await close.focus();
  await page.keyboard.press('Enter');
  await expect(close).toHaveCount(0);
  await page.keyboard.press('k');
  await expect(playground.pause).toBeVisible();
});

for (const name of ['Poke', 'Compare', 'Presets', 'Table'])
  test(`closing one panel leaves settings and keys open: ${name}`, async ({ page }) => {
    const playground = await new Playground(page).open();
    const { element } = playground;
    await element.getByRole('button', { name: 'Settings' }).click();
    await element.getByRole('button', { name: 'Shortcuts' }).click();
    await element.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    const panel = element.locator('section.pokes, section.compare, dialog.gallery, dialog.table');
    await panel.getByRole('button', { name: 'Close' }).click();
    await expect(panel).toHaveCount(0);
    await expect(element.getByRole('region', { name: 'Settings' })).toBeVisible();
    await expect(element.getByRole('region', { name: /^Shortcuts/ })).toBeVisible();
    await element.getByRole('button', { name: 'Shortcuts' }).press('Escape');
    await expect(element.getByRole('region', { name: 'Settings' }), 'Escape closes all').toHaveCount(0);
    await expect(element.getByRole('region', { name: /^Shortcuts/ })).toHaveCount(0);
  });

test('a click on the timeline moves the cursor there', async ({ page }) => {
  const playground = await new Playground(page).open();
  const axis = playground.element.locator('.axis');
  const box = await axis.boundingBox();
  if (!box) throw new Error('no timeline');
  await page.mouse.click(box.x + box.width / 2, box.y + 20);
  await expect.poll(() => playground.cursor()).toBeCloseTo(6e9, -8);
  // The click has brought the focus inside, so keys work now.
  await page.keyboard.press('Home');
  await expect.poll(() => playground.cursor()).toBe(0);
});

test.describe('by touch alone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 375, height: 667 } });

  test('play, pause, step, scrub, speed, expire', async ({ page }) => {
    const playground = await new Playground(page).open();
    await playground.play.tap();
    await playground.pause.tap();
    await expect(playground.play).toBeVisible();
    const at = await playground.cursor();
    await playground.element.getByRole('button', { name: 'On to the next event' }).tap();
    await expect.poll(() => playground.cursor()).toBeGreaterThan(at);
    await playground.element.getByRole('button', { name: 'Back to the previous event' }).tap();
    await playground.element.getByRole('button', { name: 'Back to the previous event' }).tap();
    await expect.poll(() => playground.cursor()).toBeLessThanOrEqual(at);

    const tapAt = async (/** @type {import('@playwright/test').Locator} */ slider, /** @type {number} */ part) => {
      const box = await slider.boundingBox();
      if (!box) throw new Error('no slider');
      await page.touchscreen.tap(box.x + box.width * part, box.y + box.height / 2);
    };
    await tapAt(playground.scrub, 0.5);
    await expect.poll(() => playground.cursor()).toBeGreaterThan(5e9);
    const speed = await playground.speed.getAttribute('aria-valuetext');
    await tapAt(playground.speed, 0.9);
    await expect(playground.speed).not.toHaveAttribute('aria-valuetext', String(speed));
    await playground.expire.tap();
    // At this speed the rest may be over before it is looked at.
    await expect.poll(() => page.url()).toContain(':expire');

    // The buttons of the branches, and of what has changed, come after the run.
    await expect(playground.element.locator('.branches button')).toHaveCount(2);
    await expect(playground.element.locator('.changes p')).toHaveCount(2);
    await expect(playground.play, 'it stands still').toBeVisible();
    for (const slider of [playground.scrub, playground.speed])
      expect((await slider.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    for (const button of await playground.element.getByRole('button').all()) {
      if (!(await button.isVisible()) || (await button.evaluate((one) => Boolean(one.closest('.log'))))) continue;
      const box = await button.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0), await button.innerText()).toBeGreaterThanOrEqual(44);
    }
  });
});
