// Everyone: zoom, a page that reads from right to left, forced colours, paper, and nothing that jumps about as it opens.

import { expect, faults, PAUSED, Playground, test } from './playground.js';

const HELD = '#v=1&duration=12s&do=5s:expire&t=5.3s';

/** @param {import('@playwright/test').Page} page by how many pixels it is wider than its window */
const tooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

for (const [width, height] of [
  [1280, 800],
  [375, 667],
]) {
  // The cursor of a run that plays moves by nature; here it stands.
  test(`nothing shifts while the page opens, at ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.addInitScript(() => {
      /** @type {string[]} */
      const shifts = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of /** @type {any[]} */ (list.getEntries())) {
          const where = entry.sources.map((/** @type {any} */ { previousRect: a, currentRect: b }) =>
            [a.x, a.y, b.x, b.y].map(Math.round).join(' '),
          );
          shifts.push(`${entry.value.toFixed(4)}: ${where}`);
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    // The core comes late, as over a slow line.
    await page.route('**/*.wasm', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await route.continue();
    });
    const playground = await new Playground(page).open('');
    await expect(playground.element.locator('.price').first()).toBeVisible();
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => /** @type {any} */ (window).shifts)).toEqual([]);
  });
}

/** What 200 % make of 1280 by 800. */
test('at 200 % everything is in reach, without a horizontal scroll bar', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
  const page = await context.newPage();
  const playground = await new Playground(page).open(HELD);
  expect(await tooWide(page)).toBeLessThanOrEqual(0);
  await playground.play.click();
  await playground.pause.click();
  await playground.element.getByRole('button', { name: 'Settings' }).click();
  await expect(playground.element.getByRole('textbox', { name: 'ttl', exact: true })).toBeVisible();
  expect(await tooWide(page)).toBeLessThanOrEqual(0);
  await context.close();
});

test('on a page that reads from right to left nothing leaves the window, and time still goes to the right', async ({
  page,
}) => {
  const playground = await new Playground(page).open(HELD);
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  for (const width of [1280, 375]) {
    await page.setViewportSize({ width, height: 700 });
    expect(await tooWide(page), `${width} px`).toBeLessThanOrEqual(0);
    const at = () => playground.element.locator('.axis .cursor').evaluate((one) => one.getBoundingClientRect().x);
    const before = await at();
    await playground.element.getByRole('button', { name: 'On to the next event' }).click();
    expect(await at()).toBeGreaterThan(before);
  }
});

test('forced colours leave the herd to be seen, and nothing for axe to find', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await new Playground(page).open(HELD);
  expect(await faults(page, 'light')).toEqual([]);
  const drawn = page.locator('.lanes .stage svg').first();
  await expect(drawn).toBeVisible();
});

test('on paper there is the run and no button', async ({ page }) => {
  const playground = await new Playground(page).open(PAUSED);
  await page.emulateMedia({ media: 'print' });
  await expect(playground.expire).toBeHidden();
  await expect(playground.element.locator('.lanes')).toBeVisible();
  await expect(playground.element.locator('.timeline')).toBeVisible();
});
