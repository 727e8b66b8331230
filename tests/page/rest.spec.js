// At rest the page requests no animation frames: a playground that is paused or out of view takes no processor time.

import { expect, Playground, test } from './playground.js';

test.beforeEach(({ page }) =>
  page.addInitScript(() => {
    const real = requestAnimationFrame.bind(globalThis);
    const seen = { real, asked: 0 };
    Object.assign(globalThis, {
      seen,
      requestAnimationFrame: (/** @type {FrameRequestCallback} */ callback) => (seen.asked++, real(callback)),
    });
  }),
);

/** How often the page asks for a frame while ten of them go by. @param {import('@playwright/test').Page} page */
const asked = (page) =>
  page.evaluate(async () => {
    const { seen } = /** @type {any} */ (globalThis);
    const before = seen.asked;
    for (let i = 0; i < 10; i++) await new Promise((done) => seen.real(done));
    return seen.asked - before;
  });

for (const [what, hash] of [
  ['a few', '#v=1&duration=12s&t=4.5s'],
  ['a crowd', '#v=1&strategy=mutex&rate=2000/s&ttl=1s&db_latency=2s&duration=4s&t=2.5s'],
]) {
  test(`with ${what} on the stage: paused, nothing; playing, frames; out of sight, nothing`, async ({ page }) => {
    const playground = await new Playground(page).open(hash);
    await expect.poll(() => asked(page)).toBe(0);

    await playground.speed.fill('-6');
    await playground.play.click();
    await expect.poll(() => asked(page)).toBeGreaterThan(0);
    await page.evaluate(() => (document.body.style.paddingBlockStart = '4000px'));
    await expect.poll(() => asked(page)).toBe(0);
    await page.evaluate(() => (document.body.style.paddingBlockStart = ''));
    await expect.poll(() => asked(page)).toBeGreaterThan(0);

    await playground.pause.click();
    await expect.poll(() => asked(page)).toBe(0);
  });
}
