// "Can it go wrong?": the table of strategies and write policies, an order that is played, an order chosen by hand, and
// links to each. What the verdicts are is the core's business: they are read off its findings, never written down here.

import { expect, faults, Playground, PAUSED, test } from './playground.js';

const STALE = '#v=1&orders=stale_until_ttl&strategy=unprotected&warm=false';

/** @param {import('@playwright/test').Page} page */
const panelOf = (page) => page.locator('section.orders');

/**
 * The table with all of it tried.
 * @param {import('@playwright/test').Page} page
 */
async function table(page, hash = PAUSED) {
  const playground = await new Playground(page).open(hash);
  await playground.element.getByRole('button', { name: 'Can it go wrong?' }).click();
  const panel = panelOf(page);
  await expect(panel.getByText('All 36 tried')).toBeVisible();
  return { playground, panel };
}

/**
 * An order from a link.
 * @param {import('@playwright/test').Page} page @param {string} hash
 */
async function order(page, hash) {
  await page.goto(`./index.html${hash}`);
  const panel = panelOf(page);
  await expect(panel.getByRole('button', { name: 'All strategies' })).toBeVisible();
  return { playground: new Playground(page), panel };
}

/** What the session shows. @param {Playground} playground */
const shown = (playground) =>
  playground.element.evaluate((one) => {
    const { lanes, order, line } = /** @type {any} */ (one).session;
    return {
      line,
      titles: lanes.map((/** @type {any} */ lane) => lane.title),
      way: order?.way,
      beside: order?.asked.beside,
      since: order?.point.standings.map((/** @type {any} */ { property, since }) => [property, since]),
      stale: lanes.map((/** @type {any} */ lane) => lane.run.report.stale_reads),
    };
  });

test('its core is not fetched before it is asked for', async ({ page }) => {
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  const playground = await new Playground(page).open();
  expect(asked.filter((url) => /orders_worker/.test(url))).toEqual([]);
  const cores = () => asked.filter((url) => url.endsWith('.wasm')).length;
  // The simulation's, and theory's after the first run.
  await expect.poll(cores).toBe(2);
  await playground.element.getByRole('button', { name: 'Can it go wrong?' }).click();
  await expect(panelOf(page).getByText('All 36 tried')).toBeVisible();
  expect(cores()).toBe(3);
});

test('each strategy with each policy has a verdict on each property, never or a number of steps', async ({ page }) => {
  const { panel } = await table(page);
  await expect(panel.locator('.cell')).toHaveCount(36);
  const tabs = panel.getByRole('group', { name: 'What can go wrong' }).getByRole('button');
  await expect(tabs).toHaveCount(7);
  for (let i = 0; i < 6; i++) {
    await tabs.nth(i).click();
    // Buttons and cells are drawn together, in the next frame.
    await expect(tabs.nth(i)).toHaveAttribute('aria-pressed', 'true');
    const cells = await panel.locator('.cell b').allInnerTexts();
    expect(cells.every((text) => /^(never|in \d+ steps?)$/.test(text.trim()))).toBe(true);
    const broken = cells.filter((text) => text.includes('in ')).length;
    await expect(tabs.nth(i)).toContainText(`${broken} of 36`);
  }
  await expect(panel.locator('.cell small').filter({ hasText: 'orders' })).not.toHaveCount(0);
  await tabs.nth(6).click();
  await expect(panel.locator('.cell').first().locator('i')).toHaveCount(6);
});

test('other surroundings are tried anew', async ({ page }) => {
  const { panel } = await table(page);
  const cell = panel.getByRole('button', { name: /^Lease, invalidate: / });
  const before = await cell.innerText();
  await panel.getByLabel('one delete is lost').check();
  await expect(panel.getByText('All 36 tried')).toBeVisible();
  await expect(cell).not.toHaveText(before);
  await panel.getByLabel('Readers').selectOption('3');
  await expect(panel.getByText('All 36 tried')).toBeVisible();
  await expect(panel.getByLabel('one delete is lost')).toBeChecked();
});

test('a search tells its progress, and can be cancelled and gone on with', async ({ page }) => {
  const { panel } = await table(page);
  await panel.getByLabel('Readers').selectOption('3');
  for (const move of ['a TTL ends', 'a lock or lease ends by itself', 'one delete is lost', 'one lock holder dies'])
    await panel.getByLabel(move).check();
  await expect(panel.getByRole('progressbar')).toBeVisible();
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.getByText(/^\s*Stopped after \d+ of 36\./)).toBeVisible();
  await expect(panel.getByRole('progressbar')).toHaveCount(0);
  await panel.getByRole('button', { name: 'Go on' }).click();
  await expect(panel.getByRole('progressbar')).toBeVisible();
  await panel.getByRole('button', { name: 'Close' }).click();
  await expect(panel).toHaveCount(0);
});

