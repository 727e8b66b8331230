// The user's code: written, run, checked and shared, by keyboard and by touch.

import { readFileSync } from 'node:fs';

import { expect, faults, Playground, test } from './playground.js';

const LINE = '#v=1&duration=8s&rate=50/s&ttl=2s&seed=3&t=3s';
const OWN = '# Half: the same, but kept for half as long\n';

/** @param {import('@playwright/test').Page} page @param {string} [hash] */
async function openEditor(page, hash = LINE) {
  const playground = await new Playground(page).open(hash);
  await playground.element.getByRole('tab', { name: 'Code' }).click();
  await playground.element.getByRole('button', { name: /^Edit the code of/ }).click();
  const text = playground.element.getByRole('textbox', { name: /^Code of/ });
  await expect(text).toBeVisible();
  return { playground, text };
}

const PHONE = { viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true };

/** The same on a phone. @param {import('@playwright/test').BrowserContext} context */
async function openEditorByTouch(context) {
  const page = await context.newPage();
  const playground = await new Playground(page).open(LINE);
  await playground.element.getByRole('tab', { name: 'Code' }).tap();
  await playground.element.getByRole('button', { name: /^Edit the code of/ }).tap();
  const text = playground.element.getByRole('textbox', { name: /^Code of/ });
  await text.tap();
  return { page, playground, text };
}

/** The lanes' names and fingerprints. @param {Playground} playground */
const lanes = (playground) =>
  playground.element.evaluate((one) =>
    /** @type {any} */ (one).session.lanes.map((/** @type {any} */ { title, strategy, run }) => ({
      title,
      strategy,
      fingerprint: run.fingerprint,
    })),
  );

/** @param {Playground} playground @param {number} count */
const lanesAre = (playground, count) => expect.poll(async () => (await lanes(playground)).length).toBe(count);

