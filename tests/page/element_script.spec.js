// The element on another site's page: a script with a stable name, a tag, and the scenario in its attributes.

import { expect, test } from './playground.js';

const HOST = `<!doctype html><html lang="en"><title>A course page</title><link rel="icon" href="data:,">
<script type="module" src="./define.js"></script>
<cache-aside-playground strategy="xfetch" duration="12s" seed="3">Needs JavaScript.</cache-aside-playground>`;

test('a foreign page needs one script and one tag', async ({ page }) => {
  await page.route('**/course.html', (route) => route.fulfill({ contentType: 'text/html', body: HOST }));
  await page.goto('./course.html');
  const element = page.locator('cache-aside-playground');
  await expect(element.getByRole('article', { name: 'XFetch' })).toBeVisible();
  await expect(element.getByText('seed 3')).toBeVisible();
});

// --card is #ffffff in light and #151b23 in dark, --ink #1b1b20 and #e8e6e0 (www/styles/tokens.css). A host that says
// nothing of its colour scheme is light, whatever the system prefers; one that allows both follows the system.
const LIGHT = { card: 'rgb(255, 255, 255)', ink: 'rgb(27, 27, 32)' };
const DARK = { card: 'rgb(21, 27, 35)', ink: 'rgb(232, 230, 224)' };
/** @type {[scheme: string, theme: string | null, system: 'light' | 'dark', expected: typeof LIGHT][]} */
const HOSTS = [
  ['', null, 'light', LIGHT],
  ['', null, 'dark', LIGHT],
  ['', 'auto', 'dark', LIGHT],
  ['', 'dark', 'light', DARK],
  ['light', null, 'dark', LIGHT],
  ['dark', null, 'light', DARK],
  ['dark', 'auto', 'light', DARK],
  ['dark', 'light', 'dark', LIGHT],
  ['light dark', null, 'light', LIGHT],
  ['light dark', null, 'dark', DARK],
  ['light dark', 'light', 'dark', LIGHT],
];

for (const [scheme, theme, system, expected] of HOSTS) {
  test(`on a bare page with color-scheme "${scheme}", theme ${theme}, system ${system}, cards and ink are its own`, async ({
    page,
  }) => {
    const style = scheme ? `<style>:root { color-scheme: ${scheme}; }</style>` : '';
    const tag = theme ? `theme="${theme}"` : '';
    const body = HOST.replace('<script', `${style}<script`).replace('strategy="xfetch"', `strategy="xfetch" ${tag}`);
    await page.emulateMedia({ colorScheme: system });
    await page.route('**/course.html', (route) => route.fulfill({ contentType: 'text/html', body }));
    await page.goto('./course.html');
    const card = page.locator('cache-aside-playground').getByRole('article', { name: 'XFetch' });
    await expect(card).toBeVisible();
    expect(
      await card.evaluate((one) => {
        const { backgroundColor, color } = getComputedStyle(one);
        return { card: backgroundColor, ink: color };
      }),
    ).toEqual(expected);
  });
}
