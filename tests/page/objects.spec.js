// Interventions by the objects on the stage.

import { expect, faults, Playground, test } from './playground.js';

/** 300 ms after an expiry: a reader holds the lock of the mutex lane, others wait. */
const HELD = '#v=1&duration=12s&do=5s:expire&t=5.3s';

/** @param {Playground} playground */
const session = (playground) =>
  playground.element.evaluate((one) => {
    const { catalogue, line } = /** @type {any} */ (one).session;
    return { line, actions: catalogue.actions };
  });

/** @param {Playground} playground @param {string} name @param {string} [lane] */
const object = ({ element }, name, lane = 'Mutex') =>
  element.getByRole('button', { name: `${name} of ${lane}: what can be done` });

const NAMES = { readers: 'Readers', apps: 'Application', cache: 'Cache', lock: 'Lock', database: 'Database' };

test('every intervention is on an object, and the core takes each of them there', async ({ page }) => {
  // Between two steps the page stands still to be clicked.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const playground = await new Playground(page).open(HELD);
  /** @type {{ actions: import('../../www/engine/run.js').Action[] }} */
  const { actions } = await session(playground);
  expect(new Set(actions.flatMap(({ about }) => about))).toEqual(new Set(Object.keys(NAMES)));
  expect(actions.filter(({ about }) => !about.length)).toEqual([]);
  let done = 1;
  for (const [object_name, called] of Object.entries(NAMES)) {
    const here = actions.filter(({ about }) => about.includes(object_name));
    for (const { name, title } of here) {
      await object(playground, called).click();
      const menu = playground.element.getByRole('dialog', { name: called });
      await expect(menu.getByRole('listitem')).toHaveCount(here.length);
      await menu.getByRole('button', { name: new RegExp(`^${title}`) }).click();
      await expect(menu).toHaveCount(0);
      done += 1;
      await expect.poll(async () => (await session(playground)).line.split(' do=')[1].split(',').length).toBe(done);
      expect((await session(playground)).line).toContain(`:${name}`);
    }
  }
  await expect(playground.problems).toBeEmpty();
});

test('by keyboard alone: the lock, its holder crashed, the focus back on the lock', async ({ page }) => {
  const playground = await new Playground(page).open(HELD);
  await playground.expire.focus();
  while (!(await object(playground, 'Lock').evaluate((one) => one.matches(':focus'))))
    await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  const menu = playground.element.getByRole('dialog', { name: 'Lock' });
  await expect(menu.getByRole('heading')).toHaveText('Lock at 5.300 s');
  const crash = menu.getByRole('button', { name: /^Crash the holder/ });
  await expect(crash).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
  await expect(object(playground, 'Lock')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(crash).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(menu).toHaveCount(0);
  await expect.poll(async () => (await session(playground)).line).toContain('do=5s:expire,5.3s:crash_holder');
  await expect(object(playground, 'Lock')).toBeFocused();
  await expect(playground.pause).toBeVisible();
});

test('the run stops while one chooses; a click elsewhere or Tab out closes the menu', async ({ page }) => {
  const playground = await new Playground(page).open(HELD);
  await playground.play.click();
  await object(playground, 'Cache').click();
  await expect(playground.play, 'the run is stopped').toBeVisible();
  const menu = playground.element.getByRole('dialog', { name: 'Cache' });
  await expect(menu.getByRole('button', { name: /^Flush/ })).toBeVisible();
  await page.mouse.click(5, 5);
  await expect(menu).toHaveCount(0);
  await object(playground, 'Cache').click();
  await expect(menu).toBeVisible();
  await object(playground, 'Cache').click();
  await expect(menu, 'the object closes its own menu').toHaveCount(0);
  await object(playground, 'Database', 'Unprotected').click();
  const of_database = playground.element.getByRole('dialog', { name: 'Database' });
  const last = of_database.getByRole('textbox', { name: 'Stop the database: for' });
  await last.focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(of_database).toHaveCount(0);
  expect((await session(playground)).line).toContain('do=5s:expire');
});

test('a press inside leaves it open with what was typed, and so does leaving the window', async ({ page }) => {
  const playground = await new Playground(page).open(HELD);
  await object(playground, 'Database').click();
  const menu = playground.element.getByRole('dialog', { name: 'Database' });
  const length = menu.getByRole('textbox', { name: 'Stop the database: for' });
  await length.fill('700ms');
  // Where a button takes no focus from the mouse, a press on one is as a press on the heading.
  await menu.getByRole('heading').click();
  await expect(length).toHaveValue('700ms');
  await length.focus();
  // What a window that is left does to what has the focus.
  await length.evaluate((one) => /** @type {HTMLElement} */ (one).blur());
  // One frame is enough for a menu to go.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await expect(length).toHaveValue('700ms');
  await length.focus();
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);
});

