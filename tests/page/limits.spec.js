// Floor and ceiling beside the three prices, in the head of a lane and in the comparison.

import { span } from '../../www/line/time.js';
import { expect, faults, Playground, test } from './playground.js';

const HERD = '#v=1&duration=12s&do=2s:expire&t=9s';

const known = (/** @type {Playground} */ { element }) =>
  element.evaluate((one) => {
    const { bounds, uncached, lanes } = /** @type {any} */ (one).session;
    return {
      prices: bounds.prices,
      uncached,
      floors: lanes.map((/** @type {any} */ { run }) => run.limits.db_queries_min),
      queries: lanes.map((/** @type {any} */ { run }) => run.report.queries.asked),
      reads: lanes.map((/** @type {any} */ { run }) => run.report.reads + run.report.unfinished),
    };
  });

test('without a cache every read queries; no lane is below the floor', async ({ page }) => {
  const playground = await new Playground(page).open(HERD);
  await expect.poll(async () => (await known(playground)).uncached !== null).toBe(true);
  const { prices, uncached, floors, queries, reads } = await known(playground);
  expect(uncached.report.reads + uncached.report.unfinished).toBe(reads[0]);
  expect(prices.db_queries.ceiling).toBe(uncached.report.queries.asked);
  expect(uncached.report.queries.asked).toBeGreaterThanOrEqual(uncached.report.reads);
  expect(uncached.report.queries.asked).toBeLessThanOrEqual(reads[0]);
  expect(uncached.report.hits).toBe(0);
  expect(prices.db_queries.floor).toBe(Math.min(...floors));
  for (const [i, one] of queries.entries()) expect(one).toBeGreaterThanOrEqual(floors[i]);

  const lane = playground.element.getByRole('article', { name: 'Mutex' });
  await expect(lane.locator('.load .gauge')).toHaveAccessibleName(
    `No strategy could do with fewer than ${prices.db_queries.floor} in this run; without a cache ${prices.db_queries.ceiling}`,
  );
  await expect(lane.locator('.wait .gauge')).toHaveAccessibleName(
    `No strategy answers faster than in ${span(prices.wait_max_ms.floor)}; without a cache the slowest read takes ${span(prices.wait_max_ms.ceiling)}`,
  );
  await expect(lane.locator('.stale .gauge'), 'nothing is written: nothing can be old').toHaveCount(0);
});

test('a ceiling that is not known has no tick', async ({ page }) => {
  const playground = await new Playground(page).open(HERD);
  await expect.poll(async () => (await known(playground)).uncached !== null).toBe(true);
  /** The left end of the tick in a gauge: a percentage of what is left of its length beside the tick's 1.5 px. */
  const tick = () =>
    playground.element
      .locator('.load .gauge')
      .first()
      .evaluate((one) => {
        const part = parseFloat(getComputedStyle(one).backgroundPositionX.split(',')[1]) / 100;
        const from = part * (one.clientWidth - 1.5);
        return { from, part: from / one.clientWidth };
      });
  await expect.poll(async () => (await tick()).part).toBeGreaterThan(1 / 2);
  await playground.element.evaluate((one) => {
    // So many are not run without a cache.
    Object.assign(/** @type {any} */ (one).session.bounds.prices.db_queries, { ceiling: null, most: 60_000 });
    /** @type {any} */ (one).update({});
  });
  await expect.poll(async () => (await tick()).from).toBeLessThan(-1.5);
});

test('the comparison has both under the lanes, and what they mean', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&do=3s:write&t=9s');
  await expect.poll(async () => (await known(playground)).uncached !== null).toBe(true);
  const { prices } = await known(playground);
  await playground.element.getByRole('button', { name: 'Compare' }).click();
  const compare = playground.element.getByRole('region', { name: 'The same traffic, whole run' });
  const floor = compare.getByRole('row', { name: /^Floor/ });
  await expect(floor.getByRole('cell').nth(0)).toContainText(String(prices.db_queries.floor));
  await expect(floor.getByRole('cell').nth(1)).toContainText(span(prices.wait_max_ms.floor));
  const ceiling = compare.getByRole('row', { name: /^Ceiling/ });
  await expect(ceiling.getByRole('cell').nth(0)).toContainText(String(prices.db_queries.ceiling));
  await expect(ceiling.getByRole('cell').nth(1)).toContainText('without a cache');
  // One write, values that live 4 s: one stored right before it would be served for as long.
  expect(prices.stale_age_max_ms.ceiling).toBeGreaterThan(3_000);
  await expect(ceiling.getByRole('cell').nth(2)).toContainText(span(prices.stale_age_max_ms.ceiling));
  await expect(ceiling.getByRole('cell').nth(2)).toContainText('no write told to the cache');
  await expect(playground.element.getByRole('article', { name: 'Mutex' }).locator('.stale .gauge')).toHaveCount(1);
});

test('the comparison says why a ceiling is not known', async ({ page }) => {
  const playground = await new Playground(page).open(HERD);
  await expect.poll(async () => (await known(playground)).uncached !== null).toBe(true);
  await playground.element.getByRole('button', { name: 'Compare' }).click();
  const ceiling = playground.element.getByRole('row', { name: /^Ceiling/ });
  await expect(ceiling).toBeVisible();
  for (const [why, words] of [
    ['coming', 'not known yet'],
    ['failed', 'could not be computed'],
    ['left_out', 'not computed for so many reads'],
  ]) {
    await playground.element.evaluate((one, ceiling) => {
      const { session } = /** @type {any} */ (one);
      session.uncached = null;
      session.bounds.ceiling = ceiling;
      session.price();
      session.changed('progress');
    }, why);
    await expect(ceiling.getByRole('cell').nth(0)).toHaveText(new RegExp(`–\\s*${words}`));
  }
});

test('axe finds nothing in floor and ceiling', async ({ page }) => {
  const playground = await new Playground(page).open(HERD);
  await playground.element.getByRole('button', { name: 'Compare' }).click();
  await expect(playground.element.getByRole('row', { name: /^Ceiling 7/ })).toBeVisible();
  expect(await faults(page)).toEqual([]);
});
