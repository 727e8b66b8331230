// Saved files: each is parsed as its reader would, and contains the link to the run.

import { readFile } from 'node:fs/promises';

import { expect, faults, Playground, test } from './playground.js';

const HERD = '#v=1&duration=12s&do=5s:expire&t=5.3s';

/** @param {import('@playwright/test').Page} page @param {string} [hash] @param {string} [path] */
async function openShare(page, hash = HERD, path = './index.html') {
  const playground = await new Playground(page).open(hash, path);
  await playground.element.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(playground.element.getByRole('region', { name: 'Share' })).toBeVisible();
  return playground;
}

/** The file behind a button. @param {Playground} playground @param {string | RegExp} name */
async function take(playground, name) {
  const download = playground.page.waitForEvent('download');
  await playground.element.getByRole('button', { name }).click();
  const file = await download;
  await expect(playground.element.getByText(`Saved as ${file.suggestedFilename()}.`)).toBeVisible();
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** The run as the page has it. @param {Playground} playground */
const facts = (playground) =>
  playground.element.evaluate((one) => {
    const { lanes, values } = /** @type {any} */ (one).session;
    return {
      seed: values.seed,
      fingerprints: lanes.map((/** @type {any} */ { run }) => run.fingerprint),
      events: lanes.map((/** @type {any} */ { run }) => run.events.at_ns.length),
      requests: lanes.map((/** @type {any} */ { run }) => run.requests.actor.length),
    };
  });

test('the link is copied, and gives the same run', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const playground = await openShare(page);
  await playground.element.getByRole('button', { name: /^Copy: Link/ }).click();
  await expect(playground.element.getByText('Copied.')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('index.html#v=1&');
  const fingerprint = await playground.fingerprint();
  const other = new Playground(await context.newPage());
  await other.page.goto(link);
  await expect(other.expire).toBeVisible();
  expect(await other.fingerprint()).toBe(fingerprint);
  expect(await other.cursor()).toBe(5.3e9);
});

test('without permission the text is there to be copied by hand', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } });
  });
  const playground = await openShare(page);
  await playground.element.getByRole('button', { name: /^Copy: .*command line/ }).click();
  await expect(playground.element.getByText(/copy it by hand/)).toBeVisible();
  await expect(playground.element.getByRole('textbox', { name: /command line/ })).toHaveValue(
    /^cargo run --release --example simulate -- '.*do=5s:expire.*'$/,
  );
});

test('the run stops while one shares, so that the selected text stays', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } });
  });
  const playground = await new Playground(page).open(HERD);
  await playground.play.click();
  await playground.element.getByRole('button', { name: 'Share', exact: true }).click();
  const copy = playground.element.getByRole('button', { name: /^Copy: .*command line/ });
  await expect(copy).toBeVisible();
  await expect(playground.play).toBeVisible();
  // Played on all the same, it stops once there is something to be copied by hand.
  await playground.play.click();
  await copy.click();
  await expect(playground.element.getByText(/copy it by hand/)).toBeVisible();
  await expect(playground.play).toBeVisible();
  const selected = await playground.element
    .getByRole('textbox', { name: /command line/ })
    .evaluate((/** @type {HTMLInputElement} */ one) => [one.selectionStart, one.selectionEnd, one.value.length]);
  expect(selected).toEqual([0, selected[2], selected[2]]);
});

test('a file can be had for a while after the click, and then no more', async ({ page }) => {
  await page.clock.install();
  await page.addInitScript(() => {
    const revoke = URL.revokeObjectURL;
    /** @type {string[]} */
    const revoked = [];
    URL.revokeObjectURL = (address) => void (revoked.push(address), revoke(address));
    Object.assign(globalThis, { revoked });
  });
  const revoked = () => page.evaluate(() => /** @type {any} */ (globalThis).revoked.length);
  const playground = await openShare(page);
  await take(playground, /CSV/);
  // Safari begins a download some time after the click.
  await page.clock.runFor(2000);
  expect(await revoked()).toBe(0);
  await page.clock.fastForward(60_000);
  expect(await revoked()).toBe(1);
});

test('CSV: one line per event, with link, seed and fingerprints', async ({ page }) => {
  const playground = await openShare(page);
  const { seed, fingerprints, events } = await facts(playground);
  const { name, bytes } = await take(playground, /CSV/);
  expect(name).toBe(`cache-aside-mutex-${fingerprints[1].slice(0, 8)}.csv`);
  const lines = bytes.toString().trim().split('\n');
  const head = lines.filter((line) => line.startsWith('#')).join('\n');
  for (const part of ['index.html#v=1', `seed: ${seed}`, ...fingerprints]) expect(head).toContain(part);
  const rows = lines.filter((line) => !line.startsWith('#'));
  expect(rows[0]).toBe('lane,at_ns,actor,event,key,details');
  expect(rows.length - 1).toBe(events[0] + events[1]);
  expect(rows.filter((row) => row.split(',').length !== 6)).toEqual([]);
});

