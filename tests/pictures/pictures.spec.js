// Golden pictures: ten states of the page at three sizes, light and dark. If a picture changes on purpose, make it
// again with `npm run pictures -- --update`, and look at it before you commit it.

import { expect, Playground, test } from '../page/playground.js';

/**
 * @typedef {object} State
 * @property {string} name
 * @property {string} hash
 * @property {string} [panels] in the embed, where it is not the usual ones
 * @property {(playground: Playground) => Promise<void>} [reach] what is done after it has been opened
 */

/** @param {Playground} playground @param {string} name */
async function tab({ element }, name) {
  await element.getByRole('tab', { name }).click();
}

/** @type {State[]} */
const STATES = [
  { name: 'first', hash: '#preset=hot_key&t=1s' },
  // The key is expired at 2 s: one lane queries, the other waits for one query.
  { name: 'herd', hash: '#v=1&duration=12s&do=2s:expire&t=2.4s' },
  // 4,000/s x 1.5 s in flight.
  {
    name: 'crowd',
    hash: '#v=1&strategy=mutex&rate=4000/s&ttl=1s&db_latency=2s&duration=4s&db_connections=0&t=2.5s',
  },
  { name: 'dice', hash: '#v=1&strategy=xfetch&duration=12s&beta=2&t=2.84s' },
  // Past the fresh window, within the stale-ok one.
  { name: 'windows', hash: '#v=1&strategy=background_refresh&duration=12s&t=4.3s' },
  {
    name: 'six',
    hash: '#v=1&duration=12s&strategy=lease&compare=unprotected,mutex,xfetch,background_refresh,single_flight&do=2s:expire&t=2.5s',
  },
  {
    name: 'story',
    hash: '#v=1&duration=12s&do=2s:expire&t=2.4s',
    panels: 'requests',
    reach: async (playground) => {
      await tab(playground, 'Requests');
      await playground.element.getByRole('list', { name: 'Requests at the cursor' }).getByRole('button').nth(2).click();
      await expect(playground.element.locator('.chosen-request')).toBeVisible();
    },
  },
  {
    name: 'code',
    hash: '#v=1&duration=12s&do=2s:expire&t=2.4s',
    panels: 'code',
    reach: async (playground) => {
      await tab(playground, 'Code');
      await expect(playground.element.locator('.code-panel')).not.toBeEmpty();
    },
  },
  {
    name: 'settings',
    hash: '#v=1&duration=12s&ttl=3s&t=2s',
    reach: async ({ element }) => {
      await element.getByRole('button', { name: 'Settings' }).click();
      await expect(element.getByLabel('ttl', { exact: true })).toBeVisible();
    },
  },
  {
    name: 'gallery',
    hash: '#v=1&duration=12s&t=2s',
    reach: async ({ element }) => {
      await element.getByRole('button', { name: 'Presets' }).click();
      // Thumbnails in view are drawn one after the other, as their runs are computed.
      await expect
        .poll(() =>
          element.locator('dialog.gallery').evaluate((dialog) => {
            const { top, bottom } = dialog.getBoundingClientRect();
            const cards = [...dialog.querySelectorAll('[data-preset]')].filter((card) => {
              const box = card.getBoundingClientRect();
              return box.bottom > top && box.top < bottom;
            });
            return cards.length > 0 && cards.every((card) => card.querySelector('em'));
          }),
        )
        .toBe(true);
    },
  },
];

const SIZES = /** @type {const} */ ([
  { size: 'desk', width: 1280, height: 800, path: './index.html' },
  { size: 'phone', width: 375, height: 667, path: './index.html' },
  { size: 'embed', width: 640, height: 400, path: './embed.html' },
]);

for (const { size, width, height, path } of SIZES) {
  test.describe(`${size}, ${width} by ${height}`, () => {
    test.use({ viewport: { width, height } });

    for (const { name, hash, panels, reach } of STATES) {
      test(name, async ({ page }) => {
        await page.emulateMedia({ colorScheme: 'light' });
        const query = panels && size === 'embed' ? `?panels=${panels}` : '';
        const playground = await new Playground(page).open(hash, path + query);
        await reach?.(playground);
        await page.mouse.move(0, 0);
        await page.waitForLoadState('networkidle');
        for (const scheme of /** @type {const} */ (['light', 'dark'])) {
          await page.emulateMedia({ colorScheme: scheme });
          await expect(page).toHaveScreenshot(`${name}-${size}-${scheme}.png`);
        }
      });
    }
  });
}
