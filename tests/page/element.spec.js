// The element in other pages: several on a page, in a frame, under a strict policy, and when its worker dies.

import { expect, PAUSED, Playground, simulators, test } from './playground.js';

test('two on one page share the wasm modules and workers', async ({ page }) => {
  /** @type {string[]} */
  const wasm = [];
  page.on('request', (request) => request.url().endsWith('.wasm') && wasm.push(request.url()));
  await new Playground(page).open();
  await page.evaluate(() => {
    const second = document.createElement('cache-aside-playground');
    for (const [name, value] of [
      ['strategy', 'xfetch'],
      ['duration', '8s'],
      ['start', '1s'],
    ])
      second.setAttribute(name, value);
    document.body.append(second);
  });
  const second = page.locator('cache-aside-playground').nth(1);
  await expect(second.getByRole('article', { name: 'XFetch' })).toBeVisible();
  await expect(page.locator('cache-aside-playground').first().getByRole('article', { name: 'Mutex' })).toBeVisible();
  expect(await second.evaluate((one) => /** @type {any} */ (one).player.at_ns)).toBe(1e9);
  // The simulation, and the comparison with theory of the first one.
  await expect.poll(() => wasm.length).toBe(2);
  await expect.poll(() => page.workers().length).toBe(2);
  expect(simulators(page)).toHaveLength(1);

  await second.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(second.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await expect(
    page.locator('cache-aside-playground').first().getByRole('button', { name: 'Play', exact: true }),
  ).toBeVisible();

  await second.evaluate((one) => one.setAttribute('strategy', 'background_refresh'));
  await expect(second.getByRole('article', { name: 'Background refresh' })).toBeVisible();
});

test('an attribute the core refuses is told in the same sentence as in a link', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&ttl=4&t=1s');
  const sentence = await playground.problems.getByRole('listitem').innerText();
  await page.evaluate(() => {
    const second = document.createElement('cache-aside-playground');
    second.setAttribute('ttl', '4');
    second.setAttribute('data-note', 'not a field');
    document.body.append(second);
  });
  const second = page.locator('cache-aside-playground').nth(1);
  await expect(second.getByRole('alert').getByRole('listitem')).toHaveText([sentence]);
  await expect(second.getByRole('article')).toHaveCount(2);
});

test('it tells of runs and cursor by events that leave the shadow', async ({ page }) => {
  const playground = await new Playground(page).open();
  const told = page.evaluate(
    () =>
      new Promise((resolve) => {
        const details = /** @type {Record<string, any>} */ ({});
        for (const name of ['cache-aside-run', 'cache-aside-cursor']) {
          document.addEventListener(name, (event) => {
            details[name] = /** @type {CustomEvent} */ (event).detail;
            if (Object.keys(details).length === 2) resolve(details);
          });
        }
      }),
  );
  await playground.expire.click();
  const details = /** @type {any} */ (await told);
  expect(details['cache-aside-run'].line).toBe('duration=12s do=2s:expire');
  expect(details['cache-aside-run'].fingerprints).toHaveLength(2);
  expect(details['cache-aside-cursor'].at_ns).toBeGreaterThanOrEqual(0);
});

test('off screen it rests', async ({ page }) => {
  const playground = await new Playground(page).open();
  await playground.play.click();
  await page.evaluate(() => {
    const spacer = document.createElement('div');
    spacer.style.height = '4000px';
    document.body.append(spacer);
    scrollTo(0, 4000);
  });
  const ticking = () => playground.element.evaluate((one) => /** @type {any} */ (one).clock.request !== 0);
  await expect.poll(ticking).toBe(false);
  await page.evaluate(() => scrollTo(0, 0));
  await expect.poll(ticking).toBe(true);
});