test('a press plays the order on the stage, beside the nearest cure, and closing brings the run back', async ({
  page,
}) => {
  const { playground, panel } = await table(page);
  await panel.getByRole('button', { name: /^Unprotected, invalidate: in/ }).click();
  const steps = panel.locator('.course button');
  await expect(steps.last()).toHaveText(/stores version 1/);
  const told = await shown(playground);
  expect(told.titles).toEqual(['Unprotected, invalidate', 'Lease, invalidate']);
  await expect(panel.locator('.cure')).toContainText('its lease is void');
  await expect(playground.element.getByRole('article')).toHaveCount(2);
  // The trace breaks it too: the reader that comes afterwards is served the old version; beside the cure nobody is.
  expect(told.stale[0]).toBeGreaterThan(0);
  expect(told.stale[1]).toBe(0);
  expect(new URL(page.url()).hash).toContain('orders=stale_until_ttl');
  await expect(playground.expire).toBeHidden();
  await page.keyboard.press('e');
  expect((await shown(playground)).way).toBe(told.way);

  await panel.getByRole('button', { name: 'Close' }).click();
  await expect(playground.expire).toBeVisible();
  expect((await shown(playground)).titles).toEqual(['Unprotected', 'Mutex']);
  await expect.poll(() => new URL(page.url()).hash).toContain('#v=1&duration=12s');
});

test('of a way from a lock the cure leaves the lock out, and refuses the same value', async ({ page }) => {
  const { playground, panel } = await order(page, '#v=1&orders=stale_until_ttl&strategy=mutex&warm=false');
  await expect(panel.locator('.cure')).toContainText('its lease is void');
  await expect.poll(async () => (await shown(playground)).titles).toEqual(['Mutex, invalidate', 'Lease, invalidate']);
});

test('a step leads to its moment, and says what else could have happened there', async ({ page }) => {
  const { playground, panel } = await order(page, STALE);
  await expect(panel.locator('.cure')).toContainText('There:');
  const step = panel.locator('.course button').nth(2);
  await expect(step).toContainText('interrupts');
  await step.click();
  await expect(step).toHaveAttribute('aria-current', 'step');
  await expect(playground.element.locator('.caption')).toContainText('W0');
  const instead = panel.getByRole('region', { name: /Instead of this step \(3\)/ }).getByRole('button');
  await expect(instead.filter({ hasText: 'R0 stores version 1' })).toBeVisible();
  await instead.filter({ hasText: 'R0 stores version 1' }).click();
  await expect(panel.getByText('Which one goes next?')).toBeVisible();
  expect((await shown(playground)).way).toBe('R0 R0 R0 R0');
});

test('log, stories, diagram and code show an order as any run', async ({ page }) => {
  const { playground } = await order(page, `${STALE}&beside=none&t=9s`);
  await expect(playground.element.locator('.log')).toContainText('W0 commits version 2');
  await playground.element.getByRole('tab', { name: 'Requests' }).click();
  await expect(playground.element.locator('.requests-panel')).toContainText('R0');
  await playground.element.getByRole('tab', { name: 'Code' }).click();
  await expect(playground.element.locator('.code-panel')).toContainText('def ');
  await expect(playground.element.locator('.swim')).toBeVisible();
});

test('sequence diagram and code panel play an order step by step', async ({ page }) => {
  const { playground } = await order(page, `${STALE}&beside=none`);
  const { element } = playground;
  /** When each move takes effect: R0 misses, hears of it, has its row; W0 commits, deletes; R0 stores. */
  const times = await element.evaluate((one) => [.../** @type {any} */ (one).session.order.times_ns]);
  expect(times).toHaveLength(6);
  const seek = (/** @type {number} */ at_ns) =>
    element.evaluate((one, at_ns) => /** @type {any} */ (one).update({ at_ns, playing: false }), at_ns);

  await element.getByRole('tab', { name: 'Code' }).click();
  const code = element.getByRole('group', { name: 'Code of Unprotected, invalidate' });
  await expect(code).toContainText('db.query(key)');
  await expect(element.getByRole('button', { name: /^Edit/ })).toHaveCount(0);
  /** The lines of code at which requests are shortly before a move. */
  for (const [before, here] of /** @type {const} */ ([
    [0, ['cache.get(key)']],
    [2, ['db.query(key)']],
    [3, ['cache.set(key, row, ttl)', 'db.update(key)']],
    [4, ['cache.set(key, row, ttl)', 'cache.delete(key)']],
    [5, ['cache.set(key, row, ttl)']],
  ])) {
    await seek(times[before] - 1e8);
    const stand = code.locator('.here');
    await expect(stand).toHaveCount(here.length);
    for (const [i, text] of here.entries()) {
      await expect(stand.nth(i)).toContainText(text);
      await expect(stand.nth(i).locator('.gutter')).toHaveText('1');
    }
  }

  await seek(times[2] + 1e8);
  await element.getByRole('tab', { name: 'Requests' }).click();
  await element.locator('.requests-panel').getByRole('button', { name: /R0/ }).first().click();
  await element.getByText('As a sequence diagram').click();
  const drawing = element.getByRole('img', { name: /^Sequence diagram of R0/ });
  await expect(drawing).toBeVisible();
  const done = drawing.locator('.label:not(.later)');
  await expect(done.getByText('SELECT', { exact: false }).first()).toBeVisible();
  await expect(drawing.locator('.label.later').getByText('SET', { exact: false })).toHaveCount(1);
  const early = await done.count();
  await seek(times[5] + 5e8);
  await expect(drawing.locator('.label.later')).toHaveCount(0);
  expect(await done.count()).toBeGreaterThan(early);
});

