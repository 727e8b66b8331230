// The check as a learner takes it: by keyboard on a desktop and by touch on a phone; its messages to the page around it
// and to the parent of a frame; and its storage, on which nothing depends.

import { drawn } from '../../www/check/draw.js';
import { holding, measuredOf } from '../../www/check/judge.js';
import { poolWords } from '../../www/check/pool_words.js';
import { checkWords } from '../../www/check/words.js';
import { findingOf, freshCore, ordersCore } from '../shipped/core.js';
import { expect, faults, runIsThere, test } from './playground.js';
import { slideTo } from './learner.js';

const DESK = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true };
/** A draw in which all four kinds of questions are: so that nothing else of it matters. */
const DRAW = saltWithAllTypes();

/** What is typed, and where the cursor goes, by arithmetic: tests/shipped/check.test.js has it. */
const NUMBERS = { size: '101', crash: '3.6', instances: '5', writes: '25' };
const FIXED = {
  policy: 'invalidate',
  no_stale: 'lease',
  budget: '1s',
  grace: '1s',
  not_found: '5s',
  no_wait: 'background_refresh',
};
const FIELD = { not_found: 'negative_ttl' };
const SEEK_NS = 10.3e9;

function saltWithAllTypes() {
  for (let salt = 0; ; salt++) {
    const types = new Set(drawn(salt, 0).questions.map(({ type }) => type));
    if (types.size === 4) return salt;
  }
}

/** The compiled cores, to know what is right before it is said. */
async function core() {
  const [core, ordered] = [await freshCore(), await ordersCore()];
  const orders = (/** @type {string} */ line) => findingOf(ordered, line);
  return { report: core.report, run: core.run, orders, kinds: core.kinds() };
}

/** A draw that asks a question of an id first of its kind. @param {string} id */
function saltWith(id) {
  for (let salt = 0; ; salt++) if (drawn(salt, 0).questions.some((question) => question.id === id)) return salt;
}

class Taker {
  /** @param {import('@playwright/test').Page} page @param {'keyboard' | 'touch'} by */
  constructor(page, by) {
    this.page = page;
    this.by = by;
    this.element = page.locator('cache-aside-playground');
    this.card = this.element.locator('.lesson.check');
    this.primary = this.element.locator('.lesson-next .primary');
  }

  async open(path = `./lesson.html#check&draw=${DRAW}`) {
    await this.page.goto(path);
    await expect(this.primary).toHaveText(checkWords.begin);
    await expect(this.element.locator('.lane').first()).toBeVisible();
    return this;
  }

  /** @param {import('@playwright/test').Locator} button */
  async press(button) {
    if (this.by === 'touch') return button.tap();
    // A button that is disabled takes no focus, and the key would go to another one.
    await expect(button).toBeEnabled();
    await button.focus();
    await this.page.keyboard.press('Enter');
  }

  /** Answers the open question. @param {import('../../www/check/pool.js').Question} question @param {number} option */
  async answer(question, option) {
    await expect(this.card.locator('h2')).toHaveText(new RegExp(poolWords[question.id].ask.slice(0, 30)));
    if (question.type === 'choice') await this.press(this.card.locator('.options button').nth(option));
    if (question.type === 'number') {
      await this.card.locator('.number-box input').fill(option < 0 ? '100000' : NUMBERS[question.id]);
    }
    if (question.type === 'fix' && option >= 0)
      await this.set(FIELD[question.id] ?? question.fields[0], FIXED[question.id]);
    if (question.type === 'seek' && option >= 0) await this.seek(SEEK_NS);
    await expect(this.primary).toBeEnabled();
    await this.inSight();
    await this.press(this.primary);
    await expect(this.card).toHaveAttribute('data-check', 'told');
  }

  /** The answer is where the card was drawn last. @param {number} at_ns */
  async seek(at_ns) {
    await runIsThere(this.element);
    await this.element.evaluate((one, at_ns) => /** @type {any} */ (one).update({ at_ns }), at_ns);
    await expect.poll(() => this.element.evaluate((one) => /** @type {any} */ (one).app.check.at_ns)).toBe(at_ns);
  }

