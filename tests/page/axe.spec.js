// Automatic accessibility checks of page and embed, light and dark, in each panel.

import { expect, faults, Playground, test } from './playground.js';

const HERD = '#v=1&duration=12s&do=2s:expire&t=2.5s';

for (const path of ['./index.html', './embed.html']) {
  test(`axe finds nothing: ${path}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const playground = await new Playground(page).open(HERD, path);
    expect(await faults(page), 'mid-run').toEqual([]);
    for (const panel of ['Settings', 'Shortcuts']) {
      const button = playground.element.getByRole('button', { name: panel, exact: true });
      await button.click();
      await expect(button).toHaveAttribute('aria-expanded', 'true');
      await expect(playground.element.getByRole('region', { name: panel })).not.toBeEmpty();
      expect(await faults(page), panel).toEqual([]);
      await button.click();
    }
    const bad = new Playground(page);
    await page.goto('about:blank');
    await bad.open('#v=1&duration=12s&ttl=soon&strategy=xfetch&t=5s', path);
    expect(await faults(page), 'with a problem').toEqual([]);
  });
}

test('a removed label is found, inside the shadow root', async ({ page }) => {
  const playground = await new Playground(page).open(HERD);
  await playground.play.evaluate((one) => {
    one.removeAttribute('aria-label');
    one.removeAttribute('title');
  });
  expect(await faults(page)).toEqual([expect.stringMatching(/^light, button-name: /)]);
});