test('a changed listing runs as a lane beside the one it is from; shared, it is the same', async ({
  page,
  browser,
  baseURL,
}) => {
  const { playground, text } = await openEditor(page);
  const before = await lanes(playground);
  // By keyboard alone from here on.
  await text.focus();
  const listing = await text.inputValue();
  expect(listing).toContain('cache.set(key, row, ttl)');
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.insertText(OWN);
  const at = (await text.inputValue()).indexOf('row, ttl)') + 'row, ttl'.length;
  await text.evaluate((area, at) => /** @type {HTMLTextAreaElement} */ (area).setSelectionRange(at, at), at);
  await page.keyboard.type(' / 2');
  await page.keyboard.press('ControlOrMeta+Enter');
  await lanesAre(playground, 3);
  const after = await lanes(playground);
  expect(after.map(({ title }) => title)).toEqual([before[0].title, 'Half', before[1].title]);
  // The others are what they were, and half the TTL is another run.
  expect([after[0], after[2]]).toEqual(before);
  expect(new Set(after.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  await expect(text).toBeFocused();
  // Compared over many seeds like any other.
  await playground.element.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(playground.element.getByRole('row', { name: /^Half/ }).first()).toBeVisible();
  // The link carries it.
  await playground.element.getByRole('button', { name: 'Share', exact: true }).click();
  const link = await playground.element.getByRole('textbox', { name: 'Link to this run, at the cursor' }).inputValue();
  expect(link).toContain('code=mutex.');
  const other = await browser.newContext({ baseURL });
  const there = new Playground(await other.newPage());
  await there.page.goto(link);
  await lanesAre(there, 3);
  expect(await lanes(there)).toEqual(after);
  await there.element.getByRole('tab', { name: 'Code' }).click();
  await there.element.getByRole('combobox', { name: 'Lane', exact: true }).selectOption({ index: 1 });
  await expect(there.element.getByRole('textbox', { name: /^Code of/ })).toHaveValue(/row, ttl \/ 2\)/);
  await other.close();
});

test('by touch the TTL is halved, run, compared, shared, and the same elsewhere', async ({ browser, baseURL }) => {
  const touch = { ...PHONE, baseURL };
  const context = await browser.newContext(touch);
  const { page, playground, text } = await openEditorByTouch(context);
  // A phone's keyboard inserts text at the caret without key events.
  const at = (await text.inputValue()).indexOf('row, ttl)') + 'row, ttl'.length;
  await text.evaluate((area, at) => /** @type {HTMLTextAreaElement} */ (area).setSelectionRange(at, at), at);
  await page.keyboard.insertText(' / 2');
  await expect(text).toHaveValue(/cache\.set\(key, row, ttl \/ 2\)/);
  await playground.element.getByRole('button', { name: 'Run', exact: true }).tap();
  await lanesAre(playground, 3);
  const here = await lanes(playground);
  expect(new Set(here.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  await playground.element.getByRole('button', { name: 'Compare', exact: true }).tap();
  await expect(playground.element.getByRole('row', { name: /^Mutex/ }).nth(1)).toBeVisible();
  await playground.element.getByRole('button', { name: 'Share', exact: true }).tap();
  const link = await playground.element.getByRole('textbox', { name: 'Link to this run, at the cursor' }).inputValue();
  const other = await browser.newContext(touch);
  const there = new Playground(await other.newPage());
  await there.page.goto(link);
  await lanesAre(there, 3);
  expect(await lanes(there)).toEqual(here);
  await context.close();
  await other.close();
});

test('the shortest way to what it breaks takes few readers, and says what they do', async ({ page }) => {
  const { playground, text } = await openEditor(page);
  await text.fill('# Mine\ndef read(key):\n    return db.query(key)\n');
  await text.press('ControlOrMeta+Enter');
  await lanesAre(playground, 3);
  const name = 'The shortest way: There is at most one query per key at a time.';
  await playground.element.getByRole('button', { name }).click();
  await expect(
    playground.element.getByText(/^2 requests of the \d+ until then are enough: R\d+, R\d+\./),
  ).toBeVisible();
  await expect(playground.element.locator('.way li')).toHaveText([
    /^\s*0s\s+S0\s+stores version 1, fresh for 2\.0 s\s*$/,
    /\sR\d+\s+asks app \d for key 0\s*$/,
    /\sR\d+\s+queries the database, 1 at once\s*$/,
    /\sR\d+\s+asks app \d for key 0\s*$/,
    /\sR\d+\s+queries the database, 2 at once\s*$/,
  ]);
});

test('in ten minutes: each text of the guide runs; the language is on one screen', async ({ page }) => {
  const { playground, text } = await openEditor(page);
  await playground.element.getByText('Write your own strategy in ten minutes').click();
  const put = playground.element.getByRole('button', { name: /^Put it into the editor/ });
  await expect(put).toHaveCount(4);
  for (let i = 0; i < 4; i++) {
    await put.nth(i).click();
    await expect(text).toHaveValue(/^# Mine/);
    await text.press('ControlOrMeta+Enter');
    await lanesAre(playground, 3);
    await expect(playground.element.locator('#mistake')).toHaveText('');
  }
  // It is the policy of writes as well now.
  await expect(text).toHaveValue(/def write\(key\)/);
  await playground.element.getByText('The language on one screen').click();
  const language = playground.element.locator('.language');
  await expect(language).toContainText('for i in range(start, end, step): ...');
  await expect(language).toContainText('cache.set_if_absent(key, row, ttl=…, grace=…)');
  await expect(language).toContainText('leave it out: every verb waits by itself');
  expect(await faults(page)).toEqual([]);
});

test('what is saved names the code', async ({ page }) => {
  const { playground, text } = await openEditor(page);
  const code = '# Mine: none\ndef read(key):\n    return db.query(key)\n';
  await text.fill(code);
  await text.press('ControlOrMeta+Enter');
  await lanesAre(playground, 3);
  await playground.element.getByRole('button', { name: 'Share', exact: true }).click();
  const saved = async (/** @type {RegExp} */ name) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      playground.element.getByRole('button', { name }).click(),
    ]);
    return readFileSync(await download.path(), 'utf8');
  };
  const json = JSON.parse(await saved(/^Events and reports, JSON/));
  expect(json.code).toEqual({ own1: { title: 'Mine', from: 'mutex', text: code } });
  expect(json.fingerprints.own1).toBe(json.lanes.find((/** @type {any} */ one) => one.strategy === 'own1').fingerprint);
  expect(await saved(/^Events, CSV/)).toContain('# code of own1: Mine\n');
});

test('by touch', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ ...PHONE, baseURL });
  const { page, playground, text } = await openEditorByTouch(context);
  // What is offered comes with the guide, from the core that runs code.
  await expect(playground.element.getByText('Write your own strategy in ten minutes')).toBeVisible();
  await text.fill('def read(key):\n    return db.qu');
  // What is offered is taken by a tap.
  await text.press('e');
  await playground.element.getByRole('option', { name: /^db\.query/ }).tap();
  await expect(text).toHaveValue(/return db\.query\($/);
  await page.keyboard.insertText('key)');
  await playground.element.getByRole('button', { name: 'Run', exact: true }).tap();
  await lanesAre(playground, 3);
  await expect(playground.element.getByText('Not always: There is at most one query per key at a time.')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  await context.close();
});

