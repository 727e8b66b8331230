// Crowds on the stage: more requests in flight than can be drawn individually.

import { readFileSync } from 'node:fs';
import { expect, faults, Playground, SCHEMES, test } from './playground.js';

/** Ends at 4 s; the key expires at 1 s, and for 2 s nothing but queries or waiting: rate × 1.5 s in flight at 2.5 s. */
const crowd = (/** @type {string} */ strategy, /** @type {number} */ rate) =>
  `#v=1&strategy=${strategy}&rate=${rate}/s&arrivals=even&ttl=1s&db_latency=2s&duration=4s&db_connections=0&compare=&t=2.5s`;

/**
 * How many pixels of the canvas are painted, and how many there are of each opaque colour, little-endian.
 * @param {import('./playground.js').Playground} playground
 */
const painted = (playground) =>
  playground.element.locator('.stage canvas').evaluate((one) => {
    const canvas = /** @type {HTMLCanvasElement} */ (one);
    // Read from a copy: a canvas that is read often is kept otherwise by the browser, who says so in the console.
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (
      copy.getContext('2d', { willReadFrequently: true })
    );
    context.drawImage(canvas, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    /** @type {Map<number, number>} */
    const counts = new Map();
    for (const pixel of pixels) if (pixel >>> 24 === 255) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    return { count: pixels.filter((pixel) => pixel >>> 24).length, colours: Object.fromEntries(counts) };
  });

test('individuals stay individuals', async ({ page }) => {
  const playground = await new Playground(page).open();
  await expect(playground.element.locator('.stage canvas')).toHaveCount(0);
});

test('some thousands are marks, one for each, with the numbers beside and a few names among them', async ({ page }) => {
  const playground = await new Playground(page).open(crowd('mutex', 2000));
  const stage = playground.element.locator('.stage');
  await expect(stage.locator('canvas')).toBeVisible();
  // 2,000/s x 1.5 s = 3,000, but the one who queries, and those on their way of half a millisecond to the cache.
  const waiting = Number((await stage.locator('.note.waiting').textContent())?.match(/^[\d,]+/)?.[0].replace(',', ''));
  expect(waiting).toBeGreaterThan(2990);
  expect(waiting).toBeLessThan(3000);
  await expect(stage.locator('.unseen')).toContainText(`${waiting.toLocaleString('en')} waiting`);
  await expect(stage.locator('.legend')).toHaveText('');
  const names = await stage.locator('.followed').allTextContents();
  expect(names.length).toBeGreaterThan(1);
  expect(names.every((name) => /^R\d+$/.test(name))).toBe(true);
  // Every waiting one has four pixels of its own at least.
  expect((await painted(playground)).count).toBeGreaterThan(waiting * 4);
});

test('where there is no room for all, a mark stands for many and says so', async ({ page }) => {
  const playground = await new Playground(page).open(crowd('unprotected', 50_000));
  const stage = playground.element.locator('.stage');
  const legend = await stage.locator('.legend').textContent();
  const each = Number(legend?.match(/each mark is (\d+) requests/)?.[1]);
  expect(each).toBeGreaterThanOrEqual(10);
  await expect(stage.locator('.unseen')).toContainText(/^0 waiting, 0 queued for a connection, 7\d,\d{3} querying/);
  await expect(stage.locator('.unseen')).toContainText(`Each mark is ${each} requests`);
});

test('one of a crowd can be pointed at', async ({ page }) => {
  const playground = await new Playground(page).open(crowd('mutex', 2000));
  const stage = playground.element.locator('.stage');
  await expect(stage.locator('canvas')).toBeVisible();
  await playground.pointable();
  const box = await stage.boundingBox();
  const door = await stage.locator('.note.waiting').boundingBox();
  await page.mouse.click((door?.x ?? 0) + (door?.width ?? 0) - 20, (box?.y ?? 0) + 60);
  await expect(playground.element.locator('.chosen-request')).toContainText(/R\d+/);
});

test('the crowd follows the colours in force, without being asked to draw', async ({ page }) => {
  await page.emulateMedia({ colorScheme: SCHEMES[0] });
  const playground = await new Playground(page).open(crowd('mutex', 2000));
  await expect(playground.element.locator('.stage canvas')).toBeVisible();
  // Those that wait are #1f1747 in light and #6d5fb5 in dark, with some pixels of their own, and none in the other.
  const [light, dark] = [0xff47171f, 0xffb55f6d];
  const marks = async () => {
    const { colours } = await painted(playground);
    return [light, dark].map((colour) => (colours[colour] ?? 0) > 100);
  };
  await expect.poll(marks).toEqual([true, false]);
  await page.emulateMedia({ colorScheme: SCHEMES[1] });
  await expect.poll(marks).toEqual([false, true]);
});

test('code and requests count everybody', async ({ page }) => {
  // 50,000/s x 1.5 s: 75,000 under way, all of them in the database but those who still look into the cache.
  const playground = await new Playground(page).open(crowd('unprotected', 50_000));
  const { under_way, querying } = await playground.element.evaluate((one) => {
    const { session, player } = /** @type {any} */ (one);
    const { requests, steps } = session.lanes[0].run;
    const at = player.at_ns;
    const rows = Array.from(requests.start_ns.keys());
    return {
      under_way: rows.filter((i) => requests.start_ns[i] <= at && requests.end_ns[i] > at).length,
      querying:
        steps.db_in_flight.value[steps.db_in_flight.at_ns.findLastIndex((/** @type {number} */ ns) => ns <= at)],
    };
  });
  expect(querying).toBeGreaterThan(70_000);
  await playground.element.getByRole('tab', { name: 'Code' }).click();
  await expect(playground.element.locator('.who-stands')).toContainText(`${querying} in the database`);
  await playground.element.getByRole('tab', { name: 'Requests' }).click();
  await expect(playground.element.locator('.request-list li')).toHaveCount(12);
  await expect(playground.element.locator('.requests-panel')).toContainText(`and ${under_way - 12} more`);
});

test('a picture taken away has everybody in it', async ({ page }) => {
  const playground = await new Playground(page).open(crowd('mutex', 2000));
  await expect(playground.element.locator('.followed').first()).toBeVisible();
  await playground.element.getByRole('button', { name: 'Share' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    playground.element.getByRole('button', { name: /SVG/ }).click(),
  ]);
  const svg = readFileSync(await download.path(), 'utf8');
  // Of all outlines the longest is that of those who wait: a closed square each.
  const squares = [...svg.matchAll(/ d="([^"]*)"/g)].map(([, d]) => d.split('Z').length - 1);
  expect(Math.max(...squares)).toBeGreaterThan(2990);
});

test('where no motion is wanted, a crowd shows the hops since the last step', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const playground = await new Playground(page).open(crowd('mutex', 2000).replace('t=2.5s', 't=0.9s'));
  await expect(playground.element.locator('.stage canvas')).toBeVisible();
  await playground.element.getByRole('button', { name: 'Share' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    playground.element.getByRole('button', { name: /SVG/ }).click(),
  ]);
  const svg = readFileSync(await download.path(), 'utf8');
  // All are hits. A run of 4 s takes 16 s to watch, so a step of half a second is an eighth of one in the run:
  // 2,000/s x 0.125 s = 250 answers since, less those that pass their application's box just now.
  const circles = [...svg.matchAll(/ d="(M[^"L]*a[^"]*)"/g)].map(([, d]) => d.split('Z').length - 1);
  expect(Math.max(...circles)).toBeGreaterThan(125);
  expect(Math.max(...circles)).toBeLessThanOrEqual(250);
});

test('axe finds nothing in a crowd', async ({ page }) => {
  const playground = await new Playground(page).open(crowd('mutex', 2000), './embed.html?panels=stage');
  await expect(playground.element.locator('.followed').first()).toBeVisible();
  expect(await faults(page)).toEqual([]);
});
