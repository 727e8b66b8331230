// All widths from a small phone to a large desktop: nothing is wider than the window, no texts overlap or leave their
// cards, and none is smaller than 13 px.

import { STEPS } from '../../www/lesson/steps.js';
import { expect, frames, Playground, test } from './playground.js';
import { faultsOfTexts } from './texts.js';

const WIDTHS = Array.from({ length: 81 }, (_, i) => 320 + 20 * i);
/** So high that nothing sticky lies over what stands above it. */
const HIGH = 2600;

/** @typedef {{ name: string, hash: string, path?: string, height?: number, opens?: string }} State */

/** A few widths for the many panels and steps, those of the layouts' limits among them. */
const SOME = [320, 360, 400, 460, 560, 580, 640, 720, 740, 780, 900, 920, 1000, 1100, 1280, 1500, 1920];
const PANELS = ['Presets', 'Compare', 'Show me a real one', 'Can it go wrong?', 'Share', 'Ask', 'Shortcuts', 'Legend'];
const HERD = '#v=1&duration=12s&do=5s:expire&t=5.3s';
/** The first peak is early, where the names of lanes are. */
const EARLY = '#v=1&t=3s';

/** @type {State[]} */
const STATES = [
  {
    name: 'the default run',
    hash: '#v=1&duration=12s&do=2s:expire,2.2s:lose_next_invalidation,7s:flush,7.1s:align_arrivals,11.9s:expire&t=5.3s',
  },
  { name: 'with settings open', hash: HERD, opens: 'Settings' },
  {
    name: 'four lanes with settings open',
    hash: '#v=1&duration=12s&strategy=background_refresh&compare=unprotected,mutex,xfetch&do=5s:expire&t=5.3s',
    opens: 'Settings',
  },
  { name: 'an embed 400 px high', hash: HERD, path: './embed.html', height: 400 },
  {
    name: 'a crowd in an embed',
    hash: '#v=1&strategy=mutex&rate=4000/s&ttl=1s&db_latency=2s&duration=4s&t=2.5s',
    path: './embed.html',
    height: 400,
  },
  { name: 'an embed 260 px high', hash: '#v=1&strategy=xfetch&t=3.3s', path: './embed.html', height: 260 },
];

for (const { name, hash, path = './index.html', height = HIGH, opens } of STATES)
  test(`from 320 to 1920 px: ${name}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.setViewportSize({ width: WIDTHS[0], height });
    const { element } = await new Playground(page).open(hash, path);
    if (opens) await open(element, opens);
    await page.waitForLoadState('networkidle');
    expect(await faultsAt(page, WIDTHS, height)).toEqual([]);
  });

test('at some widths: every panel of the page and of an embed', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1280, height: HIGH });
  const found = [];
  for (const path of ['./index.html', './embed.html']) {
    const { element } = await new Playground(page).open(path === './index.html' ? HERD : EARLY, path);
    for (const panel of PANELS) {
      await open(element, panel);
      await page.waitForLoadState('networkidle');
      found.push(...(await faultsAt(page, SOME, HIGH)).map((fault) => `${path}, ${panel}, ${fault}`));
      await page.setViewportSize({ width: 1280, height: HIGH });
      await page.keyboard.press('Escape');
      const button = buttonOf(element, panel);
      await expect(button).toHaveAttribute('aria-expanded', 'false');
    }
  }
  expect(found).toEqual([]);
});

test('at some widths: every step of the lesson, and its check', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const found = [];
  for (const place of [...STEPS.map((_, i) => `step=${i + 1}`), 'check']) {
    await page.setViewportSize({ width: 1280, height: HIGH });
    await page.goto('about:blank');
    await page.goto(`./lesson.html#${place}`);
    await expect(page.locator('cache-aside-playground .lane').first()).toBeVisible();
    found.push(...(await faultsAt(page, SOME, HIGH)).map((fault) => `${place}, ${fault}`));
  }
  expect(found).toEqual([]);
});

/** The button that opens a panel. @param {import('@playwright/test').Locator} element @param {string} panel */
const buttonOf = (element, panel) => element.locator('.top').getByRole('button', { name: panel, exact: true });

/** @param {import('@playwright/test').Locator} element @param {string} panel */
async function open(element, panel) {
  const button = buttonOf(element, panel);
  await button.click();
  await expect(button).toHaveAttribute('aria-expanded', 'true');
}

/**
 * What is wrong at each of the widths.
 * @param {import('@playwright/test').Page} page @param {number[]} widths @param {number} height
 */
async function faultsAt(page, widths, height) {
  const found = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    await frames(page, 3);
    found.push(...(await faultsOfTexts(page)).map((fault) => `${width} px: ${fault}`));
  }
  return found;
}