  /** @param {string} name @param {string} value */
  async set(name, value) {
    const control = this.card.locator(`#lesson-${name}`);
    if ((await control.evaluate((one) => one.tagName)) === 'SELECT') await control.selectOption(value);
    else await slideTo(control, value);
    await expect
      .poll(() => this.element.evaluate((one, name) => /** @type {any} */ (one).session.values[name], name))
      .toBe(value);
  }

  /** The one button is in sight without scrolling. */
  async inSight() {
    const box = await this.primary.boundingBox();
    expect(box && box.y + box.height).toBeLessThanOrEqual(this.page.viewportSize()?.height ?? 0);
  }
}

/** @param {import('@playwright/test').Page} page */
const listen = (page) =>
  page.evaluate(() => {
    const told = /** @type {any} */ (window.told = /** @type {[string, any][]} */ ([]));
    for (const name of ['answer', 'check'])
      document.addEventListener(`cache-aside-${name}`, (event) =>
        told.push([name, /** @type {CustomEvent} */ (event).detail]),
      );
  });

for (const [where, by, use] of /** @type {const} */ ([
  ['on a desk, by keyboard', 'keyboard', DESK],
  ['on a phone, by touch', 'touch', PHONE],
]))
  test.describe(where, () => {
    test.use(use);

    test('five of five: what is right is what the runs say, and it is kept', async ({ page }) => {
      const taker = await new Taker(page, by).open();
      await listen(page);
      expect(await faults(page), 'start').toEqual([]);
      const { seed, questions } = drawn(DRAW, 0);
      await taker.press(taker.primary);
      const own = await core();
      for (const question of questions) {
        const m = await measuredOf(question, seed, own);
        await expect(taker.card.locator('h2')).toBeFocused();
        expect(await faults(page), `asked ${question.id}`).toEqual([]);
        await taker.answer(question, question.type === 'choice' ? holding(question, m)[0] : 0);
        await expect(taker.card.locator('.verdict')).toContainText(checkWords.right);
        await expect(taker.card.locator('.verdict')).toBeInViewport();
        expect(await faults(page), `told ${question.id}`).toEqual([]);
        await taker.inSight();
        await taker.press(taker.primary);
      }
      await expect(taker.card.locator('h2')).toHaveText('5 of 5');
      await expect(taker.card).toContainText(checkWords.passed);
      expect(await faults(page), 'end').toEqual([]);
      const told = await page.evaluate(() => /** @type {any} */ (window).told);
      expect(told.map(([name]) => name)).toEqual(['answer', 'answer', 'answer', 'answer', 'answer', 'check']);
      expect(told[5][1]).toMatchObject({ score: 5, maximum: 5, passed: true, seed, attempt: 1 });
      expect(told[5][1].asked.map(({ check, right }) => [check, right])).toEqual(questions.map(({ id }) => [id, true]));
      // Kept, and told at the top.
      await expect(page.locator('.progress a').last()).toHaveAttribute('data-done', '');
      await page.goto('./lesson.html#check');
      await page.reload();
      await expect(taker.card).toContainText('Best so far: 5 of 5, in one try.');
    });
  });

test('a wrong answer opens the run that refutes it by one press, and a second try asks others', async ({ page }) => {
  const taker = await new Taker(page, 'keyboard').open();
  await listen(page);
  await taker.press(taker.primary);
  const own = await core();
  const { seed, questions } = drawn(DRAW, 0);
  for (const question of questions) {
    const m = await measuredOf(question, seed, own);
    const wrong = question.type === 'choice' ? (holding(question, m)[0] + 1) % question.options.length : -1;
    await taker.answer(question, wrong);
    await expect(taker.card.locator('.verdict')).toContainText(checkWords.wrong);
    await taker.press(taker.card.getByRole('button', { name: checkWords.seeWhy }));
    const line = () => taker.element.evaluate((one) => /** @type {any} */ (one).session.line);
    await expect.poll(line).toContain(`seed=${seed}`);
    await taker.press(taker.primary);
  }
  await expect(taker.card.locator('h2')).toHaveText('0 of 5');
  const told = await page.evaluate(() => /** @type {any} */ (window).told);
  expect(told.at(-1)[1]).toMatchObject({ score: 0, passed: false });
  await taker.press(taker.primary);
  const next = drawn(DRAW, 1);
  expect(next.seed).not.toBe(seed);
  await expect(taker.card.locator('h2')).toHaveText(new RegExp(poolWords[next.questions[0].id].ask.slice(0, 30)));
});

