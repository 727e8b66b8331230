// The charts under the swim lanes: one of them is drawn, its numbers follow from the core's windows, and each is a
// sentence and a table besides.

import { clock, span } from '../../www/line/time.js';
import { expect, faults, PAUSED, Playground, test } from './playground.js';

/** A write whose delete is lost: old values are served from 4 s on, as long as the TTL lasts. */
const STALE = '#v=1&duration=12s&do=3s:lose_next_invalidation,3s:write&t=5.1s';

const picker = (/** @type {Playground} */ { element }) => element.getByRole('combobox', { name: 'Chart' });
const chart = (/** @type {Playground} */ { element }, lane = 0) =>
  element.locator(`[data-view="chart"][data-lane="${lane}"]`);
const tableButton = (/** @type {Playground} */ { element }) => element.getByRole('button', { name: /^Table: / });

/**
 * The windows and the report of every lane, and the window that the cursor stands in.
 * @param {Playground} playground
 */
const told = (playground) =>
  playground.element.evaluate((one) => {
    const { session, player } = /** @type {any} */ (one);
    return session.lanes.map((/** @type {any} */ { title, run: { windows, report } }) => ({
      title,
      report,
      ...Object.fromEntries(Object.entries(windows).map(([name, column]) => [name, Array.from(column)])),
      here: Array.from(windows.bounds_ns).filter((at) => at <= player.at_ns).length - 1,
    }));
  });

const percent = (/** @type {number} */ ratio) => `${Math.round(ratio * 100)} %`;

test('load is seen first; another chart follows from the windows of the run, at the cursor too', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&do=2s:expire&t=2.7s');
  await expect(picker(playground)).toHaveValue('queries in flight');
  await expect(playground.element.locator('[data-view="load"]')).toHaveCount(2);
  const lanes = await told(playground);
  const label = (/** @type {number} */ lane) => playground.element.locator(`.now[data-lane="${lane}"]`);

  await picker(playground).selectOption('hit ratio');
  await expect(playground.element.locator('[data-view="load"]')).toHaveCount(0);
  for (const [i, { title, hit_ratio, hits, reads, report, here }] of lanes.entries()) {
    expect(reads[here]).toBeGreaterThan(0);
    expect(hit_ratio[here]).toBe(hits[here] / reads[here]);
    await expect(label(i)).toHaveText(percent(hit_ratio[here]));
    const name = await chart(playground, i).getByRole('img').getAttribute('aria-label');
    expect(name).toContain(`${title}: ${percent(report.hit_ratio)} of ${report.reads} reads answered from the cache`);
    expect(name).toContain(`; ${percent(hit_ratio[here])} at the cursor.`);
  }

  await picker(playground).selectOption('latency');
  for (const [i, { latency_p50_ms, latency_p99_ms, report, here }] of lanes.entries()) {
    await expect(label(i)).toHaveText(`p99 ${span(latency_p99_ms[here])}`);
    const name = await chart(playground, i).getByRole('img').getAttribute('aria-label');
    expect(name).toContain(`half of the reads took no more than ${span(report.latency_ms.p50)}`);
    expect(name).toContain(`p50 ${span(latency_p50_ms[here])} and p99 ${span(latency_p99_ms[here])} at the cursor.`);
  }

  // A window without an answer has no hit ratio, and says so.
  await picker(playground).selectOption('hit ratio');
  const silent = lanes[0].reads.indexOf(0);
  await playground.element.evaluate(
    (one, at_ns) => /** @type {any} */ (one).update({ at_ns }),
    lanes[0].bounds_ns[silent],
  );
  await expect(label(0)).toHaveText('–');
  await expect(chart(playground).getByRole('img')).toHaveAccessibleName(/; no read ended at the cursor\.$/);
});

test('the chart of stale age: the oldest value of each window, and words where there is none', async ({ page }) => {
  const playground = await new Playground(page).open(STALE);
  await picker(playground).selectOption('oldest served');
  const [{ title, stale_age_max_ms, report }] = await told(playground);
  const most = Math.max(...stale_age_max_ms);
  expect(most).toBeGreaterThan(0);
  await expect(chart(playground).getByRole('img')).toHaveAccessibleName(
    new RegExp(
      `^${title}: the oldest value served was ${span(most)} old, .* ${report.stale_reads} stale reads in all;`,
    ),
  );
  await expect(chart(playground).locator('.peak')).toHaveText(span(most));
  await playground.open('#v=1&duration=6s');
  await page.reload();
  await picker(playground).selectOption('oldest served');
  await expect(chart(playground).getByText('nothing old was served')).toBeVisible();
  await expect(chart(playground).getByRole('img')).toHaveAccessibleName('Unprotected: nothing old was served.');
});

test('the heights of two lanes compare: one scale for both', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&strategy=xfetch&do=2s:db_slow:4:9s&t=5s');
  await picker(playground).selectOption('latency');
  const lanes = await told(playground);
  const most = lanes.map((/** @type {any} */ { latency_p99_ms }) => Math.max(...latency_p99_ms));
  const tops = await Promise.all(
    lanes.map(async (/** @type {any} */ _, /** @type {number} */ i) => {
      await expect(chart(playground, i).locator('path').first()).toHaveAttribute('d', /V/);
      const d = String(await chart(playground, i).locator('path').first().getAttribute('d'));
      return 100 - Math.min(...Array.from(d.matchAll(/V([\d.]+)/g), ([, y]) => Number(y)));
    }),
  );
  expect(most[0]).not.toBe(most[1]);
  expect(tops[0] / tops[1]).toBeCloseTo(most[0] / most[1], 2);
});

