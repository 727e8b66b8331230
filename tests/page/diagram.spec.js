// Sequence diagrams of real requests, in a request's story and in the lesson: at the cursor's time, and as SVG. Also
// the parts of the lesson besides its steps: the cures at the learner's numbers, and the printed text.

import { readFileSync } from 'node:fs';

import { Learner } from './learner.js';
import { expect, Playground, test } from './playground.js';

const HERD = '#v=1&duration=12s&do=2s:expire&t=2.4s';

test('the story of a request has its diagram, and gives it away as SVG with the link to its run', async ({ page }) => {
  const playground = await new Playground(page).open(HERD);
  await playground.element.getByRole('tab', { name: 'Requests' }).click();
  await playground.element.getByRole('list', { name: 'Requests at the cursor' }).getByRole('button').first().click();
  await playground.element.getByText('As a sequence diagram').click();
  const drawing = playground.element.getByRole('img', {
    name: /^Sequence diagram of R\d+: application, cache and database$/,
  });
  await expect(drawing).toBeVisible();
  await expect(drawing.getByText('GET', { exact: true }).first()).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    playground.element.getByRole('button', { name: 'Save as SVG' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^cache-aside-R\d+\.svg$/);
  const svg = readFileSync(await download.path(), 'utf8');
  expect(svg).toMatch(/<desc>http[^<]*#v=1&amp;duration=12s&amp;do=2s:expire<\/desc>/);
  expect(svg, 'colours stand in the file itself').not.toMatch(/class="(arrow|label)|var\(--/);
});

test('a step draws its requests on the cursor’s time, and the one that was chosen instead', async ({ page }) => {
  const learner = await new Learner(page, 'keyboard').open(2);
  await expect(learner.element.locator('.lesson-diagram'), 'not before the bet').toHaveCount(0);
  await learner.bet(2);
  const drawing = learner.element.getByRole('img', { name: 'Sequence diagram of R0 and R1' });
  await expect(drawing.locator('.label:not(.later)')).toHaveCount(0);
  await learner.do();
  // GET, a miss, SELECT, the row, SET, and the end of the first read; the second is still to come.
  await expect(drawing.locator('.label:not(.later)')).toHaveCount(6);
  await expect(drawing.locator('.label.later')).not.toHaveCount(0);
  await learner.element.evaluate((one) => /** @type {any} */ (one).app.focus.choose(0, 8));
  await expect(learner.element.getByRole('img', { name: 'Sequence diagram of R1:' })).toBeVisible();
});

test('the cures are measured at the learner’s own numbers; a bad line is told', async ({ page }) => {
  const learner = await new Learner(page, 'keyboard').open(1);
  const cures = page.locator('#cures');
  const line = cures.getByRole('textbox', { name: 'Line' });
  await expect(line).toHaveValue(await learner.element.evaluate((one) => /** @type {any} */ (one).session.line));
  await line.fill('duration=8s ttl=soon');
  await cures.getByRole('button', { name: 'Measure' }).click();
  await expect(cures.getByRole('status')).toContainText('ttl=soon');
  await line.fill('duration=8s ttl=20s do=4s:expire');
  await cures.getByRole('button', { name: 'Measure' }).click();
  const row = (/** @type {string} */ name) => cures.getByRole('row', { name: new RegExp(`^${name} .*±`) });
  await expect(row('Lock').getByRole('cell').first()).toHaveText('1 ± 0');
  await expect(cures.locator('.at-my-numbers tbody tr')).toHaveCount(6);
  // 1 + 60/s · 0.6 s = 37, within four standard errors of the mean of 30 seeds: 6 / √30 each.
  const queries = parseFloat(await row('None').getByRole('cell').first().innerText());
  expect(Math.abs(queries - 37)).toBeLessThan(4.4);
});

test('on paper the whole lesson is there, and not the stage', async ({ page }) => {
  const learner = await new Learner(page, 'keyboard').open(3);
  await page.emulateMedia({ media: 'print' });
  await expect(learner.element).toBeHidden();
  await expect(page.getByRole('heading', { name: 'How big is a herd?' })).toBeVisible();
  await expect(page.getByText('This is a stale set.')).toBeVisible();
});
