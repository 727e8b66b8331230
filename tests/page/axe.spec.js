// Nothing that a machine can find wrong with accessibility, on page and embed, light and dark, in each panel.

import AxeBuilder from '@axe-core/playwright';

import { expect, Playground, test } from './playground.js';

const HERD = '#v=1&duration=12s&do=2s:expire&t=2.5s';

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  for (const path of ['./index.html', './embed.html']) {
    test(`axe finds nothing: ${path} ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const playground = await new Playground(page).open(HERD, path);
      const faults = async () => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        return violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`,
        );
      };
      expect(await faults(), 'mid-run').toEqual([]);
      for (const panel of ['Settings', 'Keys']) {
        const button = playground.element.getByRole('button', { name: panel, exact: true });
        await button.click();
        await expect(button).toHaveAttribute('aria-expanded', 'true');
        expect(await faults(), panel).toEqual([]);
        await button.click();
      }
      const bad = new Playground(page);
      await page.goto('about:blank');
      await bad.open('#v=1&duration=12s&ttl=soon&strategy=xfetch&t=5s', path);
      expect(await faults(), 'with a problem').toEqual([]);
    });
  }
}

test('a removed label is found, inside the shadow root', async ({ page }) => {
  const playground = await new Playground(page).open(HERD);
  await playground.play.evaluate((one) => {
    one.removeAttribute('aria-label');
    one.removeAttribute('title');
  });
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual(['button-name']);
});