test('a tap on another object brings its menu there, stops the run again and takes the focus', async ({ page }) => {
  const playground = await new Playground(page).open(HELD);
  await object(playground, 'Readers').click();
  const readers = playground.element.getByRole('dialog', { name: 'Readers' });
  await expect(readers.getByRole('listitem').first()).toBeVisible();
  await playground.element.evaluate((one) => /** @type {any} */ (one).update({ playing: true }));
  // Press and click of a tap may both come before the next frame.
  await object(playground, 'Database').evaluate((one) => {
    one.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
    /** @type {HTMLElement} */ (one).focus();
    /** @type {HTMLElement} */ (one).click();
  });
  const menu = playground.element.getByRole('dialog', { name: 'Database' });
  await expect(menu.getByRole('button', { name: /^Slow/ })).toBeFocused();
  await expect(playground.play).toBeVisible();
  const [box, anchor] = await Promise.all([menu.boundingBox(), object(playground, 'Database').boundingBox()]);
  if (!box || !anchor) throw new Error('no menu');
  const middle = anchor.x + anchor.width / 2;
  expect(box.x < middle && middle < box.x + box.width, 'over or under its object').toBe(true);
});

test('what it takes is taken from its box, and the menu stands inside the window', async ({ page }) => {
  const playground = await new Playground(page).open(HELD);
  await object(playground, 'Database').click();
  const menu = playground.element.getByRole('dialog', { name: 'Database' });
  // Its place is found once its code is there.
  await expect(menu.getByRole('listitem').first()).toBeVisible();
  const [box, anchor] = await Promise.all([menu.boundingBox(), object(playground, 'Database').boundingBox()]);
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  if (!box || !anchor) throw new Error('no menu');
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(width);
  expect(box.y + box.height).toBeLessThanOrEqual(height);
  expect(box.x < anchor.x + anchor.width && anchor.x < box.x + box.width, 'over or under its object').toBe(true);
  await menu.getByRole('textbox', { name: 'Stop the database: for' }).fill('700ms');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await session(playground)).line).toContain('5.3s:db_down:700ms');
});

test('without locks there is no lock to crash', async ({ page }) => {
  const playground = await new Playground(page).open(HELD);
  await expect(object(playground, 'Lock')).toHaveCount(1);
  await expect(object(playground, 'Lock', 'Unprotected')).toHaveCount(0);
});

for (const name of ['Cache', 'Lock', 'Database']) {
  test(`axe finds nothing in the menu of an object: ${name}`, async ({ page }) => {
    const playground = await new Playground(page).open(HELD);
    await object(playground, name).click();
    await expect(playground.element.getByRole('dialog', { name }).getByRole('listitem').first()).toBeVisible();
    expect(await faults(page)).toEqual([]);
  });
}

test.describe('by touch alone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 375, height: 667 } });

  test('the objects are large enough, the lock is with the cache, and a tap does it', async ({ page }) => {
    const playground = await new Playground(page).open(HELD);
    const all = playground.element.locator('.object');
    await expect(all).toHaveCount(8);
    for (const one of await all.all()) {
      const box = await one.boundingBox();
      expect(
        Math.min(box?.width ?? 0, box?.height ?? 0),
        String(await one.getAttribute('title')),
      ).toBeGreaterThanOrEqual(44);
    }
    await object(playground, 'Cache').tap();
    const menu = playground.element.getByRole('dialog', { name: 'Cache' });
    await expect(menu.getByRole('listitem')).not.toHaveCount(0);
    for (const one of await menu.getByRole('listitem').getByRole('button').all())
      expect((await one.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await menu.getByRole('button', { name: /^Crash the holder/ }).tap();
    await expect.poll(async () => (await session(playground)).line).toContain('5.3s:crash_holder');
    await playground.pause.tap();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  });
});
