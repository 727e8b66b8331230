// The element in somebody else's page: one script with a stable name, one tag, the scenario in its attributes.

import { expect, test } from './playground.js';

const HOST = `<!doctype html><html lang="en"><title>A course page</title><link rel="icon" href="data:,">
<script type="module" src="./define.js"></script>
<cache-aside-playground strategy="xfetch" duration="12s" seed="3">Needs JavaScript.</cache-aside-playground>`;

test('a foreign page needs one script and one tag', async ({ page }) => {
  await page.route('**/course.html', (route) => route.fulfill({ contentType: 'text/html', body: HOST }));
  await page.goto('./course.html');
  const element = page.locator('cache-aside-playground');
  await expect(element.getByRole('article', { name: 'XFetch' })).toBeVisible();
  await expect(element.getByText('seed 3')).toBeVisible();
});
