// Numbers and words that say what is so: waits that have not ended, queries by what has become of them, why a value is
// not in the cache, strategies and pokes with nothing to do, lanes by field, and lines that were refused.

import { span } from '../../www/line/time.js';
import { expect, faults, Playground, test } from './playground.js';

const lane = (/** @type {Playground} */ { element }, /** @type {string} */ title) =>
  element.getByRole('article', { name: title });

/** From the requests themselves: the longest time any read has taken by then, in ms. */
const slowest = (/** @type {Playground} */ { element }, /** @type {number} */ at_ns) =>
  element.evaluate((one, at_ns) => {
    const { run } = /** @type {any} */ (one).session.lanes.at(-1);
    const { start_ns, end_ns, actor } = run.requests;
    const times = Array.from(start_ns, (start, i) => (actor[i] & 7 ? 0 : Math.min(end_ns[i], at_ns) - start));
    return Math.max(...times) / 1e6;
  }, at_ns);

test('a wait that has not ended counts in the tile, and no tile is called a wait', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&do=2s:expire&t=2.4s');
  const ms = await slowest(playground, 2.4e9);
  expect(ms, 'somebody has been waiting for long').toBeGreaterThan(200);
  const tile = lane(playground, 'Mutex').locator('.price.wait');
  await expect(tile.locator('dt')).toHaveText('slowest read');
  await expect(tile.locator('b')).toHaveText(span(ms));
  await expect(tile).toHaveAttribute('title', /^The longest response time so far, .*The longest lock wait: \d+ ms\.$/);
  await expect(playground.element.getByText(/longest wait\b/)).toHaveCount(0);
});

test('queries are told by what has become of them, apart from updates', async ({ page }) => {
  // Two connections: of those who miss together most stand in line, and so does a write.
  const playground = await new Playground(page).open(
    '#v=1&duration=12s&strategy=unprotected&db_connections=2&do=2s:expire,2.2s:write&t=2.5s',
  );
  const tile = lane(playground, 'Unprotected').locator('.price.load');
  const title = (await tile.getAttribute('title')) ?? '';
  const [reads, writes] = [
    ...title.matchAll(/([\d,]+) asked for, ([\d,]+) queued, ([\d,]+) in flight, ([\d,]+) done/g),
  ].map((numbers) => numbers.slice(1).map(Number));
  expect(reads[0]).toBeGreaterThan(10);
  expect(reads[0]).toBe(reads[1] + reads[2] + reads[3]);
  expect(reads[2], 'as many as there are connections').toBe(2);
  expect(writes).toEqual([1, 1, 0, 0]);
  await expect(tile.locator('dd > span').first()).toHaveText('asked for · 2 in flight', { useInnerText: true });
  expect(await playground.queries('Unprotected')).toBe(reads[0]);
});

/** @type {[why: string, hash: string][]} */
const GONE = [
  ['expired', 'ttl=1s&rate=0/s&t=2s'],
  ['deleted', 'rate=0/s&do=1s:write&t=3s'],
  ['flushed', 'rate=0/s&do=1s:flush&t=2s'],
  ['evicted', 'keys=9&zipf=0&capacity=8&strategy=unprotected&arrivals=even&rate=1/s&db_latency=100ms&t=0.5s'],
  ['never stored', 'warm=false&rate=0/s&t=2s'],
];

for (const [why, hash] of GONE) {
  test(`the cache says that its key is ${why}`, async ({ page }) => {
    const playground = await new Playground(page).open(`#v=1&duration=12s&compare=&${hash}`);
    await expect(playground.element.locator('.stage .state.gone')).toHaveText(why);
    await expect(playground.element.getByRole('img', { name: new RegExp(`key 0 ${why}`) })).toBeVisible();
    await playground.element.getByRole('button', { name: 'Legend' }).click();
    await expect(
      playground.element.getByRole('region', { name: 'Legend' }).getByText(why, { exact: true }),
    ).toBeVisible();
  });
}

test('a strategy with nothing to do says so where its numbers are, and in the comparison', async ({ page }) => {
  const playground = await new Playground(page).open(
    '#v=1&duration=12s&strategy=xfetch&ttl=1m&compare=background_refresh&do=2s:crash_holder,3s:write&write_policy=update&t=5s',
  );
  for (const title of ['XFetch', 'Background refresh'])
    await expect(lane(playground, title)).toContainText(/Nothing to do in this run: \w/);
  await expect(playground.element.locator('.axis .poke').first()).toContainText('Crash the holder: no effect');
  await expect(playground.element.locator('.log')).toContainText('there is no holder to crash');
  await playground.element.getByRole('button', { name: 'Compare' }).click();
  await expect(playground.element.getByRole('row', { name: /nothing to do in this run/ })).toHaveCount(2);
  await page.setViewportSize({ width: 375, height: 667 });
  await expect(lane(playground, 'XFetch').getByText('Nothing to do in this run')).toBeVisible();
});

