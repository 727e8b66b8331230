// The address describes the whole run, and any contents are handled.

import { printTime } from '../../www/line/time.js';
import { expect, PAUSED, Playground, test } from './playground.js';

test('a link gives the same run, cursor and picture in another browser', async ({ page, browser, baseURL }) => {
  // Of a line: a preset has its claim above the lanes, which the link of a changed one has not.
  const playground = await new Playground(page).open('#v=1&duration=12s');
  await playground.expire.click();
  await playground.settled();
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
  // Shape by shape: where the lanes stand on the page depends on what is told above them.
  const picture = (/** @type {Playground} */ { element }) =>
    element.locator('.stage').evaluateAll((all) => all.map((one) => one.innerHTML.replace(/<!--.*?-->/g, '')));
  await expect.poll(() => picture(other)).toEqual(await picture(playground));
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

test('a link to a run too large stays as it is, and what would fit is one click away', async ({ page }) => {
  const hash = '#v=1&duration=1m&strategy=unprotected&rate=1000000/s&db_latency=1ms&t=1s';
  await page.goto(`./${hash}`);
  const playground = new Playground(page);
  await expect(playground.problems).toContainText(/give at least [\d,]+ events, and a run may have 10,000,000/);
  expect(new URL(page.url()).hash).toBe(hash);
  await playground.element.getByRole('button', { name: 'Settings' }).click();
  await expect(playground.element.getByLabel('rate', { exact: true })).toHaveValue('1000000/s');
  const offer = playground.problems.getByRole('button', { name: /^Run with rate=/ });
  const [offered] = /rate=\S+/.exec((await offer.textContent()) ?? '') ?? [];
  await offer.click();
  await expect(playground.element.getByRole('article')).toHaveCount(1);
  await expect(playground.problems).toBeEmpty();
  await expect.poll(() => new URL(page.url()).hash).toContain(`&${offered}`);
});

test('other spellings in a link are read, and the address has the one form', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12sec&absent=10%25&rate=200&t=1s');
  await expect(playground.problems).toBeEmpty();
  await expect.poll(() => new URL(page.url()).hash).toMatch(/duration=12s.*rate=200\/s.*absent=0\.1/);
});

test('a field that is misspelled is offered as it may have been meant', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&stratgey=lease&t=1s');
  await expect(playground.problems).toContainText('did you mean strategy?');
  await playground.problems.getByRole('button', { name: 'Run with strategy=lease' }).click();
  await expect(playground.element.getByRole('article', { name: 'Lease' })).toBeVisible();
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

test('the snippet is of the run that is shown, playing or not, and is copied by a button', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const playground = await new Playground(page).open(PAUSED);
  const code = page.locator('#embed-code');
  await expect(code).toContainText('embed.html#v=1&amp;duration=12s&amp;t=2s');
  await expect(code).toContainText('width="640" height="400"');
  await playground.expire.click();
  await expect(playground.pause).toBeVisible();
  await expect(code, 'while it plays').toContainText('do=2s:expire');
  await playground.pause.click();
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.locator('#copied-embed')).toHaveText('Copied.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await code.textContent());
});

test('on a phone there is a snippet too, in Share and at the end of the page', async ({ page }) => {
  await page.setViewportSize({ width: 375, height: 667 });
  const playground = await new Playground(page).open(PAUSED);
  await playground.element.getByRole('button', { name: 'Share' }).click();
  const frame = playground.element.getByRole('textbox', { name: /A frame with this run/ });
  await expect(frame).toHaveValue(/^<iframe src=".*embed\.html#v=1&amp;duration=12s&amp;t=2s"/);
  await page.locator('#embed-code').scrollIntoViewIfNeeded();
  await expect(page.locator('#embed-code')).toBeInViewport();
});

test('the theme is remembered where that is allowed, on every page, and else is for the time of the page', async ({
  page,
}) => {
  await new Playground(page).open(PAUSED);
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
  const button = page.locator('#theme');
  await button.click();
  await button.click();
  expect(await theme()).toBe('dark');
  await page.reload();
  await expect(button).toHaveText('Theme dark');
  expect(await theme()).toBe('dark');
  await page.goto('./lesson.html');
  await expect(button).toHaveText('Theme dark');
  await page.addInitScript(() =>
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('refused', 'SecurityError');
      },
    }),
  );
  await new Playground(page).open(PAUSED);
  await expect(button).toHaveText('Theme auto');
  await button.click();
  expect(await theme()).toBe('light');
});

test('what stands twice in a link is told, and of thousands of mistakes a few', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&ttl=2s&ttl=3s&t=1s');
  await expect(playground.problems).toContainText('ttl=3s');
  await expect(playground.problems).toContainText('only once');
  const lanes = Array.from({ length: 2_000 }, (_, i) => `s${i}`).join(',');
  const strangers = Array.from({ length: 40 }, (_, i) => `x${i}=1`).join('&');
  await page.evaluate((hash) => (location.hash = hash), `#v=1&duration=12s&compare=${lanes}`);
  await expect(playground.problems).toContainText('and 1996 more');
  expect((await playground.problems.boundingBox())?.height).toBeLessThan(200);
  await page.evaluate((hash) => (location.hash = hash), `#v=1&duration=12s&${strangers}`);
  await expect(playground.problems).toContainText('and 35 more');
  await expect(playground.problems.getByRole('listitem')).toHaveCount(6);
});
