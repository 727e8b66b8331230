// The check at three sizes, light and dark: its beginning, a question, an answer that was wrong, one that is given by
// changing the run, and the result. All of them stand still.

import { drawn } from '../../www/check/draw.js';
import { expect, test } from '../page/playground.js';

/** A draw with questions of every type; what is asked is the same every time. */
const DRAW = 3;

const SIZES = /** @type {const} */ ([
  { size: 'desk', width: 1280, height: 800, path: `./lesson.html#check&draw=${DRAW}` },
  { size: 'phone', width: 375, height: 667, path: `./lesson.html#check&draw=${DRAW}` },
  { size: 'embed', width: 640, height: 400, path: `./embed.html?step=check&draw=${DRAW}` },
]);

for (const { size, width, height, path } of SIZES) {
  test.describe(`${size}, ${width} by ${height}`, () => {
    test.use({ viewport: { width, height } });

    test('the check, from its beginning to the result', async ({ page }) => {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(path);
      const element = page.locator('cache-aside-playground');
      const card = element.locator('.lesson.check');
      const primary = element.locator('.lesson-next .primary');
      const picture = async (/** @type {string} */ name) => {
        await page.mouse.move(0, 0);
        await page.waitForLoadState('networkidle');
        for (const scheme of /** @type {const} */ (['light', 'dark'])) {
          await page.emulateMedia({ colorScheme: scheme });
          await expect(page).toHaveScreenshot(`check-${name}-${size}-${scheme}.png`);
        }
      };
      await expect(element.locator('.lane').first()).toBeVisible();
      await picture('start');
      await primary.click();
      for (const [i, { type }] of drawn(DRAW, 0).questions.entries()) {
        await expect(card).toHaveAttribute('data-check', 'ask');
        if (type === 'choice') await card.locator('.options button').first().click();
        if (type === 'number') await card.locator('.number-box input').fill('5');
        await expect(primary).toBeEnabled();
        if (i === 2) await picture('asked');
        if (type === 'fix') await picture('fix');
        await primary.click();
        await expect(card).toHaveAttribute('data-check', 'told');
        await expect(card.locator('.verdict')).toContainText(/\w/);
        if (i === 2) await picture('told');
        await primary.click();
      }
      await expect(card).toHaveAttribute('data-check', 'end');
      await picture('end');
    });
  });
}