test('embed.html plays in a frame, tells its height and leads to the full page', async ({ page }) => {
  await page.route('**/host.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><title>host</title><iframe src="./embed.html#v=1&duration=12s&do=3s:expire&t=3.2s" width="640" height="400"></iframe>`,
    }),
  );
  await page.addInitScript(() => {
    const told = /** @type {any} */ (globalThis.told = /** @type {unknown[]} */ ([]));
    addEventListener('message', (event) => told.push(event.data));
  });
  await page.goto('./host.html');
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('button', { name: 'Expire now' })).toBeVisible();
  await expect(frame.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  const told = () => page.evaluate(() => /** @type {any} */ (globalThis).told);
  await expect.poll(told).toContainEqual({ type: 'cache-aside-playground:height', height: expect.any(Number) });
  await expect.poll(told).toContainEqual({ subject: 'lti.frameResize', height: expect.any(Number) });
  // Before the run is there it is lower.
  const height = async () => (await told()).at(-1).height;
  await expect.poll(height).toBeGreaterThan(250);
  expect(await height()).toBeLessThan(600);
  const full = frame.getByRole('link', { name: 'Open full' });
  await expect(full).toHaveAttribute('href', /index\.html#v=1&duration=12s&do=3s:expire&t=3\.2s$/);
});

test('the query of embed.html says how it looks', async ({ page }) => {
  const playground = await new Playground(page).open(PAUSED, './embed.html?theme=dark&controls=off&panels=stage');
  expect(await playground.element.evaluate((one) => getComputedStyle(one).backgroundColor)).toBe('rgb(13, 17, 23)');
  await expect(playground.element.getByRole('button', { name: 'Settings' })).toHaveCount(0);
  await expect(playground.element.locator('.plot *')).toHaveCount(0);
});

test('branches are a panel like others: after a poke they are there where they are asked for', async ({ page }) => {
  const playground = await new Playground(page).open(PAUSED, './embed.html?panels=stage%20swim%20branches');
  await playground.expire.click();
  const branches = playground.element.getByRole('group', { name: 'Branches of this run' });
  const changes = playground.element.getByRole('region', { name: 'What the last poke changed' });
  await expect(branches.getByRole('button')).toHaveCount(2);
  await expect(changes).toContainText(/queries asked for \d+ → \d+/);
  await playground.element.evaluate((one) => one.setAttribute('panels', 'stage swim'));
  await expect(branches).toHaveCount(0);
  await expect(changes).toHaveCount(0);
});

test('it works under a strict content security policy', async ({ page }) => {
  const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'";
  await page.route('**/*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'content-security-policy': policy } });
  });
  const playground = await new Playground(page).open();
  await playground.expire.click();
  await expect.poll(() => playground.cursor()).toBeGreaterThan(2.1e9);
  // Styles that script sets are let through: the cursor has left 2 s of 12 s behind it.
  const [axis, cursor] = await Promise.all(
    ['.axis', '.axis .cursor'].map((selector) => playground.element.locator(selector).boundingBox()),
  );
  if (!axis || !cursor) throw new Error('no cursor');
  expect((cursor.x - axis.x) / axis.width).toBeGreaterThan(0.16);
});

test('nothing is asked of anyone else', async ({ page, baseURL }) => {
  /** @type {string[]} */
  const strangers = [];
  page.on('request', (request) => request.url().startsWith(String(baseURL)) || strangers.push(request.url()));
  const playground = await new Playground(page).open();
  await playground.expire.click();
  await expect(playground.pause).toBeVisible();
  expect(strangers).toEqual([]);
});

test('320 px reflow without a horizontal scroll bar', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const playground = await new Playground(page).open(PAUSED);
  const tooWide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await tooWide()).toBeLessThanOrEqual(0);
  for (const name of ['Settings', 'Shortcuts']) {
    await playground.element.getByRole('button', { name }).click();
    await expect(playground.element.getByRole('region', { name })).not.toBeEmpty();
    expect(await tooWide(), name).toBeLessThanOrEqual(0);
    await playground.element.getByRole('button', { name: 'Close' }).click();
  }
});