test('a mistake is told in its place while one types, and the last run stays', async ({ page }) => {
  const { playground, text } = await openEditor(page);
  const status = playground.element.locator('#mistake');
  await text.fill('def read(key):\n    return cash.get(key)\n');
  await expect(status).toContainText('`cash` is not defined');
  await expect(text).toHaveAttribute('aria-invalid', 'true');
  await expect(playground.element.locator('.paper .wrong')).toContainText('cash.get');
  await text.press('ControlOrMeta+Enter');
  await expect(status).toContainText('line 2');
  expect(await lanes(playground)).toHaveLength(2);
  // One that only a run meets.
  await text.fill('def read(key):\n    return 1 / 0\n');
  await expect(text).toHaveAttribute('aria-invalid', 'false');
  await text.press('ControlOrMeta+Enter');
  await expect(status).toContainText('ZeroDivisionError');
  await expect(status).toContainText('R0');
  await text.fill('def read(key):\n    while True: pass\n');
  await text.press('ControlOrMeta+Enter');
  await expect(status).toContainText('more than 10000 steps without a wait');
  expect(await lanes(playground)).toHaveLength(2);
  await expect(playground.problems).toBeEmpty();
});

test('undo, reset, the difference, several lanes, and taking one away', async ({ page }) => {
  const { playground, text } = await openEditor(page);
  const button = (/** @type {string} */ name) => playground.element.getByRole('button', { name, exact: true });
  const listing = await text.inputValue();
  await text.focus();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('# more');
  await playground.element.getByText('What you changed').click();
  await expect(playground.element.locator('.diff .added')).toHaveText('+ # more\n');
  await button('Undo').click();
  await expect(text).not.toHaveValue(/# more/);
  await text.fill('def read(key):\n    return db.query(key)\n');
  await button('Reset').click();
  await expect(text).toHaveValue(listing);
  await text.fill('# First\ndef read(key):\n    return db.query(key)\n');
  await button('Run').click();
  await lanesAre(playground, 3);
  await playground.element.getByRole('combobox', { name: 'Lane', exact: true }).selectOption('Unprotected');
  await playground.element.getByRole('button', { name: /^Edit the code of/ }).click();
  await text.fill('# Second\ndef read(key):\n    return once(key, db_of)\ndef db_of(key):\n    return db.query(key)\n');
  await button('Run').click();
  await lanesAre(playground, 4);
  expect((await lanes(playground)).map(({ title }) => title)).toEqual(expect.arrayContaining(['First', 'Second']));
  await button('Remove lane').click();
  await lanesAre(playground, 3);
  // What has run is in the address, and comes back with it.
  await page.reload();
  await lanesAre(playground, 3);
  expect((await lanes(playground)).map(({ title }) => title)).toContain('First');
});

test('what was typed and not run is there after a reload', async ({ page }) => {
  const { playground, text } = await openEditor(page);
  await text.fill('# Not yet run\n');
  await page.reload();
  await playground.element.getByRole('tab', { name: 'Code' }).click();
  await playground.element.getByRole('button', { name: /^Edit the code of/ }).click();
  await expect(text).toHaveValue('# Not yet run\n');
});

test('the lines on which readers stand are those of the machine, in step with the cursor', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&do=5s:expire&t=5.3s');
  await playground.element.getByRole('tab', { name: 'Code' }).click();
  const code = playground.element.getByRole('group', { name: 'Code of Mutex' });
  const here = code.locator('.here');
  await expect(here.filter({ hasText: 'db.query' }).locator('.gutter')).toHaveText('1');
  const waiting = await playground.element.evaluate((one) => {
    const { session, player } = /** @type {any} */ (one);
    const { segments, phases } = session.lanes[1].run;
    return segments.start_ns.filter(
      (/** @type {number} */ start, /** @type {number} */ s) =>
        phases[segments.phase[s]] === 'lock' && start <= player.at_ns && player.at_ns < segments.end_ns[s],
    ).length;
  });
  expect(waiting).toBeGreaterThan(5);
  await expect(here.filter({ hasText: 'cache.wait' }).locator('.gutter')).toHaveText(String(waiting));
  await playground.scrub.fill('3000');
  await expect(here.filter({ hasText: 'cache.wait' })).toHaveCount(0);
});

