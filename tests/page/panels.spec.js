// The panels around the run: they hide neither each other nor the transport, the focus returns, and there is a way to
// Play; also the claim of a preset and the legend.

import { expect, frames, PAUSED, Playground, test } from './playground.js';

const PHONE = { width: 375, height: 667 };

/** @param {import('@playwright/test').Locator} one */
const boxOf = async (one) => {
  const box = await one.boundingBox();
  if (!box) throw new Error('not laid out');
  return { ...box, right: box.x + box.width, bottom: box.y + box.height };
};

test.describe('on a phone', () => {
  test.use({ viewport: PHONE });

  test('a panel that opens closes the one in whose place it lies, and leaves the transport in sight', async ({
    page,
  }) => {
    const { element } = await new Playground(page).open();
    const panels = element.locator('.settings, .help, .compare, .share, section.ask, .legend, .pokes');
    for (const name of ['Settings', 'Compare', 'Shortcuts', 'Share', 'Settings', 'Ask', 'Legend', 'Poke', 'Settings']) {
      await element.getByRole('button', { name, exact: true }).click();
      await expect(panels, name).toHaveCount(1);
      await expect(panels.first()).not.toBeEmpty();
      const transport = await boxOf(element.locator('.transport'));
      const hit = await page.evaluate(
        ([x, y]) => document.elementFromPoint(x, y)?.shadowRoot?.elementFromPoint(x, y)?.closest('.transport') !== null,
        [transport.x + transport.width / 2, transport.y + 6],
      );
      expect(hit, `${name} leaves the transport in sight`).toBe(true);
    }
  });

  for (const path of ['./index.html', './embed.html'])
    test(`the claim of a preset is in sight: ${path}`, async ({ page }) => {
      const { element } = await new Playground(page).open('#preset=lost_delete&t=0s', path);
      const claim = element.getByText('The delete is lost: readers get the old value until its TTL.');
      await expect(claim).toBeInViewport({ ratio: 1 });
      await element.evaluate((one) => /** @type {any} */ (one).update({ at_ns: 6e9 }));
      await frames(page);
      await expect(claim).toBeInViewport({ ratio: 1 });
    });
});

// Presets with sentences before they begin, which could take the place of the claim.
for (const [path, width, height] of /** @type {[string, number, number][]} */ ([
  ['./embed.html', 640, 400],
  ['./index.html', 667, 375],
]))
  test(`the claim of a preset is in sight beside its sentences: ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    for (const preset of ['lost_delete', 'stale_set', 'lease', 'getdel']) {
      const { element } = await new Playground(page).open(`#preset=${preset}`, path);
      await expect(element.locator('.claim'), preset).toBeInViewport({ ratio: 1 });
      await expect(element.locator('.caption .said').first(), preset).toBeVisible();
    }
  });

test('a preset begins where it says, with its claim, and plays', async ({ page }) => {
  const playground = await new Playground(page).open();
  const { element } = playground;
  // As the core says it of each preset.
  await element.evaluate((one) => {
    const { presets } = /** @type {any} */ (one).session.catalogue;
    presets.find((/** @type {any} */ { name }) => name === 'crashed_holder').starts_at_ns = 3.5e9;
    delete presets.find((/** @type {any} */ { name }) => name === 'cold_start').starts_at_ns;
  });
  await element.getByRole('button', { name: 'Presets' }).click();
  await element.getByRole('button', { name: 'The holder of the lock crashes' }).click();
  await expect(element.locator('.claim')).toHaveText(/The holder of the lock crashes\. The lock is not released/);
  await expect.poll(() => playground.cursor()).toBeGreaterThanOrEqual(3.5e9);
  await expect(playground.pause).toBeVisible();
  // What was opened keeps its claim when it is poked.
  await playground.expire.click();
  await expect.poll(() => page.url()).toContain(',');
  await expect(element.locator('.claim')).toBeVisible();

  await element.getByRole('button', { name: 'Presets' }).click();
  await element.getByRole('button', { name: 'Cold start' }).click();
  await expect(element.locator('.claim')).toHaveText(/Cold start/);
  await expect.poll(() => playground.cursor()).toBeLessThan(3.5e9);
});

