// In a frame of another page: answers for that page, a theme for the whole frame, and the permissions given by the
// host.

import { siteOf } from './host.js';
import { expect, PAUSED, Playground, test } from './playground.js';

const HOST = (/** @type {string} */ src, attributes = '') =>
  `<!doctype html><html lang="en"><title>A course page</title><body style="margin:0">
<iframe ${attributes} style="border:0;display:block" width="640" height="400" src="${src}"></iframe>`;

/** Keeps what the frame says, from the start. @param {import('@playwright/test').Page} page */
const listen = (page) =>
  page.addInitScript(() => {
    const told = /** @type {any} */ (globalThis.told = /** @type {unknown[]} */ ([]));
    addEventListener('message', (event) => told.push(event.data));
  });

const toldTo = (/** @type {import('@playwright/test').Page} */ page, /** @type {string} */ type) =>
  page.evaluate(
    (type) => /** @type {any} */ (globalThis).told.filter((/** @type {any} */ one) => one.type === type),
    `cache-aside-playground:${type}`,
  );

test('an answer reaches the page that put the frame there, of another origin, and no other', async ({ page }) => {
  await listen(page);
  const site = await siteOf({});
  const address = `http://127.0.0.1:${site.port}/embed.html?quiz=misses#v=1&duration=8s`;
  const host = await siteOf({ page: (name) => (name === 'host.html' ? HOST(address) : undefined) });
  await page.goto(`http://127.0.0.1:${host.port}/host.html`);
  const frame = page.frameLocator('iframe');
  const boxes = frame.getByRole('spinbutton');
  await expect(boxes).toHaveCount(2);
  for (const box of await boxes.all()) await box.fill('12');
  await boxes.last().press('Enter');
  await expect.poll(() => toldTo(page, 'answer')).toHaveLength(1);
  const [{ quiz, line, strategies, guesses, measured }] = await toldTo(page, 'answer');
  expect({ quiz, line, strategies, guesses }).toEqual({
    quiz: 'misses',
    line: 'duration=8s',
    strategies: ['unprotected', 'mutex'],
    guesses: [12, 12],
  });
  expect(measured).toHaveLength(2);
  site.close();
  host.close();
});

for (const form of ['embed.html', 'playground.html'])
  test(`a parent that nobody knows is told what it asks for, and nothing before: ${form}`, async ({ page, quiet }) => {
    await listen(page);
    const site = await siteOf({});
    const src = `http://127.0.0.1:${site.port}/${form}?quiz=misses#v=1&duration=8s&compare=`;
    const host = await siteOf({
      headers: { 'content-security-policy': 'sandbox allow-scripts', 'referrer-policy': 'no-referrer' },
      page: (name) => (name === 'host.html' ? HOST(src, 'referrerpolicy="no-referrer"') : undefined),
    });
    await page.goto(`http://127.0.0.1:${host.port}/host.html`);
    const box = page.frameLocator('iframe').getByRole('spinbutton');
    // The host's own sandbox is the frame's too: the pages of dist/ do not work in it.
    if (form === 'embed.html') {
      await expect(page.frameLocator('iframe').locator('.fallback')).toContainText('sandbox');
      quiet.length = 0;
    } else {
      await box.fill('12');
      await box.press('Enter');
      await expect(page.frameLocator('iframe').getByRole('button', { name: 'Show', exact: true })).toBeVisible();
      expect(await toldTo(page, 'answer')).toEqual([]);
      await page.evaluate(() =>
        document.querySelector('iframe')?.contentWindow?.postMessage({ type: 'cache-aside-playground:listen' }, '*'),
      );
      await expect.poll(() => toldTo(page, 'answer')).toHaveLength(1);
    }
    site.close();
    host.close();
  });

test('a theme in the query colours the whole frame', async ({ page }) => {
  for (const [theme, system, paper] of /** @type {const} */ ([
    ['dark', 'light', 'rgb(13, 17, 23)'],
    ['light', 'dark', 'rgb(252, 252, 250)'],
  ])) {
    await page.emulateMedia({ colorScheme: system });
    for (const file of ['embed.html', 'playground.html']) {
      await new Playground(page).open(PAUSED, `./${file}?theme=${theme}`);
      const grounds = await page.evaluate(() =>
        [document.documentElement, document.body].map((one) => getComputedStyle(one).backgroundColor),
      );
      const own = await page.locator('cache-aside-playground').evaluate((one) => getComputedStyle(one).backgroundColor);
      expect(new Set([...grounds, own]).size, file).toBe(1);
      if (theme === 'dark') expect(own).toBe(paper);
    }
  }
});

/** @type {[controls: string, there: string[], locked: string[]][]} */
const CONTROLS = [
  [
    'settings help',
    ['Settings', 'Shortcuts'],
    ['strategies', 'pokes', 'Presets', 'Compare', 'Share', 'Ask', 'Can it go wrong?'],
  ],
  ['pokes', ['pokes'], ['strategies', 'Settings', 'Presets', 'Compare', 'Share', 'Ask', 'Shortcuts']],
  ['strategies share', ['strategies', 'Compare', 'Share'], ['pokes', 'Settings', 'Presets', 'Ask', 'Shortcuts']],
  ['off', ['strategies', 'pokes'], ['Settings', 'Presets', 'Compare', 'Share', 'Ask', 'Shortcuts']],
  ['none', [], ['strategies', 'pokes', 'Settings', 'Presets', 'Compare', 'Share', 'Ask', 'Shortcuts']],
];

for (const [controls, there, locked] of CONTROLS)
  test(`what the host locks is locked, for keys as well: controls="${controls}"`, async ({ page }) => {
    await page.goto(`./embed.html?controls=${encodeURIComponent(controls)}${PAUSED}`);
    const playground = new Playground(page);
    await expect(playground.play).toBeVisible();
    const { element } = playground;
    const found = (/** @type {string} */ name) =>
      name === 'strategies'
        ? element.getByRole('combobox', { name: 'Strategy of this lane' })
        : name === 'pokes'
          ? element.locator('.expire, .poke-menu, .history button, .objects button').first()
          : element.getByRole('button', { name, exact: true });
    for (const name of there) await expect(found(name), name).toBeVisible();
    for (const name of locked) await expect(found(name), name).toHaveCount(0);
    const line = () => element.evaluate((one) => /** @type {any} */ (one).session.wanted.line);
    const before = await line();
    await element.locator('.playground').focus();
    if (!there.includes('pokes')) await page.keyboard.press('e');
    if (!there.includes('Settings')) await page.keyboard.press('s');
    if (!there.includes('Shortcuts')) await page.keyboard.press('?');
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    expect(await line()).toBe(before);
    if (!there.includes('Settings')) await expect(element.locator('.settings')).toHaveCount(0);
    if (!there.includes('Shortcuts')) await expect(element.locator('.help')).toHaveCount(0);
    if (controls === 'settings help') {
      await element.getByRole('button', { name: 'Settings' }).click();
      await expect(element.getByRole('textbox', { name: 'ttl', exact: true })).toBeVisible();
      await expect(element.locator('#field-strategy, #field-do, #preset')).toHaveCount(0);
    }
  });