test('JSON: reports and events of every lane', async ({ page }) => {
  const playground = await openShare(page);
  const { seed, fingerprints, events } = await facts(playground);
  const json = JSON.parse((await take(playground, /Events and reports/)).bytes.toString());
  expect(json.seed).toBe(seed);
  expect(json.link).toContain('do=5s:expire');
  expect(json.lanes.map((/** @type {any} */ lane) => lane.fingerprint)).toEqual(fingerprints);
  expect(json.lanes.map((/** @type {any} */ lane) => lane.events.length)).toEqual(events);
  expect(json.lanes[1].report.db_queries).toBeGreaterThan(0);
  expect(json.lanes[1].events.find((/** @type {any} */ { event }) => event === 'LockWaitStarted').holder).toMatch(
    /^R\d+$/,
  );
});

test('a trace for Perfetto: slices nest, none overlaps its neighbour', async ({ page }) => {
  const playground = await openShare(page);
  const { fingerprints, requests } = await facts(playground);
  const { traceEvents, otherData } = JSON.parse((await take(playground, /Perfetto/)).bytes.toString());
  expect(Object.values(otherData.fingerprints)).toEqual(fingerprints);
  const slices = traceEvents.filter((/** @type {any} */ event) => event.cat === 'request');
  expect(slices.length).toBe(requests[0] + requests[1]);
  /** @type {Map<string, number>} */
  const ends = new Map();
  for (const { pid, tid, ts, dur } of slices) {
    expect(ts).toBeGreaterThanOrEqual((ends.get(`${pid} ${tid}`) ?? 0) - 1e-3);
    ends.set(`${pid} ${tid}`, ts + dur);
  }
  expect(traceEvents.filter((/** @type {any} */ { ph }) => ph === 'C').length).toBeGreaterThan(10);
});

test('SVG and PNG: the lanes as they stand', async ({ page }) => {
  const playground = await openShare(page);
  const { fingerprints } = await facts(playground);
  const svg = (await take(playground, /SVG/)).bytes.toString();
  const sizes = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    return { faults: parsed.querySelectorAll('parsererror').length, paths: parsed.querySelectorAll('path').length };
  }, svg);
  expect(sizes.faults).toBe(0);
  expect(sizes.paths).toBeGreaterThan(20);
  for (const part of ['Mutex', 'key 0', 'seed: ', ...fingerprints]) expect(svg).toContain(part);
  // Whichever chart is drawn, it is in the picture.
  await playground.element.getByRole('combobox', { name: 'Chart' }).selectOption('hit ratio');
  const outline = await playground.element.locator('[data-view="chart"] path').first().getAttribute('d');
  expect(svg).not.toContain(String(outline));
  expect((await take(playground, /SVG/)).bytes.toString()).toContain(String(outline));
  const { bytes } = await take(playground, /PNG/);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.readUInt32BE(16)).toBeGreaterThan(1000);
});

test('a sequence diagram of the chosen request', async ({ page }) => {
  const playground = await openShare(page);
  await expect(playground.element.getByText('For a sequence diagram, choose a request.')).toBeVisible();
  await playground.element.getByRole('tab', { name: 'Requests' }).click();
  const list = playground.element.getByRole('list', { name: 'Requests at the cursor' });
  await list.getByRole('button').nth(1).click();
  const text = (await take(playground, /Sequence of R\d+, Mermaid/)).bytes.toString();
  expect(text).toMatch(/^sequenceDiagram\n%% link: /);
  expect(text).toMatch(/cache-->>app: 5\.\d+ s misses: the key expired/);
  expect(text).toMatch(/Note over app: 5\.\d+ s waits: lock held by R\d+/);
  for (const line of text.trim().split('\n').slice(1)) expect(line).not.toMatch(/^(?!%%).*[;#]/);
});

test.describe('by touch alone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 375, height: 667 } });

  test('the frame shares too, and its link leads to the full page', async ({ page }) => {
    const playground = await openShare(page, HERD, './embed.html');
    await expect(playground.element.getByRole('textbox', { name: /Link to this run/ })).toHaveValue(
      /\/index\.html#v=1&/,
    );
    const share = playground.element.getByRole('region', { name: 'Share' });
    for (const button of await share.getByRole('button').all()) {
      const box = await button.boundingBox();
      expect(box?.height, await button.innerText()).toBeGreaterThanOrEqual(44);
    }
    await share.getByRole('button', { name: 'Close' }).tap();
    await expect(share).toHaveCount(0);
  });
});

test('axe finds nothing in Share', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openShare(page);
  expect(await faults(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await faults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
