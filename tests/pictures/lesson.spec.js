// Five steps of the lesson at three sizes, light and dark, as somebody sees them: asked, done by stepping, by a story,
// by settings, and by sorting. All of them stand still.

import { Learner } from '../page/learner.js';
import { expect, test } from '../page/playground.js';

/** The step, and whether it has been done. @type {[number: number, done: boolean][]} */
const STATES = [
  [1, false],
  [2, true],
  [6, true],
  [9, true],
  [13, true],
];

const SIZES = /** @type {const} */ ([
  { size: 'desk', width: 1280, height: 800, path: './lesson.html#step=' },
  { size: 'phone', width: 375, height: 667, path: './lesson.html#step=' },
  { size: 'embed', width: 640, height: 400, path: './embed.html?step=' },
]);

for (const { size, width, height, path } of SIZES) {
  test.describe(`${size}, ${width} by ${height}`, () => {
    test.use({ viewport: { width, height } });

    for (const [number, done] of STATES) {
      test(`step ${number}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme: 'light' });
        const learner = await new Learner(page, 'keyboard').open(number, path + number);
        if (done) {
          await learner.bet(number);
          await learner.do();
        }
        await page.mouse.move(0, 0);
        await page.waitForLoadState('networkidle');
        for (const scheme of /** @type {const} */ (['light', 'dark'])) {
          await page.emulateMedia({ colorScheme: scheme });
          await expect(page).toHaveScreenshot(`lesson-${number}-${size}-${scheme}.png`);
        }
      });
    }
  });
}
