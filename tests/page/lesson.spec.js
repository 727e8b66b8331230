// The lesson as a learner takes it: every step by touch on a phone and by keyboard on a desktop; searched, read and
// printed without JavaScript; as single steps in a frame; and its messages to the page around it.

import { textIn, textsFetched } from '../../www/ask/step_texts.js';
import { askWords } from '../../www/ask/words.js';
import { checkWords } from '../../www/check/words.js';
import { STEPS } from '../../www/lesson/steps.js';
import { plain } from '../../www/lesson/text.js';
import { allWords } from '../../www/lesson/words_of.js';
import { lessonWords } from '../../www/lesson/words.js';
import { Learner } from './learner.js';
import { expect, faults, SCHEMES, test } from './playground.js';

const stepWords = await allWords();
const DESK = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 375, height: 667 }, hasTouch: true, isMobile: true };

/** The parts that are the same around every step: axe checks them once, with the first step. */
const AROUND = ['.head', '.progress', '#cures', '#ask'];
/** The first step with each way of betting: the buttons of the others have the same colours. */
const firstOfBet = STEPS.map(({ bet }, i) => i === STEPS.findIndex((other) => other.bet === bet));

for (const [where, by, use] of /** @type {const} */ ([
  ['on a desk, by keyboard', 'keyboard', DESK],
  ['on a phone, by touch', 'touch', PHONE],
]))
  test.describe(where, () => {
    test.use(use);

    STEPS.forEach(({ id, see }, i) =>
      test(`step ${i + 1}, ${id}, can be done by what it says itself`, async ({ page }) => {
        const learner = await new Learner(page, by).open(i + 1);
        /** The button is in sight without scrolling, and no text is under it. */
        const inSight = async () => {
          const box = await learner.primary.boundingBox();
          expect(box && box.y + box.height).toBeLessThanOrEqual(use.viewport.height);
        };
        await inSight();
        const around = i ? AROUND : [];
        expect(await faults(page, firstOfBet[i] ? SCHEMES : ['light'], around), 'bet').toEqual([]);
        await page.emulateMedia({ reducedMotion: 'no-preference' });
        await learner.bet(i + 1);
        await inSight();
        await learner.do();
        await expect(learner.card.locator('.why')).toBeVisible();
        await expect(learner.card.locator('.seen li')).toHaveCount(see.length);
        await inSight();
        expect(await faults(page, SCHEMES, around), 'see').toEqual([]);
      }),
    );
  });