test.describe('in a frame of 640 by 400', () => {
  test.use({ viewport: { width: 640, height: 400 } });

  test('the menu of the chart lies over no chart', async ({ page }) => {
    const { element } = await new Playground(page).open('#v=1&duration=12s&do=9.5s:expire&t=11s', './embed.html');
    const menu = await boxOf(element.locator('.picked'));
    for (const chart of await element.locator('.plot svg, .plot .peak:visible').all()) {
      const { x, y, right, bottom } = await boxOf(chart);
      const across = Math.min(right, menu.right) - Math.max(x, menu.x);
      const down = Math.min(bottom, menu.bottom) - Math.max(y, menu.y);
      expect(Math.min(across, down), await chart.innerHTML()).toBeLessThanOrEqual(1);
    }
  });
});

test('names of pokes that are near to each other do not lie on one another', async ({ page }) => {
  const { element } = await new Playground(page).open(
    '#v=1&duration=12s&do=5s:expire,5.1s:flush,5.2s:align_arrivals,11.9s:expire&t=2s',
  );
  await expect(element.locator('.axis .poke span')).toHaveText(['Expire +2', 'Expire']);
  const axis = await boxOf(element.locator('.axis'));
  const spans = await element.locator('.axis .poke span').all();
  const last = await boxOf(spans[1]);
  expect(last.right).toBeLessThanOrEqual(axis.right + 1);
  expect((await boxOf(spans[0])).right).toBeLessThan(last.x);
});

for (const [name, panel] of [
  ['Settings', '.settings'],
  ['Shortcuts', '.help'],
  ['Compare', '.compare'],
  ['Share', '.share'],
  ['Ask', 'section.ask'],
  ['Legend', '.legend'],
  ['Poke', '.pokes'],
  ['Presets', '.gallery'],
])
  test(`Escape closes what is open and goes back to its button: ${name}`, async ({ page }) => {
    const { element } = await new Playground(page).open();
    const opener = element.getByRole('button', { name, exact: true });
    await opener.click();
    const inside = element.locator(panel).locator('button, input').last();
    await expect(inside).toBeVisible();
    await inside.focus();
    await page.keyboard.press('Escape');
    await expect(element.locator(panel)).toHaveCount(0);
    await expect(opener).toBeFocused();
  });

for (const path of ['./index.html', './embed.html'])
  test(`on a fresh page Space plays and E expires: ${path}`, async ({ page }) => {
    const playground = await new Playground(page).open(PAUSED, path);
    await page.keyboard.press('Space');
    await expect(playground.pause).toBeVisible();
    await page.keyboard.press('e');
    await expect
      .poll(() => playground.element.evaluate((one) => /** @type {any} */ (one).session.line))
      .toContain(':expire');
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });

test('the first stop in the playground leads to Play', async ({ page }) => {
  const playground = await new Playground(page).open(PAUSED, './embed.html');
  await page.keyboard.press('Tab');
  const skip = playground.element.getByRole('button', { name: 'Skip to Play' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Enter');
  await expect(playground.play).toBeFocused();
});

test('the legend names marks, letters, ticks, run and speed; on screen the four marks have their names', async ({
  page,
}) => {
  const { element } = await new Playground(page).open();
  const legend = element.getByRole('button', { name: 'Legend' });
  await expect(legend).toHaveText(/hit\s*miss\s*waits\s*stale/);
  await legend.click();
  const panel = element.getByRole('region', { name: /^Legend/ });
  for (const told of ['R12', 'W3', 'floor', 'ceiling', 'fingerprint', 'seed 7', 'The speed', 'A hit', 'A miss'])
    await expect(panel).toContainText(told);
});

test('the event at the cursor is told as a sentence', async ({ page }) => {
  const { element } = await new Playground(page).open('#v=1&duration=12s&do=5s:expire&t=5.3s');
  await expect(element.locator('.where .event')).toHaveText(/^R\d+ (waits for the lock|queries the database|has its)/);
});

test('forced colours show an empty gauge as empty', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'light' });
  const { element } = await new Playground(page).open('#v=1&duration=12s&t=0s');
  const { empty, card } = await element.evaluate((one) => {
    const gauge = /** @type {Element} */ (one.shadowRoot?.querySelector('.price.load .gauge'));
    const lane = /** @type {Element} */ (gauge.closest('.lane'));
    const colours = getComputedStyle(gauge).backgroundImage.match(/rgba?\([^)]*\)/g) ?? [];
    // The two ticks, what has come, what has not.
    return { empty: colours[colours.length - 1], card: getComputedStyle(lane).backgroundColor };
  });
  expect(empty).toBe(card);
});