test('kinds of a violation are told apart, and each is played', async ({ page }) => {
  const { playground, panel } = await order(page, `${STALE}&moves=lose_delete`);
  const kinds = panel.getByRole('group', { name: 'Kinds of it' }).getByRole('button');
  await expect(kinds).toHaveCount(2);
  const first = (await shown(playground)).way;
  await kinds.nth(1).click();
  await expect(kinds.nth(1)).toHaveAttribute('aria-pressed', 'true');
  expect((await shown(playground)).way).not.toBe(first);
});

test('where nothing goes wrong it says of how many orders, and the sometimes show what did happen', async ({
  page,
}) => {
  const { panel } = await order(page, '#v=1&orders=stale_until_ttl&strategy=lease&warm=false&writers=2');
  await expect(panel.getByRole('status').first()).toContainText(/It cannot: all [\d,]+ orders tried/);
  await panel.getByText('All that is asked of this one').click();
  const rows = panel.getByRole('row');
  await expect(rows).toHaveCount(10);
  await expect(rows.filter({ hasText: 'A reader returns version 2.' })).toContainText('It happens. in');
});

test('a learner breaks it in as few steps as the machine, back and forth, by keys alone', async ({ page }) => {
  const { playground, panel } = await order(page, STALE);
  await panel.getByRole('button', { name: 'Be the scheduler' }).focus();
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('heading', { name: 'Which one goes next?' })).toBeVisible();
  const says = panel.locator('.says');
  await expect(says).toContainText('It holds.');
  const way = 'R0 R0 R0 W0 W0 R0'.split(' ');
  for (const [done, move] of way.entries()) {
    await expect.poll(async () => (await shown(playground)).way).toBe(way.slice(0, done).join(' '));
    const index = await playground.element.evaluate(
      (one, move) =>
        /** @type {any} */ (one).session.order.point.choices.findIndex((/** @type {any} */ one) => one.move === move),
      move,
    );
    await page.keyboard.press(String(index + 1));
  }
  await expect(says).toContainText('Broken, in 5 steps.');
  await expect(panel).toContainText('Your best here: 5 steps.');
  await panel.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(says).toContainText('It holds');
  await panel.getByRole('button', { name: 'Forth' }).click();
  await expect(says).toContainText('Broken, in 5 steps.');
  // Every order was tried for the way that this began with.
  await expect(panel).toContainText('The shortest way there is has 5 steps.');
  await panel.getByRole('button', { name: "See the machine's way" }).click();
  await expect(panel.getByText('It can go wrong')).toBeVisible();
});

test('where it is safe, all orders are tried once somebody has tried', async ({ page }) => {
  const { panel } = await order(page, '#v=1&orders=stale_until_ttl&by=you&strategy=lease&warm=false&writers=2');
  const first = panel.locator('.choices button').first();
  for (let moves = 0; (await panel.getByText('All has come to its end.').count()) === 0; moves++) {
    expect(moves).toBeLessThan(40);
    const told = await panel.locator('.course li').allInnerTexts();
    await first.click();
    await expect.poll(() => panel.locator('.course li').allInnerTexts()).not.toEqual(told);
  }
  await expect(panel.locator('.says')).toContainText('It holds');
  await panel.getByRole('button', { name: 'Have every order tried' }).click();
  await expect(panel).toContainText(/It cannot: all [\d,]+ orders tried/);
});

test('another policy begins anew', async ({ page }) => {
  const { playground, panel } = await order(page, `${STALE}&by=you&way=R0,R0`);
  await panel.getByLabel('Write policy').selectOption('Update');
  await expect.poll(async () => (await shown(playground)).way).toBe('');
  expect((await shown(playground)).titles).toEqual(['Unprotected, update']);
});

test('by touch', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ viewport: { width: 375, height: 667 }, hasTouch: true, baseURL });
  const page = await context.newPage();
  const { panel } = await order(page, `${STALE}&by=you`);
  const choice = panel.locator('.choices button').first();
  expect((await choice.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await choice.tap();
  await expect(panel.locator('.course li')).toHaveCount(1);
  await context.close();
});

