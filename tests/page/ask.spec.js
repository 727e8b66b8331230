// The ask box: a question is answered by a run, in the playground and in the lesson.

import { expect, faults, Playground, test } from './playground.js';

const QUESTION = 'what happens if 500 users hit an expired key that takes 2 s to compute and I have 20 connections?';

test('a question is answered by running it: numbers as boxes, the plain case beside, the run to open', async ({
  page,
}) => {
  const playground = await new Playground(page).open();
  await playground.element.getByRole('button', { name: 'Ask', exact: true }).click();
  const ask = playground.element.getByRole('region', { name: 'Ask' });
  await ask.getByRole('textbox', { name: 'Your question' }).fill(QUESTION);
  await page.keyboard.press('Enter');
  await expect(ask.getByRole('textbox', { name: 'rate' })).toHaveValue('500/s');
  await expect(ask.getByRole('textbox', { name: 'db latency' })).toHaveValue('2s');
  await expect(ask.getByRole('textbox', { name: 'db connections' })).toHaveValue('20');
  await expect(ask.getByRole('row')).toHaveCount(3);
  const missed = () =>
    ask
      .getByRole('row', { name: /^Unprotected/ })
      .getByRole('cell')
      .first()
      .innerText();
  const before = Number((await missed()).replaceAll(',', ''));
  // Some 1 + λL = 1,001 readers miss while the first query runs: λ = 500/s, L = 2 s.
  expect(before).toBeGreaterThan(800);
  // A tenth of the readers: herds of 101, of which the run now has some four, 20 s apart.
  await ask.getByRole('textbox', { name: 'rate' }).fill('50/s');
  await page.keyboard.press('Enter');
  await expect.poll(async () => Number((await missed()).replaceAll(',', ''))).toBeLessThan(before / 2);
  await ask.getByRole('link', { name: 'Open this run' }).click();
  await expect
    .poll(() => playground.element.evaluate((one) => /** @type {any} */ (one).session.line))
    .toContain('rate=50/s');
  await expect(playground.problems).toBeEmpty();
});

test('what the lesson does not cover is refused, and a value that the core refuses is told in its sentence', async ({
  page,
}) => {
  const playground = await new Playground(page).open();
  await playground.element.getByRole('button', { name: 'Ask', exact: true }).click();
  const ask = playground.element.getByRole('region', { name: 'Ask' });
  const box = ask.getByRole('textbox', { name: 'Your question' });
  await box.fill('how to configure nginx reverse proxy');
  await page.keyboard.press('Enter');
  await expect(ask).toContainText('Not covered here');
  await box.fill('xfetch with beta 2');
  await page.keyboard.press('Enter');
  await ask.getByRole('textbox', { name: 'beta' }).fill('-1');
  await page.keyboard.press('Enter');
  await expect(ask.getByRole('status')).toContainText('beta=-1');
  await expect(ask.getByRole('row')).toHaveCount(3);
});

test('in the lesson, by keyboard', async ({ page }) => {
  await page.goto('./lesson.html');
  const ask = page.getByRole('region', { name: 'Ask' });
  await ask.getByRole('textbox', { name: 'Your question' }).fill('what is a lease');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(ask.getByRole('link', { name: 'Open this run' })).toBeVisible();
});

test('axe finds nothing in the ask box', async ({ page }) => {
  const playground = await new Playground(page).open();
  await playground.element.getByRole('button', { name: 'Ask', exact: true }).click();
  const ask = playground.element.getByRole('region', { name: 'Ask' });
  await ask.getByRole('textbox', { name: 'Your question' }).fill(QUESTION);
  await page.keyboard.press('Enter');
  await expect(ask.getByRole('link', { name: 'Open this run' })).toBeVisible();
  expect(await faults(page)).toEqual([]);
});
