// Accessibility for everyone: zoom, right-to-left pages, forced colours, printing, and no layout shifts while the page
// opens.

import { expect, faults, frames, PAUSED, Playground, SCHEMES, test } from './playground.js';

const HELD = '#v=1&duration=12s&do=5s:expire&t=5.3s';

/** @param {import('@playwright/test').Page} page by how many pixels it is wider than its window */
const tooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/**
 * Gathers what the browser counts as shifts of the layout; the answer are those outside of some places, as
 * `value: x y x y`, from and to, in pixels.
 * @param {import('@playwright/test').Page} page
 */
async function watchShifts(page) {
  await page.addInitScript(() => {
    /** @type {any[]} */
    const shifts = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const { value, sources } of /** @type {any[]} */ (list.getEntries()))
        shifts.push({ value, sources: sources.map(({ previousRect, currentRect }) => [previousRect, currentRect]) });
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return (but = 'nothing-else') =>
    page.evaluate((but) => {
      const root = document.querySelector('cache-aside-playground')?.shadowRoot;
      const places = Array.from(root?.querySelectorAll(but) ?? [], (one) => one.getBoundingClientRect());
      const inPlace = (/** @type {DOMRect} */ { left, right, top, bottom, width }) =>
        width === 0 ||
        places.some(
          (place) =>
            left > place.left - 8 && right < place.right + 8 && top > place.top - 8 && bottom < place.bottom + 8,
        );
      return /** @type {any} */ (window).shifts
        .map(({ value, sources }) => ({ value, sources: sources.filter((pair) => !pair.every(inPlace)) }))
        .filter(({ sources }) => sources.length > 0)
        .map(
          ({ value, sources }) =>
            `${value.toFixed(4)}: ${sources.map(([from, to]) => [from.x, from.y, to.x, to.y].map(Math.round).join(' '))}`,
        );
    }, but);
}

for (const [width, height] of [
  [1280, 800],
  [375, 667],
]) {
  test(`nothing shifts while the page opens, at ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const shifts = await watchShifts(page);
    // The core comes late, as over a slow line.
    await page.route('**/*.wasm', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await route.continue();
    });
    const playground = await new Playground(page).open('');
    await expect(playground.element.locator('.price').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    await frames(page);
    expect(await shifts()).toEqual([]);
  });

  for (const [what, run] of [
    ['a herd', 'do=5s:expire&t=4.9s'],
    ['dice', 'strategy=xfetch&t=2.5s'],
    ['a crowd', 'rate=5000/s&do=5s:expire&t=4.9s'],
    ['two that wait', 'strategy=lease&write_rate=2/s&compare=background_refresh&t=3s'],
  ]) {
    test(`nothing shifts while it plays: ${what}, at ${width} by ${height}`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      const shifts = await watchShifts(page);
      const playground = await new Playground(page).open(`#v=1&duration=12s&${run}`);
      await expect(playground.element.locator('.price').first()).toBeVisible();
      // What comes later has come.
      await page.waitForLoadState('networkidle');
      await frames(page);
      // What moves while it loads is held above.
      await page.evaluate(() => void (/** @type {any} */ (window.shifts.length = 0)));
      await playground.element.evaluate((one) => /** @type {any} */ (one).update({ playing: true, speed: 0 }));
      const start = await playground.cursor();
      await expect.poll(() => playground.cursor()).toBeGreaterThan(start + 1.5e9);
      // Words that change have other lengths: a sentence, a line of the log, a number with one more digit.
      expect(await shifts('.caption, .log, .lane header')).toEqual([]);
    });
  }
}

test.describe('at 200 %', () => {
  // What it makes of 1280 by 800.
  test.use({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });

  test('everything is in reach, without a horizontal scroll bar', async ({ page }) => {
    const playground = await new Playground(page).open(HELD);
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
    await playground.play.click();
    await playground.pause.click();
    await playground.element.getByRole('button', { name: 'Settings' }).click();
    await expect(playground.element.getByRole('textbox', { name: 'ttl', exact: true })).toBeVisible();
    expect(await tooWide(page)).toBeLessThanOrEqual(0);
  });
});

test('on a page that reads from right to left nothing leaves the window, and time still goes to the right', async ({
  page,
}) => {
  const playground = await new Playground(page).open(HELD);
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  for (const width of [1280, 375]) {
    await page.setViewportSize({ width, height: 700 });
    expect(await tooWide(page), `${width} px`).toBeLessThanOrEqual(0);
    const at = (/** @type {number} */ at_ns) =>
      playground.element.evaluate(async (one, at_ns) => {
        /** @type {any} */ (one).update({ at_ns });
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        return Number(one.shadowRoot?.querySelector('.axis .cursor')?.getBoundingClientRect().x);
      }, at_ns);
    const early = await at(1e9);
    expect(await at(6e9), `${width} px`).toBeGreaterThan(early);
  }
});

/**
 * How much one colour stands out from another it lies on, as WCAG 2.2 has it.
 * @param {string} over
 * @param {string} ground
 */
function contrast(over, ground) {
  const read = (/** @type {string} */ colour) => colour.match(/[\d.]+/g)?.map(Number) ?? [];
  const [below, above] = [read(ground), read(over)];
  const [, , , alpha = 1] = above;
  const luminance = (/** @type {number[]} */ rgb) =>
    [0.2126, 0.7152, 0.0722].reduce((sum, part, i) => {
      const c = rgb[i] / 255;
      return sum + part * (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    }, 0.05);
  const lights = [luminance(below), luminance(below.map((c, i) => c + (above[i] - c) * alpha))];
  return Math.max(...lights) / Math.min(...lights);
}

for (const scheme of SCHEMES) {
  test(`forced colours leave the herd to be seen, and nothing for axe to find: ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active', colorScheme: scheme });
    const playground = await new Playground(page).open(HELD);
    expect(await faults(page, [scheme])).toEqual([]);
    const { card, herd } = await playground.element.evaluate((one) => {
      const found = (/** @type {string} */ selector) =>
        /** @type {Element} */ (one.shadowRoot?.querySelector(`.lanes ${selector}`));
      return {
        card: getComputedStyle(found('.lane')).backgroundColor,
        // Those in the database, and those who wait for one of them.
        herd: ['[data-lane="0"] .slots.used', '[data-lane="1"] .mover.wait'].map((selector) => ({
          fill: getComputedStyle(found(selector)).fill,
          drawn: found(selector).getAttribute('d') !== null,
        })),
      };
    });
    expect(contrast('rgb(0, 0, 0)', 'rgb(255, 255, 255)')).toBe(21);
    for (const { fill, drawn } of herd) {
      expect(drawn).toBe(true);
      expect(contrast(fill, card), `${fill} on ${card}`).toBeGreaterThanOrEqual(3);
    }
  });
}

test('on paper there is the run and no button', async ({ page }) => {
  const playground = await new Playground(page).open(PAUSED);
  await page.emulateMedia({ media: 'print' });
  await expect(playground.expire).toBeHidden();
  await expect(playground.element.locator('.lanes')).toBeVisible();
  await expect(playground.element.locator('.timeline')).toBeVisible();
});