test('a link names setup and property, and opens on it', async ({ page }) => {
  const { playground, panel } = await order(
    page,
    '#v=1&orders=one_holder&strategy=mutex&warm=false&moves=lock_expires',
  );
  await expect(panel.locator('q')).toContainText('Only one process at a time');
  const { line, since } = await shown(playground);
  expect(line).toContain('moves=lock_expires');
  expect(since.find((/** @type {[string, number | null]} */ [property]) => property === 'one_holder')[1]).not.toBe(
    null,
  );
  await expect.poll(() => new URL(page.url()).hash).toContain('orders=one_holder');
});

test('the short form replays, typed and from a link', async ({ page }) => {
  const { playground, panel } = await order(page, `${STALE}&beside=none&way=R0,R0,R0,W0,W0,R0`);
  const input = panel.getByLabel('This order, as a short text');
  await expect(input).toHaveValue('R0 R0 R0 W0 W0 R0');
  await input.fill('R0 R0 R0 R0 W0 W0');
  await input.press('Enter');
  await expect(panel.getByText('This order does not break it.')).toBeVisible();
  const { way } = await shown(playground);
  expect(way).toBe('R0 R0 R0 R0 W0 W0');
  await expect.poll(() => new URL(page.url()).hash).toContain('way=R0,R0,R0,R0,W0,W0');
  await page.reload();
  await expect(input).toHaveValue('R0 R0 R0 R0 W0 W0');
});

for (const [what, hash, sentence, left] of /** @type {const} */ ([
  ['a move that can not be made', `${STALE}&way=R0,X9`, /invalid move 2=X9: expected one of R0, R1, W0/, true],
  ['a way without an end', `${STALE}&way=${'R0,'.repeat(3_000)}`, /an order of 400 steps at most/, true],
  ['four readers', `${STALE}&readers=4`, /invalid readers=4: expected a whole number, from 1 to 3/, true],
  ['a strange cure', `${STALE}&beside=luck/hope`, /beside=luck\/hope: it must be a strategy and a write policy/, true],
  ['a strange hand', `${STALE}&by=me`, /by=me: it must be “you”, or left out/, true],
  ['a field without meaning here', `${STALE}&rate=5/s`, /invalid rate=5\/s: expected a field that orders/, true],
  ['an unknown property', '#v=1&orders=luck&strategy=mutex', /orders=luck: it must be one of stale_until_ttl, /, false],
])) {
  test(`${what} is refused with a sentence, and the rest opens`, async ({ page }) => {
    await page.goto(`./index.html${hash}`);
    const playground = new Playground(page);
    await expect(playground.problems).toContainText(sentence);
    const lanes = playground.element.getByRole('article');
    await expect(lanes).not.toHaveCount(0);
    expect(Boolean((await shown(playground)).way)).toBe(left);
    // The cure, which comes by itself, does not take the sentence away.
    if (left) await expect(lanes).toHaveCount(2);
    await expect(playground.problems).toContainText(sentence);
  });
}

for (const step of [5, 6, 10])
  test(`step ${step} of the lesson leads to an order, once somebody has bet`, async ({ page }) => {
    await page.goto(`./lesson.html#step=${step}`);
    const element = page.locator('cache-aside-playground');
    const link = element.getByRole('link', { name: 'Can it go wrong?' });
    const skip = element.getByRole('button', { name: 'Skip the bet' });
    await expect(skip).toBeVisible();
    await expect(link).toHaveCount(0);
    await skip.click();
    await page.goto((await link.getAttribute('href')) ?? '');
    await expect(panelOf(page).getByText('It can go wrong')).toBeVisible();
  });

test('in an embed', async ({ page }) => {
  await page.goto(`./embed.html${STALE}`);
  await expect(panelOf(page).getByText('It can go wrong')).toBeVisible();
});

test('on a small screen nothing is cut off', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const { panel } = await table(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  await panel.getByRole('button', { name: /^Mutex, invalidate: / }).click();
  await expect(panel.getByText('The steps')).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});

test('axe finds nothing in the table, in an order, or in one chosen by hand', async ({ page }) => {
  const { panel } = await table(page);
  expect(await faults(page)).toEqual([]);
  await panel.getByRole('button', { name: /^Unprotected, invalidate: / }).click();
  await expect(panel.locator('.cure')).toContainText('There:');
  await panel.getByText('All that is asked of this one').click();
  expect(await faults(page)).toEqual([]);
  await panel.getByRole('button', { name: 'Be the scheduler' }).click();
  await expect(panel.getByText('Which one goes next?')).toBeVisible();
  expect(await faults(page)).toEqual([]);
});
