// The code of the running strategy, with the requests on its lines.

import { expect, faults, Playground, test } from './playground.js';

const WAITING = '#v=1&duration=12s&do=5s:expire&t=5.3s';

/** @param {import('@playwright/test').Page} page @param {string} hash */
async function openCode(page, hash) {
  const playground = await new Playground(page).open(hash);
  await playground.element.getByRole('tab', { name: 'Code' }).click();
  await expect(playground.element.locator('.listing').first()).toBeVisible();
  await playground.element.getByRole('combobox', { name: 'Language' }).selectOption('Python, redis-py');
  await expect(playground.element.locator('.listing').first()).toContainText('get_user');
  return playground;
}

/**
 * How many requests of a lane are in a phase at the cursor.
 * @param {Playground} playground
 * @param {number} lane
 * @param {string} phase
 */
const inPhase = (playground, lane, phase) =>
  playground.element.evaluate((one, [lane, phase]) => {
    const { session, player } = /** @type {any} */ (one);
    const { segments, phases } = session.lanes[lane].run;
    let count = 0;
    for (let s = 0; s < segments.start_ns.length; s++) {
      const here = segments.start_ns[s] <= player.at_ns && player.at_ns < segments.end_ns[s];
      if (here && phases[segments.phase[s]] === phase) count++;
    }
    return count;
  }, /** @type {const} */ ([lane, phase]));

test('in production’s words, with the run’s own numbers, and the readers at their lines', async ({ page }) => {
  const playground = await openCode(page, `${WAITING}&lock_ttl=7s`);
  const code = playground.element.getByRole('group', { name: 'Code of Mutex' });
  await expect(code).toContainText('def get_user(user_id):');
  await expect(code).toContainText('cache.setex(key, 4, json.dumps(user))');
  await expect(code).toContainText('px=7000');
  const waiting = await inPhase(playground, 1, 'lock');
  expect(waiting).toBeGreaterThan(5);
  const here = code.locator('.here');
  await expect(here.filter({ hasText: 'time.sleep' }).locator('.gutter')).toHaveText(String(waiting));
  await expect(here.filter({ hasText: 'db.query_user' }).locator('.gutter')).toHaveText('1');
  await expect(playground.element.getByText(`${waiting} waiting · 1 in the database`)).toBeVisible();
});

test('the lines are in step with the cursor, and with the lane', async ({ page }) => {
  const playground = await openCode(page, WAITING);
  await playground.scrub.fill('3000');
  await expect(playground.element.locator('.listing .here').filter({ hasText: 'time.sleep' })).toHaveCount(0);
  await playground.scrub.fill('4300');
  await playground.element.getByRole('combobox', { name: 'Lane', exact: true }).selectOption('Unprotected');
  const querying = await inPhase(playground, 0, 'database');
  expect(querying).toBeGreaterThan(5);
  const query = playground.element.locator('.listing .here').filter({ hasText: 'db.query_user' });
  await expect(query.locator('.gutter')).toHaveText(String(querying));
});

test('each language shows each strategy, by keyboard', async ({ page }) => {
  const playground = await openCode(page, WAITING);
  const language = playground.element.getByRole('combobox', { name: 'Language' });
  await language.focus();
  for (const [title, said] of [
    ['Go', 'redis.NewScript'],
    ['Java', 'jedis.get'],
    ['Rust', 'fn get_user'],
    ['TypeScript', 'async function getUser'],
  ]) {
    await language.selectOption(title);
    await expect(playground.element.locator('.listing').first()).toContainText(said);
  }
});

test('the write stands below where there are writes', async ({ page }) => {
  const playground = await openCode(page, '#v=1&duration=12s&write_rate=1/s&t=3s');
  await expect(playground.element.locator('.listing').nth(1)).toContainText('cache.delete(key)');
});

test('a strategy without a listing says so', async ({ page }) => {
  const playground = await openCode(page, WAITING);
  await playground.element.evaluate((one) => {
    const { session, redraw } = /** @type {any} */ (one).app;
    session.lanes[1].strategy = 'hope';
    redraw();
  });
  await expect(playground.element.getByText('There is no listing for this one yet.')).toBeVisible();
});

test('axe finds nothing in the code', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openCode(page, WAITING);
  expect(await faults(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await faults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