test('the table by keyboard alone: opened, read, a row moves the cursor, closed, the focus where it was', async ({
  page,
}) => {
  const playground = await new Playground(page).open(PAUSED);
  await picker(playground).focus();
  await page.keyboard.press('ArrowDown');
  await expect(picker(playground)).toHaveValue('hit ratio');
  await page.keyboard.press('Tab');
  await expect(tableButton(playground)).toBeFocused();
  await expect(tableButton(playground)).toHaveAccessibleName('Table: hit ratio');
  await page.keyboard.press('Enter');
  const dialog = playground.element.getByRole('dialog', { name: 'hit ratio' });
  await expect(dialog.getByRole('paragraph').first()).toHaveText(/^Unprotected: .* answered from the cache/);

  const lanes = await told(playground);
  const rows = dialog.getByRole('row');
  await expect(rows).toHaveCount(lanes[0].reads.length + 2);
  for (const i of [0, 17, lanes[0].reads.length - 1]) {
    const cells = lanes.flatMap((/** @type {any} */ { reads, hits, hit_ratio }) => [
      String(reads[i]),
      String(hits[i]),
      reads[i] ? percent(hit_ratio[i]) : '–',
    ]);
    const row = rows.nth(i + 2);
    await expect(row.getByRole('rowheader')).toHaveText(clock(lanes[0].bounds_ns[i]));
    await expect(row.getByRole('cell')).toHaveText(cells);
  }
  const row = rows.nth(17 + 2);
  await row.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => playground.cursor()).toBe(lanes[0].bounds_ns[17]);
  await expect(row).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(tableButton(playground)).toBeFocused();
});

test('the table of each chart adds up to the report', async ({ page }) => {
  const playground = await new Playground(page).open(STALE);
  const lanes = await told(playground);
  for (const [name, columns] of /** @type {[string, string[]][]} */ ([
    ['queries in flight', ['begun', 'in flight, most', 'queued, most']],
    ['latency', ['reads', 'p50', 'p99']],
    ['oldest served', ['reads', 'stale', 'oldest served']],
  ])) {
    await picker(playground).selectOption(name);
    await tableButton(playground).click();
    const dialog = playground.element.getByRole('dialog', { name });
    await expect(dialog.getByRole('columnheader')).toHaveText([
      lanes[0].title,
      lanes[1].title,
      'from',
      ...columns,
      ...columns,
    ]);
    const first = await dialog.locator('tbody td:nth-child(2)').allInnerTexts();
    const sum = first.reduce((total, text) => total + Number(text), 0);
    expect(sum, name).toBe(name === 'queries in flight' ? lanes[0].report.db_queries : lanes[0].report.reads);
    await dialog.getByRole('button', { name: 'Close' }).click();
  }
});

test('a cursor that moves within a window changes nothing of its chart', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&t=2s');
  await picker(playground).selectOption('hit ratio');
  await expect(chart(playground).getByRole('img')).toBeVisible();
  const changes = await playground.element.evaluate(async (one) => {
    const { session, shadowRoot } = /** @type {any} */ (one);
    const { bounds_ns } = session.lanes[0].run.windows;
    const to = async (/** @type {number} */ at_ns) => {
      /** @type {any} */ (one).update({ at_ns });
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    };
    await to(bounds_ns[3]);
    let count = 0;
    const seen = new MutationObserver((records) => (count += records.length));
    for (const place of shadowRoot.querySelectorAll('.now, [data-view="chart"]'))
      seen.observe(place, { childList: true, characterData: true, attributes: true, subtree: true });
    await to((bounds_ns[3] + bounds_ns[4]) / 2);
    const within = count;
    // Just after the expiry nearly everybody misses.
    await to(4.5e9);
    return { within, beyond: count - within };
  });
  expect(changes.within).toBe(0);
  expect(changes.beyond).toBeGreaterThan(0);
});

test('an embed shows one chart with its picker, and may start with another', async ({ page }) => {
  const playground = await new Playground(page).open(PAUSED, './embed.html');
  await expect(playground.element.locator('[data-view="load"]')).toHaveCount(2);
  await picker(playground).selectOption('latency');
  await expect(chart(playground)).toBeVisible();
  await playground.element.evaluate((one) => one.setAttribute('panels', 'stage'));
  await expect(picker(playground)).toHaveCount(0);
  await playground.element.evaluate((one) => one.setAttribute('panels', 'stage stale_age'));
  await expect(chart(playground)).toBeVisible();
});

for (const name of ['hit ratio', 'latency', 'oldest served']) {
  test(`axe finds nothing in a chart: ${name}`, async ({ page }) => {
    const playground = await new Playground(page).open(STALE);
    await picker(playground).selectOption(name);
    await expect(chart(playground).getByRole('img')).toBeVisible();
    expect(await faults(page)).toEqual([]);
  });
}

test('axe finds nothing in the table of a chart', async ({ page }) => {
  const playground = await new Playground(page).open(STALE);
  await tableButton(playground).click();
  await expect(playground.element.getByRole('dialog').getByRole('row').nth(3)).toBeVisible();
  expect(await faults(page)).toEqual([]);
});

test.describe('by touch alone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 375, height: 667 } });

  test('another chart, its table, a row of it', async ({ page }) => {
    const playground = await new Playground(page).open(PAUSED);
    for (const target of [picker(playground), tableButton(playground)])
      expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await picker(playground).selectOption('latency');
    await expect(chart(playground)).toBeVisible();
    await tableButton(playground).tap();
    const dialog = playground.element.getByRole('dialog', { name: 'latency' });
    const row = dialog.getByRole('rowheader').nth(3).getByRole('button');
    expect((await row.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await row.tap();
    await expect.poll(() => playground.cursor()).toBe(0.6e9);
    await dialog.getByRole('button', { name: 'Close' }).tap();
    await expect(dialog).toHaveCount(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  });
});