test('all fourteen in a row, with the steps done told at the top, and the way back from the first screen', async ({
  page,
}) => {
  await page.goto('./index.html');
  await page.getByRole('link', { name: 'Learn it in 12 minutes' }).click();
  await expect(page.locator('.lesson h2')).toHaveText('Break it');
  const learner = new Learner(page, 'keyboard');
  await learner.bet(1);
  await learner.do();
  await learner.press(learner.primary);
  await expect(page).toHaveURL(/#step=2$/);
  await expect(page.locator('.lesson h2')).toHaveText('One read');
  await expect(page.locator('.lesson h2')).toBeFocused();
  await expect(page.locator('.progress a').first()).toHaveAttribute('data-done', '');
  await page.locator('.progress a').nth(8).click();
  await expect(page.locator('.lesson h2')).toHaveText('How big is a herd?');
  await page.goto('./index.html');
  await page.getByRole('link', { name: 'Back to where you were' }).click();
  await expect(page).toHaveURL(/#step=9$/);
});

test('what was bet and done is there again when one comes back to a step', async ({ page }) => {
  const learner = await new Learner(page, 'keyboard').open(1);
  await learner.bet(1);
  await learner.do();
  await page.locator('.progress a').nth(2).click();
  await expect(page.locator('.lesson h2')).toHaveText('No such id');
  await page.goBack();
  await expect(page.locator('.lesson h2')).toHaveText('Break it');
  await expect(learner.card.locator('.said')).toContainText('You said “1”');
  await expect(learner.card.locator('.seen')).toContainText('34 queries');
});

test('nothing plays before the bet, and what was measured is the own run', async ({ page }) => {
  const learner = await new Learner(page, 'keyboard').open(1);
  expect(await learner.cursor()).toBe(4e9);
  await learner.bet(1);
  expect(await learner.cursor()).toBe(4e9);
  await learner.element.evaluate((one) => /** @type {any} */ (one).session.set('rate', '120/s'));
  await page.keyboard.press('e');
  await expect(learner.card).toHaveAttribute('data-phase', 'see');
  await expect(learner.card.locator('.seen')).toContainText(/\d+ queries without/);
  const [, queries] = /** @type {RegExpMatchArray} */ (
    (await learner.card.locator('.seen').innerText()).match(/(\d+) queries without/)
  );
  expect(Number(queries)).toBe(
    await learner.element.evaluate((one) => /** @type {any} */ (one).session.lanes[0].run.report.db_queries),
  );
  expect(Number(queries)).toBeGreaterThan(60);
});

test('the exact run is opened in the playground', async ({ page }) => {
  const learner = await new Learner(page, 'keyboard').open(5);
  const line = await learner.element.evaluate((one) => /** @type {any} */ (one).session.line);
  await page.goto(
    (await learner.card.getByRole('link', { name: 'Open in the playground' }).getAttribute('href')) ?? '',
  );
  const full = page.locator('cache-aside-playground');
  await expect.poll(() => full.evaluate((one) => /** @type {any} */ (one).session.line)).toBe(line);
  await expect.poll(() => full.evaluate((one) => /** @type {any} */ (one).player.at_ns)).toBe(2.9e9);
});

test('after the bet of the first step a real run of the same is one press away', async ({ page, context }) => {
  const learner = await new Learner(page, 'keyboard').open(1);
  const link = learner.card.getByRole('link', { name: lessonWords.real });
  await expect(link).toHaveCount(0);
  await learner.bet(1);
  const opened = context.waitForEvent('page');
  await link.click();
  const playground = (await opened).locator('cache-aside-playground');
  await expect(playground.locator('.lane').first()).toContainText('recorded: Redis');
});

test('a step in a frame: its card, its run, and its progress as messages to the parent', async ({ page }) => {
  await page.goto('./embed.html');
  await page.evaluate(() => {
    /** @type {any[]} */
    const told = /** @type {any} */ (window.told = []);
    addEventListener('message', ({ data }) => data.type === 'cache-aside-playground:step' && told.push(data));
    document.body.innerHTML = '<iframe src="./embed.html?step=9" width="640" height="700" title="step"></iframe>';
  });
  const frame = page.frameLocator('iframe');
  await expect(frame.locator('.lesson h2')).toHaveText('How big is a herd?');
  await frame.getByRole('button', { name: 'Skip the bet' }).click();
  await frame.getByRole('button', { name: 'Double the rate' }).click();
  await expect(frame.locator('.tasks .done')).toHaveCount(1);
  const last = () => page.evaluate(() => /** @type {any} */ (window).told.at(-1));
  await expect.poll(last).toMatchObject({ step: 9, of: 14, id: 'herd', phase: 'do', done: false });
});

test('a step as an attribute of the element; what is no step is told', async ({ page }) => {
  await page.goto('./embed.html');
  await page.evaluate(() => (document.body.innerHTML = '<cache-aside-playground step="3"></cache-aside-playground>'));
  await expect(page.locator('.lesson h2')).toHaveText('No such id');
  await page.locator('cache-aside-playground').evaluate((one) => one.setAttribute('step', '4'));
  await expect(page.locator('.lesson h2')).toHaveText('One write');
  await page.evaluate(() => (document.body.innerHTML = '<cache-aside-playground step="15"></cache-aside-playground>'));
  await expect(page.getByRole('alert')).toContainText('step=15 is no step: it must be a whole number from 1 to 14.');
  await expect(page.locator('.lane').first()).toBeVisible();
});

test('what the ask box searches in the page is what it searches elsewhere', async ({ page }) => {
  await page.goto('./lesson.html');
  await expect(page.locator('.lesson h2')).toBeVisible();
  const sections = await page.evaluate(`[...document.querySelectorAll('.told > section')].map(${textIn})`);
  const elsewhere = Object.values(await textsFetched()).map(({ text, why }) => ({ text, why }));
  expect(elsewhere).toHaveLength(STEPS.length);
  expect(/** @type {object[]} */ (sections).slice(0, STEPS.length)).toEqual(elsewhere);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('the whole text is there, step by step, with its pictures', async ({ page }) => {
    await page.goto('./lesson.html');
    for (const { id } of STEPS) {
      await expect(page.getByText(plain(stepWords[id].why.split('[')[0]).trim().slice(0, 40)).first()).toBeVisible();
    }
    await expect(page.getByText(checkWords.say)).toBeVisible();
    await expect(page.getByText(askWords.about)).toBeVisible();
    await page.getByRole('link', { name: 'Step 9' }).click();
    await expect(page.getByRole('heading', { name: 'How big is a herd?' })).toBeInViewport();
    expect(await page.locator('img').count()).toBe(STEPS.length);
  });
});