test('a challenge is decided by 20 runs, and says what it costs', async ({ page }) => {
  const { playground } = await openEditor(page);
  await playground.element.getByText('Challenges', { exact: true }).click();
  const one = playground.element.getByRole('listitem').filter({ hasText: 'One query per expiry' });
  await one.getByRole('button', { name: /^Try/ }).click();
  await expect(one.getByRole('status')).toContainText(/Met in all 20 runs\. It costs 1\.00 queries/);
});

test('an embed may forbid editing, and still runs what its link carries', async ({ page }) => {
  const { playground, text } = await openEditor(page);
  await text.fill('# Theirs\ndef read(key):\n    return db.query(key)\n');
  await text.press('ControlOrMeta+Enter');
  await lanesAre(playground, 3);
  const hash = new URL(page.url()).hash;
  const embed = await new Playground(page).open(hash, './embed.html?editing=off&panels=stage+code');
  await lanesAre(embed, 3);
  await embed.element.getByRole('combobox', { name: 'Lane', exact: true }).selectOption('Theirs');
  await expect(text).toHaveAttribute('readonly', '');
  await expect(embed.element.getByRole('button', { name: 'Run', exact: true })).toHaveCount(0);
  await embed.element.getByRole('combobox', { name: 'Lane', exact: true }).selectOption('Unprotected');
  await expect(embed.element.getByRole('button', { name: /^Edit/ })).toHaveCount(0);
});

test('a link with code that cannot be read says so, and the rest runs', async ({ page }) => {
  const playground = await new Playground(page).open(`${LINE}&code=mutex.AAAA`);
  await expect(playground.problems).toContainText('code=mutex.AAAA cannot be read');
  expect(await lanes(playground)).toHaveLength(2);
});

test('axe finds nothing in the editor, wide and narrow', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { playground, text } = await openEditor(page);
  await text.fill('# Mine\ndef read(key):\n    return db.query(key)\n');
  await text.press('ControlOrMeta+Enter');
  await lanesAre(playground, 3);
  expect(await faults(page)).toEqual([]);
  await text.fill('def read(key):\n    return cash.get(key)\n');
  await expect(text).toHaveAttribute('aria-invalid', 'true');
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await faults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
