// The element in an article on another page, whose colour scheme is not set, light, dark, or both. It looks the same
// without a theme and with `auto`.

import { expect, test } from '../page/playground.js';

const SCHEMES = /** @type {const} */ ([
  ['unset', ''],
  ['light', ':root { color-scheme: light; }'],
  ['dark', ':root { color-scheme: dark; }'],
  ['both', ':root { color-scheme: light dark; }'],
]);

/** @param {string} style @param {string} theme */
const host = (
  style,
  theme,
) => `<!doctype html><html lang="en"><title>A course page</title><link rel="icon" href="data:,">
<style>${style} article { max-width: 46em; margin: auto; font-family: serif; }</style>
<script type="module" src="./define.js"></script>
<article><h1>Caching, week 3</h1><p>What happens when a popular key expires?</p>
<cache-aside-playground ${theme} duration="12s" do="2s:expire" start="2.4s">Needs JavaScript.</cache-aside-playground>
<p>Discuss with your neighbour.</p></article>`;

for (const [name, style] of SCHEMES) {
  for (const theme of ['', 'theme="auto"']) {
    test(`color-scheme ${name}, ${theme || 'no theme'}`, async ({ page }) => {
      await page.setViewportSize({ width: 1024, height: 768 });
      await page.route('**/course.html', (route) =>
        route.fulfill({ contentType: 'text/html', body: host(style, theme) }),
      );
      for (const system of /** @type {const} */ (['light', 'dark'])) {
        await page.emulateMedia({ colorScheme: system });
        await page.goto('./course.html');
        await expect(page.getByRole('article', { name: 'Mutex' })).toBeVisible();
        await page.waitForLoadState('networkidle');
        await expect(page).toHaveScreenshot(`host-${name}-${system}.png`);
      }
    });
  }
}