for (const [id, wrong, titles] of /** @type {const} */ ([
  ['two_holders', 0, ['Mutex, invalidate']],
  ['which_policy', 0, ['Unprotected, double delete']],
]))
  test(`${id}: every order is tried once it is answered, and the shortest way refutes a wrong answer`, async ({
    page,
  }) => {
    /** @type {string[]} */
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    const fetched = () => asked.filter((url) => /orders_worker/.test(url)).length;
    const draw = saltWith(id);
    const { questions, seed } = drawn(draw, 0);
    const taker = await new Taker(page, 'keyboard').open(`./lesson.html#check&draw=${draw}`);
    await taker.press(taker.primary);
    const own = await core();
    for (const question of questions) {
      if (question.id !== id) {
        await taker.answer(question, question.type === 'choice' ? 0 : -1);
        await taker.press(taker.primary);
        continue;
      }
      await expect(taker.card).toContainText(poolWords[id].ask.slice(0, 30));
      expect(fetched()).toBe(0);
      await taker.answer(question, wrong);
      expect(fetched()).toBe(1);
      const m = await measuredOf(question, seed, own);
      expect(holding(question, m)).not.toContain(wrong);
      await expect(taker.card.locator('.verdict')).toContainText(checkWords.wrong);
      const { steps, ways } = m.findings[/** @type {{ order: string }} */ (question.shows).order];
      await expect(taker.card.locator('.verdict')).toContainText(`${steps.length} steps`);
      const lanes = () =>
        taker.element.evaluate((one) => {
          const { lanes, order } = /** @type {any} */ (one).session;
          return { titles: lanes.map((/** @type {any} */ lane) => lane.title), way: order?.way };
        });
      await expect.poll(lanes).toEqual({ titles, way: ways[0].way });
      await expect(taker.card.locator('.in-order li')).toHaveText(steps);
      // It plays, and what has happened stands out; the explorer's own panel stays closed.
      await expect(taker.card.locator('.in-order .done').first()).toBeVisible();
      await expect(taker.element.locator('section.orders')).toHaveCount(0);
      expect(await faults(page), 'told').toEqual([]);
      await expect(taker.card.getByRole('link', { name: checkWords.open })).toHaveAttribute('href', /orders=\w+/);
      await taker.press(taker.card.getByRole('button', { name: checkWords.seeWhy }));
      await expect.poll(lanes).toEqual({ titles, way: ways[0].way });
      await taker.press(taker.primary);
      await expect(taker.card.locator('.in-order')).toHaveCount(0);
    }
    await expect(taker.card).toHaveAttribute('data-check', 'end');
    const link = taker.card.getByRole('link', { name: new RegExp(poolWords[id].ask.slice(0, 30)) });
    await expect(link).toHaveAttribute('href', /orders=\w+/);
  });

test('nothing can be played before a prediction', async ({ page }) => {
  const taker = await new Taker(page, 'keyboard').open();
  const at = () => taker.element.evaluate((one) => /** @type {any} */ (one).player.at_ns);
  const before = await at();
  await taker.card.locator('h2').focus();
  for (const key of ['ArrowRight', 'n', 'e', ' ']) await page.keyboard.press(key);
  expect(await at()).toBe(before);
  await expect(taker.element.locator('.timeline')).toBeHidden();
  await expect(taker.element.locator('.transport')).toBeHidden();
});

