// The gallery of presets, and the sliders of the settings.

import { expect, faults, Playground, test } from './playground.js';

/** @param {import('@playwright/test').Page} page */
async function open(page) {
  const playground = await new Playground(page).open();
  await playground.element.getByRole('button', { name: 'Presets' }).click();
  const gallery = playground.element.getByRole('dialog', { name: /^Presets/ });
  await expect(gallery).toBeVisible();
  const presets = await playground.element.evaluate((one) => /** @type {any} */ (one).session.catalogue.presets);
  return { playground, gallery, presets };
}

/** @param {import('@playwright/test').Locator} gallery @param {string} name of a preset */
const cardOf = (gallery, name) => gallery.locator(`[data-preset="${name}"]`);

test('every preset with its title and claim; the one that runs is marked', async ({ page }) => {
  const { gallery, presets } = await open(page);
  await expect(gallery.getByRole('listitem').getByRole('button')).toHaveCount(presets.length);
  for (const { name, title, claim } of presets) {
    await expect(cardOf(gallery, name)).toContainText(title);
    await expect(cardOf(gallery, name)).toContainText(claim);
  }
  await expect(gallery.locator('[aria-current=true]')).toHaveCount(1);
  await expect(cardOf(gallery, 'hot_key').getByRole('button')).toHaveAttribute('aria-current', 'true');
});

test('by topic, the disease before its cure; each leads to its step of the lesson', async ({ page }) => {
  const { gallery } = await open(page);
  await expect(gallery.getByRole('heading', { level: 3 })).toHaveText([
    'Reads, and an empty cache',
    'Writes and old values',
    'The stampede',
    'A lock',
    'XFetch',
    'Background refresh',
    'When to choose cache-aside',
    'Overload',
  ]);
  await cardOf(gallery, 'small_pool').getByRole('link', { name: 'Step 9 of the lesson' }).click();
  await expect(page).toHaveURL(/lesson\.html#step=9$/);
  await expect(page.locator('.lesson h2')).toHaveText('How big is a herd?');
});

test('axe finds nothing', async ({ page }) => {
  const { gallery } = await open(page);
  await expect(gallery.getByRole('listitem').first().locator('.load')).toHaveAttribute('d', /M/);
  expect(await faults(page)).toEqual([]);
});

test('a drawing is that of the run, and is computed when it comes into view', async ({ page }) => {
  const { playground, gallery, presets } = await open(page);
  const last = gallery.getByRole('listitem').last();
  await expect(last.locator('.load')).not.toHaveAttribute('d');
  await last.scrollIntoViewIfNeeded();
  await expect(last.locator('.load')).toHaveAttribute('d', /M/);
  const first = cardOf(gallery, 'stampede');
  await first.scrollIntoViewIfNeeded();
  await expect(first.locator('.load')).toHaveAttribute('d', /M/);
  const most = await playground.element.evaluate(async (one, line) => {
    const { steps } = await /** @type {any} */ (one).session.engine.run(line);
    expectNoQueue(steps.db_queued.value.length);
    return Math.max(...steps.db_in_flight.value);
    function expectNoQueue(/** @type {number} */ count) {
      if (count) throw new Error('a queue would count too');
    }
  }, `${presets[1].line} db_connections=0`);
  // The drawing's own run has forty connections; this one shows that so many are asked for at once.
  await expect(first.getByRole('button')).toHaveAccessibleDescription(new RegExp(`At most ${most} queries`));
});

test('opening one sets the scenario and starts it; Back goes to the run before, and then leaves', async ({ page }) => {
  await page.goto('about:blank');
  const { playground, gallery, presets } = await open(page);
  const { title, name } = presets[1];
  await gallery.getByRole('button', { name: title, exact: false }).first().click();
  await expect(gallery).toHaveCount(0);
  await expect
    .poll(() => playground.element.evaluate((one) => /** @type {any} */ (one).session.line))
    .toBe(presets[1].line);
  expect(name).toBe('stampede');
  await expect(page.getByText(title)).toBeVisible();
  await expect(playground.pause).toBeVisible();
  const line = () => playground.element.evaluate((one) => /** @type {any} */ (one).session.line);
  await page.goBack();
  await expect.poll(line).toBe('duration=12s');
  expect(await playground.cursor()).toBe(2e9);
  await page.goForward();
  await expect.poll(line).toBe(presets[1].line);
  await page.goBack();
  await expect.poll(line).toBe('duration=12s');
  await page.goBack();
  expect(page.url()).toBe('about:blank');
});

test('Escape closes it and gives the focus back; its keys do not reach the player', async ({ page }) => {
  const { playground, gallery } = await open(page);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('e');
  expect(await playground.cursor()).toBe(2e9);
  await page.keyboard.press('Escape');
  await expect(gallery).toHaveCount(0);
  await expect(playground.element.getByRole('button', { name: 'Presets' })).toBeFocused();
  expect(new URL(page.url()).hash).not.toContain('do=');
});

test('a slider sets its field and keeps the place; what is typed while playing stays', async ({ page }) => {
  const playground = await new Playground(page).open();
  await playground.element.getByRole('button', { name: 'Settings' }).click();
  const slider = playground.element.getByRole('slider', { name: 'Slide ttl', exact: true });
  await expect(slider).toHaveAttribute('aria-valuetext', '4s');
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => new URL(page.url()).hash).toContain('ttl=5s');
  await expect(playground.element.getByLabel('ttl', { exact: true })).toHaveValue('5s');
  expect(await playground.cursor()).toBe(2e9);
  await playground.element.getByRole('button', { name: /Set ttl back/ }).click();
  await expect(slider).toHaveAttribute('aria-valuetext', '4s');

  const ttl = playground.element.getByLabel('ttl', { exact: true });
  await playground.play.click();
  await ttl.fill('2s');
  const at = await playground.cursor();
  await expect.poll(() => playground.cursor()).toBeGreaterThan(at);
  await expect(ttl).toHaveValue('2s');
});
