// The embed in the frame that courses give it, and no line of text that moves what stands below it.

import { expect, Playground, test } from './playground.js';

test.describe('in a frame of 640 by 400', () => {
  test.use({ viewport: { width: 640, height: 400 } });

  for (const [what, run, lanes] of /** @type {[string, string, number][]} */ ([
    ['two lanes', 't=4.5s', 2],
    ['dice', 'strategy=xfetch&t=3.3s', 2],
    ['dice alone', 'strategy=xfetch&compare=&t=3.3s', 1],
    ['a crowd', 'rate=500/s&db_connections=0&do=5s:expire&t=5.3s', 2],
    ['thousands', 'rate=10000/s&do=5s:expire&t=5.3s', 2],
    ['thousands with dice', 'rate=5000/s&strategy=xfetch&do=5s:expire&t=5.3s', 2],
    ['thousands alone', 'rate=10000/s&compare=&do=5s:expire&t=5.3s', 1],
  ]))
    test(`stages, one chart with its axis, transport and link are all in sight: ${what}`, async ({ page }) => {
      const playground = await new Playground(page).open(`#v=1&duration=12s&${run}`, './embed.html');
      if (what.includes('dice')) await expect(playground.element.locator('.dice svg')).toBeVisible();
      const box = (/** @type {string} */ selector) =>
        playground.element.locator(selector).evaluateAll((all) =>
          all.map((one) => {
            const { top, bottom, left, right } = one.getBoundingClientRect();
            return { top, bottom, left, right };
          }),
        );
      const [transport] = await box('.transport');
      expect(transport.bottom).toBeLessThanOrEqual(400);
      for (const selector of ['.stage > svg', '.plot .load svg', '.axis .tick span', '.dice svg']) {
        const all = await box(selector);
        if (/stage|load/.test(selector)) expect(all.length, selector).toBe(lanes);
        for (const { top, bottom, left, right } of all) {
          expect(top, selector).toBeGreaterThanOrEqual(0);
          expect(bottom, selector).toBeLessThanOrEqual(transport.top);
          expect(left, selector).toBeGreaterThanOrEqual(0);
          expect(right, selector).toBeLessThanOrEqual(640);
        }
      }
      await expect(page.getByRole('link', { name: 'Open full' })).toBeInViewport({ ratio: 1 });
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(400);
    });
});

for (const [width, height, path] of /** @type {const} */ ([
  [375, 667, './index.html'],
  [320, 568, './index.html'],
  [640, 400, './embed.html'],
  [800, 600, './index.html'],
  [1280, 800, './index.html'],
])) {
  test.describe(`at ${width} by ${height}`, () => {
    test.use({ viewport: { width, height } });

    test('the longest sentences leave everything in its place', async ({ page }) => {
      // Two lanes with the longest sentences at once: "R11902 stores version 129 of the key although …".
      const playground = await new Playground(page).open('#preset=strong_consistency&t=1s', path);
      const heights = await playground.element.evaluate((one) => {
        const element = /** @type {any} */ (one);
        const { lanes } = element.session;
        const longest = [...lanes[0].run.narration].sort((a, b) => b.text.length - a.text.length);
        return [...longest.slice(0, 40), { at_ns: 0 }].map(({ at_ns }) => {
          element.player.seek(at_ns);
          element.draw();
          return element.shadowRoot.querySelector('.body .lane').getBoundingClientRect().top;
        });
      });
      expect(new Set(heights).size).toBe(1);
    });
  });
}