test('in a frame: the five as messages to the parent, and nothing is stored', async ({ page }) => {
  await page.goto('./embed.html');
  await page.evaluate((draw) => {
    const told = /** @type {any} */ (window.told = /** @type {any[]} */ ([]));
    addEventListener('message', ({ data }) => /:(answer|check)$/.test(data.type ?? '') && told.push(data));
    document.body.innerHTML = `<iframe src="./embed.html?step=check&draw=${draw}" width="640" height="700" title="check"></iframe>`;
  }, DRAW);
  const frame = page.frameLocator('iframe');
  const primary = frame.locator('.lesson-next .primary');
  await primary.click();
  for (const { type } of drawn(DRAW, 0).questions) {
    await expect(frame.locator('.lesson.check')).toHaveAttribute('data-check', 'ask');
    if (type === 'choice') await frame.locator('.options button').first().click();
    if (type === 'number') await frame.locator('.number-box input').fill('5');
    await primary.click();
    await expect(frame.locator('.lesson.check')).toHaveAttribute('data-check', 'told');
    await primary.click();
  }
  await expect(frame.locator('.lesson.check')).toHaveAttribute('data-check', 'end');
  const messages = () => page.evaluate(() => /** @type {any} */ (window).told);
  await expect.poll(async () => (await messages()).length).toBe(6);
  const told = await messages();
  expect(told.map(({ type }) => type.split(':')[1])).toEqual([
    'answer',
    'answer',
    'answer',
    'answer',
    'answer',
    'check',
  ]);
  expect(told[5]).toMatchObject({ type: 'cache-aside-playground:check', maximum: 5 });
  expect(told[5].asked).toHaveLength(5);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test('after a day three bets come back on other traffic, and are not counted', async ({ page }) => {
  await page.goto('./lesson.html');
  const day = '2026-01-02';
  await page.evaluate((day) => {
    const bets = {
      break: { said: ['about 6'], day },
      lost_delete: { said: ['Nothing'], day },
      lock: { said: ['Never'], day },
    };
    localStorage.setItem('cache-aside-lesson', JSON.stringify({ at: 3, done: [], bets }));
  }, day);
  await page.reload();
  await page.getByRole('link', { name: 'Three of your bets are a day old' }).click();
  const taker = new Taker(page, 'keyboard');
  await listen(page);
  await taker.press(taker.card.getByRole('button', { name: checkWords.again }));
  for (const said of ['about 6', 'Nothing', 'Never']) {
    await taker.press(taker.card.locator('.options button').nth(1));
    await taker.press(taker.primary);
    await expect(taker.card.locator('.verdict')).toContainText(`On ${day} you said “${said}”`);
    await taker.press(taker.primary);
  }
  await expect(taker.card.locator('h2')).toHaveText(checkWords.title);
  await expect(taker.card.getByRole('button', { name: checkWords.again })).toHaveCount(0);
  const told = await page.evaluate(() => /** @type {any} */ (window).told);
  expect(told.map(([name, { counted }]) => [name, counted])).toEqual([
    ['answer', false],
    ['answer', false],
    ['answer', false],
  ]);
});

test('where storage is forbidden the check is the same', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('forbidden', 'SecurityError');
      },
    });
  });
  const taker = await new Taker(page, 'keyboard').open();
  await taker.press(taker.primary);
  for (let i = 0; i < 5; i++) {
    const { type } = drawn(DRAW, 0).questions[i];
    await expect(taker.card).toHaveAttribute('data-check', 'ask');
    if (type === 'choice') await taker.press(taker.card.locator('.options button').first());
    if (type === 'number') await taker.card.locator('.number-box input').fill('5');
    await expect(taker.primary).toBeEnabled();
    await taker.press(taker.primary);
    await expect(taker.card).toHaveAttribute('data-check', 'told');
    await taker.press(taker.primary);
  }
  await expect(taker.card).toContainText('in one try');
  await taker.press(taker.primary);
  await expect(taker.card.locator('.count')).toContainText('Question 1 of 5');
});

test('from the last step of the lesson, and back', async ({ page }) => {
  await page.goto('./lesson.html#step=14');
  const element = page.locator('cache-aside-playground');
  await element.getByRole('button', { name: 'Skip the bet' }).click();
  await page.locator('.progress a').last().click();
  await expect(page).toHaveURL(/#check$/);
  await expect(element.locator('.lesson h2')).toHaveText(checkWords.title);
  await expect(element.locator('.lesson h2')).toBeFocused();
  await element.getByRole('button', { name: checkWords.back }).click();
  await expect(element.locator('.lesson h2')).toHaveText('Say it');
});
