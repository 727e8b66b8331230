// The address holds the whole run, whatever is in it.

import { printTime } from '../../www/line/time.js';
import { expect, PAUSED, Playground, test } from './playground.js';

test('a link gives the same run, cursor and picture in another browser', async ({ page, browser, baseURL }) => {
  const playground = await new Playground(page).open('');
  await playground.expire.click();
  await expect.poll(() => playground.cursor()).toBeGreaterThan(1e9);
  await playground.pause.click();
  await page.getByRole('button', { name: 'On to the next event' }).click();
  const cursor = await playground.cursor();
  await expect.poll(() => new URL(page.url()).hash).toContain(`:expire&t=${printTime(cursor)}`);
  const link = page.url();
  expect(link.length).toBeLessThan(300);

  const context = await browser.newContext({ baseURL });
  const other = await new Playground(await context.newPage()).open(new URL(link).hash);
  expect(await other.fingerprint()).toBe(await playground.fingerprint());
  expect(await other.fingerprint()).toMatch(/^[0-9a-f]{16,}$/);
  expect(await other.cursor()).toBe(await playground.cursor());
  await expect(other.play).toBeVisible();
  // Both drawn anew as a whole: one has played, and a browser that draws a part of a corner again may do it otherwise.
  for (const one of [playground, other]) await one.page.emulateMedia({ colorScheme: 'dark' });
  const picture = (/** @type {Playground} */ { element }) => element.locator('.lanes').screenshot();
  await expect.poll(async () => Buffer.compare(await picture(other), await picture(playground))).toBe(0);
  await context.close();
});

test('back leaves the page in one press', async ({ page }) => {
  await new Playground(page).open(PAUSED, './embed.html');
  const playground = await new Playground(page).open();
  await playground.expire.click();
  await playground.pause.click();
  await page.getByRole('button', { name: 'On to the next event' }).click();
  await expect.poll(() => new URL(page.url()).hash).toContain('expire');
  await page.goBack();
  await expect.poll(() => page.url()).toContain('embed.html');
});

test('an address typed into the open page is followed', async ({ page }) => {
  const playground = await new Playground(page).open();
  await page.evaluate(() => (location.hash = '#v=1&duration=10s&strategy=xfetch&t=3s'));
  await expect(playground.element.getByRole('article', { name: 'XFetch' })).toBeVisible();
  expect(await playground.cursor()).toBe(3e9);
});

test('an address without a time stands at the start, in an open page as in a fresh one', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const playground = await new Playground(page).open();
  expect(await playground.cursor()).toBe(2e9);
  // At its start a run's own link has no time.
  await page.evaluate(() => (location.hash = '#v=1&duration=10s&strategy=xfetch'));
  await expect(playground.element.getByRole('article', { name: 'XFetch' })).toBeVisible();
  await expect.poll(() => playground.cursor()).toBe(0);
});

test('a preset is a place to start from', async ({ page }) => {
  const playground = await new Playground(page).open('#preset=early_refresh&ttl=3s&t=1s');
  await expect(playground.element.getByRole('article', { name: 'XFetch' })).toBeVisible();
  await expect.poll(() => new URL(page.url()).hash).toMatch(/duration=12s/);
  expect(new URL(page.url()).hash).toMatch(/ttl=3s/);
});

/** @type {[what: string, hash: string, field: string, value: string, allowed: RegExp][]} */
const BAD = [
  ['an unknown field', '#v=1&duration=12s&colour=red&t=1s', 'colour', 'red', /\w/],
  ['a value that is no number', '#v=1&duration=12s&ttl=soon&t=1s', 'ttl', 'soon', /1us to 24h/],
  ['a missing unit', '#v=1&duration=12s&ttl=4&t=1s', 'ttl', '4', /1us to 24h/],
  ['out of range', '#v=1&duration=12s&rate=99999999/s&t=1s', 'rate', '99999999/s', /0\/s to 1000000\/s/],
  ['an unknown word', '#v=1&duration=12s&strategy=hope&t=1s', 'strategy', 'hope', /unprotected/],
  ['an unknown lane', '#v=1&duration=12s&compare=hope&t=1s', 'compare', 'hope', /unprotected/],
  ['an unknown preset', '#preset=hope&t=1s', 'preset', 'hope', /hot_key/],
  ['a time that is none', '#v=1&duration=12s&t=noon', 't', 'noon', /5\.2s/],
  ['a version that is none', '#v=one&duration=12s&t=1s', 'v', 'one', /must be 1/],
  ['a later version', '#v=9&duration=12s&t=1s', 'v', '9', /later version of the simulation than the 1/],
  ['a broken escape', '#v=1&duration=12s&ttl=%zz&t=1s', 'ttl', '%zz', /1us to 24h/],
  ['two values in one', '#v=1&duration=12s&ttl=2s%20rate=1/s&t=1s', 'ttl', '2s rate=1/s', /without spaces/],
];

for (const [what, hash, field, value, allowed] of BAD) {
  test(`told and left out, the rest runs: ${what}`, async ({ page }) => {
    const playground = await new Playground(page).open(hash);
    await expect(playground.problems).toContainText(field);
    await expect(playground.problems).toContainText(value);
    await expect(playground.problems).toContainText(allowed);
    await expect(playground.element.getByRole('article')).toHaveCount(field === 'compare' ? 1 : 2);
    await playground.element.getByRole('button', { name: 'Dismiss' }).click();
    await expect(playground.problems).toBeEmpty();
  });
}

test('a run too large is refused before it starts, with its estimate', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=24h&rate=1000000/s&t=1s');
  await expect(playground.problems).toContainText(/events/);
  await expect(playground.element.getByRole('article')).toHaveCount(2);
});

test('text from the address never becomes markup', async ({ page }) => {
  const evil = encodeURIComponent('<img/src=x/onerror=alert(1)>');
  page.on('dialog', () => expect('a dialog').toBe('never opened'));
  const playground = await new Playground(page).open(
    `#v=1&duration=12s&${evil}=${evil}&strategy=${evil}&do=1s:${evil}&compare=${evil}&preset=${evil}&t=${evil}`,
  );
  await expect(playground.problems).toContainText('<img/src=x/onerror=alert(1)>');
  expect(await playground.element.evaluate((one) => one.shadowRoot?.querySelectorAll('img').length)).toBe(0);
  expect(await page.locator('img').count()).toBe(0);
});

test('the snippet embeds the run as it stands', async ({ page }) => {
  await new Playground(page).open(PAUSED);
  await expect(page.locator('#embed-code')).toContainText('embed.html#v=1&amp;duration=12s&amp;t=2s');
});
