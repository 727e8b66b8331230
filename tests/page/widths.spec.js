// All widths from a small phone to a large desktop: nothing is wider than the window, no texts overlap or leave their
// cards, and none is smaller than 13 px.

import { expect, frames, Playground, test } from './playground.js';
import { faultsOfTexts } from './texts.js';

const WIDTHS = Array.from({ length: 81 }, (_, i) => 320 + 20 * i);
/** So high that nothing sticky lies over what stands above it. */
const HIGH = 2600;

/** @typedef {{ name: string, hash: string, path?: string, height?: number, settings?: boolean }} State */

/** @type {State[]} */
const STATES = [
  {
    name: 'the default run',
    hash: '#v=1&duration=12s&do=2s:expire,2.2s:lose_next_invalidation,7s:flush,7.1s:align_arrivals,11.9s:expire&t=5.3s',
  },
  { name: 'with settings open', hash: '#v=1&duration=12s&do=5s:expire&t=5.3s', settings: true },
  {
    name: 'four lanes with settings open',
    hash: '#v=1&duration=12s&strategy=background_refresh&compare=unprotected,mutex,xfetch&do=5s:expire&t=5.3s',
    settings: true,
  },
  { name: 'an embed 400 px high', hash: '#v=1&duration=12s&do=5s:expire&t=5.3s', path: './embed.html', height: 400 },
  {
    name: 'a crowd in an embed',
    hash: '#v=1&strategy=mutex&rate=4000/s&ttl=1s&db_latency=2s&duration=4s&t=2.5s',
    path: './embed.html',
    height: 400,
  },
  { name: 'an embed 260 px high', hash: '#v=1&strategy=xfetch&t=3.3s', path: './embed.html', height: 260 },
];

for (const { name, hash, path = './index.html', height = HIGH, settings = false } of STATES)
  test(`from 320 to 1920 px: ${name}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize({ width: WIDTHS[0], height });
    const { element } = await new Playground(page).open(hash, path);
    if (settings) {
      await element.getByRole('button', { name: 'Settings' }).click();
      await expect(element.getByRole('textbox', { name: 'ttl', exact: true })).toBeVisible();
    }
    await page.waitForLoadState('networkidle');
    const found = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height });
      await frames(page, 3);
      found.push(...(await faultsOfTexts(page)).map((fault) => `${width} px: ${fault}`));
    }
    expect(found).toEqual([]);
  });