test('lanes by field and value come and go in the comparison', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&compare=&t=5s');
  await playground.element.getByRole('button', { name: 'Compare' }).click();
  const compare = playground.element.getByRole('region', { name: 'The same traffic, whole run' });
  await compare.getByLabel('Value of TTL').fill('2');
  await compare.getByRole('button', { name: 'Add this lane' }).click();
  await expect(compare.locator('.by-field p')).toContainText('ttl=2: expected a duration');
  await expect(compare.getByLabel('Value of TTL')).toHaveAttribute('aria-invalid', 'true');
  await compare.getByLabel('Value of TTL').fill('2000ms');
  await compare.getByLabel('Value of TTL').press('Enter');
  await expect(lane(playground, 'TTL 2 s')).toBeVisible();
  await compare.getByLabel('The same with another').selectOption('write_policy');
  await compare.getByLabel('Value of write policy').selectOption('update');
  await compare.getByRole('button', { name: 'Add this lane' }).click();
  await expect(compare.getByRole('row', { name: /^Write policy: Update/ })).toBeVisible();
  await expect.poll(() => new URL(page.url()).hash).toBe('#v=1&duration=12s&compare=ttl=2s,write_policy=update&t=5s');
  expect(await faults(page)).toEqual([]);
  await compare.getByRole('button', { name: 'TTL 2 s: take this lane away' }).click();
  await expect(lane(playground, 'TTL 2 s')).toHaveCount(0);
  for (const title of ['Write policy: Update', 'Write policy: Invalidate'])
    await expect(lane(playground, title)).toHaveCount(1);
});

test('a preset that is chosen shows its own lanes, and plays, without autoplay too', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const playground = await new Playground(page).open('#v=1&duration=12s&compare=lease&t=5s', './embed.html');
  await playground.element.getByRole('button', { name: 'Presets' }).click();
  await playground.element.getByRole('button', { name: /^Two writers that update the cache/ }).click();
  await expect(lane(playground, 'Write policy: Invalidate')).toBeVisible();
  await expect(lane(playground, 'Write policy: Update')).toBeVisible();
  await expect(playground.element.locator('.caption .claim')).toContainText(
    'Two writers reach the cache in the wrong order',
  );
  await expect(playground.pause).toBeVisible();
  expect(await playground.cursor()).toBeGreaterThanOrEqual(0.9e9);
});

test('what was refused of a link is marked in the form, and stays in the address until it is changed', async ({
  page,
}) => {
  const hash = '#v=1&duration=12s&ttl=4&rate=30/s&t=1s';
  const playground = await new Playground(page).open(hash);
  await playground.element.getByRole('button', { name: 'Settings' }).click();
  const ttl = playground.element.getByLabel('ttl', { exact: true });
  await expect(ttl).toHaveValue('4');
  await expect(ttl).toHaveAttribute('aria-invalid', 'true');
  await expect(playground.element.locator('#field-ttl-doc')).toContainText('did you mean 4s?');
  await playground.scrub.press('ArrowRight');
  await expect.poll(() => playground.cursor()).toBeGreaterThan(1e9);
  await expect.poll(() => new URL(page.url()).hash).toMatch(/^#v=1&duration=12s&ttl=4&rate=30\/s&t=1\.1\d*s$/);
  await playground.element.locator('#field-ttl-doc').getByRole('button', { name: 'Run with ttl=4s' }).click();
  await expect(ttl).toHaveValue('4s');
  await expect(ttl).not.toHaveAttribute('aria-invalid', 'true');
  await expect.poll(() => new URL(page.url()).hash).toMatch(/^#v=1&duration=12s&rate=30\/s&t=/);
});

test('a link to a run too large leaves the last good run, and has its fields marked', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&t=1s');
  const large = '#v=1&duration=1m&strategy=unprotected&rate=1000000/s&db_latency=1ms&t=2s';
  await page.evaluate((hash) => (location.hash = hash), large);
  await expect(playground.problems).toContainText('a run may have 10,000,000');
  await expect(lane(playground, 'Mutex')).toBeVisible();
  await playground.element.getByRole('button', { name: 'Settings' }).click();
  for (const [field, value] of [
    ['duration', '1m'],
    ['rate', '1000000/s'],
  ]) {
    await expect(playground.element.getByLabel(field, { exact: true })).toHaveValue(value);
    await expect(playground.element.getByLabel(field, { exact: true })).toHaveAttribute('aria-invalid', 'true');
  }
  await expect(playground.element.getByLabel('db latency', { exact: true })).toHaveValue('1ms');
  expect(new URL(page.url()).hash).toBe(large);
  // A value that fits, typed into the form, runs the line as it was given.
  await playground.element.getByLabel('rate', { exact: true }).fill('1000/s');
  await playground.element.getByLabel('rate', { exact: true }).press('Enter');
  await expect.poll(() => new URL(page.url()).hash).toMatch(/rate=1000\/s/);
  await expect(playground.problems).toBeEmpty();
});
