// Unreliable networks: every missing file is named and retried automatically, by a button, and when the browser is back
// online; no panel opens empty.

import { siteOf } from './host.js';
import { expect, PAUSED, Playground, simulators, test } from './playground.js';

test.use({ prefetches: true });

/**
 * The page of a site of its own.
 * @param {import('@playwright/test').Page} page @param {import('./host.js').Site} site
 */
async function at(page, site) {
  const { port, close } = await siteOf(site);
  await page.goto(`http://127.0.0.1:${port}/index.html${PAUSED}`);
  page.once('close', close);
  return new Playground(page);
}

for (const [what, file, told] of /** @type {const} */ ([
  ['the core', /\.wasm$/, /_bg-[^ ]*\.wasm could not be fetched/],
  ['the worker', /worker-.*\.js$/, /worker-[^ ]*\.js could not be fetched/],
])) {
  test(`${what} that does not come is named, nothing opens empty, and a press or a connection has it`, async ({
    page,
    quiet,
  }) => {
    let broken = true;
    const playground = await at(page, { answer: (name) => (broken && file.test(name) ? 503 : undefined) });
    await expect(playground.problems).toContainText(told);
    await expect(playground.problems).toContainText('503');
    await expect(playground.element.locator('.caption')).not.toContainText('Preparing');
    const waiting = 'This comes with the simulation, which is not there yet.';
    for (const [name, selector] of [
      ['Presets', 'dialog.gallery'],
      ['Settings', '.settings'],
      ['Compare', 'section.compare'],
      ['Share', 'section.share'],
    ]) {
      await playground.element.getByRole('button', { name }).click();
      await expect(playground.element.locator(selector)).toContainText(waiting);
      await playground.element.locator(selector).getByRole('button', { name: 'Close' }).click();
    }
    broken = false;
    await playground.problems.getByRole('button', { name: 'Try again' }).click();
    await expect(playground.expire).toBeVisible();
    await expect(playground.problems).toBeEmpty();
    expect(await playground.cursor()).toBe(2e9);
    for (const message of quiet.splice(0)) expect(message).toContain('503');
  });

  test(`${what} is asked for again when the browser is online again`, async ({ page, quiet }) => {
    let broken = true;
    const playground = await at(page, { answer: (name) => (broken && file.test(name) ? 503 : undefined) });
    await expect(playground.problems).toContainText(told);
    broken = false;
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(playground.expire).toBeVisible();
    quiet.length = 0;
  });
}

test('a worker that is not there is told as that', async ({ page, quiet }) => {
  const playground = await at(page, { answer: (name) => (/worker-/.test(name) ? 404 : undefined) });
  await expect(playground.problems).toContainText(/worker-.*\.js could not be fetched, the server answered 404/);
  quiet.length = 0;
});

test('a core of another type is run all the same; a worker of another type is told', async ({ page, quiet }) => {
  const typed = (/** @type {RegExp} */ file) => ({
    answer: (/** @type {string} */ name) => (file.test(name) ? 'text/plain' : undefined),
  });
  const playground = await at(page, typed(/\.wasm$/));
  await expect(playground.expire).toBeVisible();
  const other = await at(page, typed(/worker-/));
  await expect(other.problems).toContainText(/the server sends worker-.*\.js as text\/plain/);
  quiet.length = 0;
});

test('a page whose script does not come says which, and comes by itself when it can', async ({ page, quiet }) => {
  let broken = true;
  const playground = await at(page, { answer: (name) => (broken && /element-/.test(name) ? 503 : undefined) });
  const fallback = page.locator('.fallback');
  await expect(fallback).toContainText(/element-.*|index-.*/);
  await expect(fallback.getByRole('button', { name: 'Try again' })).toBeVisible();
  broken = false;
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await expect(playground.expire).toBeVisible();
  quiet.length = 0;
});

test('the first run can be cancelled, and had after all', async ({ page }) => {
  let release = () => {};
  const held = new Promise((resolve) => (release = () => resolve(null)));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`./index.html${PAUSED}`);
  const playground = new Playground(page);
  await expect(playground.element.locator('.caption')).toContainText('Preparing');
  await playground.element.evaluate((one) => /** @type {any} */ (one).commands.cancel());
  await expect(playground.problems).toContainText('cancelled before');
  await expect(playground.element.locator('.caption')).not.toContainText('Preparing');
  release();
  await playground.problems.getByRole('button', { name: 'Try again' }).click();
  await expect(playground.expire).toBeVisible();
});

test('once the page has had its rest, everything opens without a network', async ({ page, context, quiet }) => {
  /** @type {string[]} */
  const asked = [];
  /** @type {Set<import('@playwright/test').Request>} */
  const open = new Set();
  page.on('request', (request) => {
    asked.push(request.url());
    open.add(request);
  });
  page.on('requestfinished', (request) => open.delete(request));
  /** @type {string[]} */
  const missed = [];
  page.on('requestfailed', (request) => {
    missed.push(request.url());
    open.delete(request);
  });
  const playground = await new Playground(page).open();
  const { LATER } = await import('../units/later.js');
  // The last of what is fetched ahead is `every_order`.
  const coming = () => [...LATER, 'every_order'].filter((name) => !asked.some((url) => url.includes(`/${name}-`)));
  await expect.poll(() => [...coming(), ...[...open].map((request) => request.url())]).toEqual([]);
  await context.setOffline(true);
  for (const [name, selector] of [
    ['Presets', 'dialog.gallery li'],
    ['Settings', '.settings .field'],
    ['Compare', 'section.compare td'],
    ['Share', 'section.share input'],
    ['Shortcuts', '.help dt, .help td, .help li, .help kbd'],
  ]) {
    await playground.element.getByRole('button', { name }).click();
    await expect(playground.element.locator(selector).first()).toBeVisible();
    await playground.element.getByRole('button', { name: 'Close' }).first().click();
  }
  await playground.element.getByRole('tab', { name: 'Code' }).click();
  await playground.element.getByRole('combobox', { name: 'Language' }).selectOption('Rust');
  await expect(playground.element.locator('.listing').first()).toContainText('fn get_user');
  await playground.expire.click();
  await expect.poll(() => playground.cursor()).toBeGreaterThan(2e9);
  // The browser asks for the page's icon again when the address changes, and says in the console that it has it not.
  expect(missed.filter((url) => !/\/icon-[^/]*\.svg$/.test(url))).toEqual([]);
  for (const message of quiet.splice(0)) expect(message).toContain('ERR_INTERNET_DISCONNECTED');
});

test('on plain HTTP a worker that is ended is missed by its silence', async ({ page }) => {
  const { port, close } = await siteOf({});
  await page.goto(`http://course.example:${port}/index.html${PAUSED}`);
  const playground = new Playground(page);
  await expect(playground.expire).toBeVisible();
  expect(await page.evaluate(() => 'locks' in navigator)).toBe(false);
  const [first] = simulators(page);
  await first.evaluate(() => close());
  const before = await playground.fingerprint();
  await playground.expire.click();
  // As if the time had passed.
  await playground.element.evaluate((one) => {
    for (let beat = 0; beat < 16; beat++) /** @type {any} */ (one).session.engine.beat();
  });
  await expect(playground.element.locator('.fingerprint')).not.toHaveAttribute('title', String(before));
  close();
});
