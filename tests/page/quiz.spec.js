// The quiz: a question before the run plays. The answer is hidden until the run shows it.

import { QUESTIONS } from '../../www/quiz/questions.js';
import { quizWords } from '../../www/quiz/words.js';
import { expect, faults, frames, PAUSED, Playground, test } from './playground.js';

/** A stampede of some hundreds: none of its numbers is anywhere else on the page. */
const HERD = '#v=1&duration=12s&rate=500/s&db_connections=0&do=5s:expire';

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} [query]
 * @param {string} [hash]
 * @param {string} [path]
 */
async function open(page, query = 'quiz=db_queries', hash = HERD, path = './embed.html') {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`${path}?${query}${hash}`);
  const playground = new Playground(page);
  const quiz = playground.element.locator('.quiz');
  return {
    playground,
    quiz,
    boxes: quiz.getByRole('spinbutton'),
    predict: quiz.getByRole('button', { name: 'Predict and play' }),
    show: quiz.getByRole('button', { name: 'Show', exact: true }),
    told: quiz.getByRole('listitem'),
  };
}

/** The numbers asked for, of all lanes, once there are any. @param {Playground} playground @param {string} name */
async function measured({ element }, name) {
  const lanes = () =>
    element.evaluate((one) => /** @type {any} */ (one).session.lanes.map(({ run: { report } }) => ({ report })));
  await expect.poll(async () => (await lanes()).length).toBeGreaterThan(0);
  const runs = await lanes();
  return runs.map((/** @type {any} */ run) => QUESTIONS[name].of(run));
}

/** @param {import('@playwright/test').Locator} boxes one for each lane @param {string} text @param {number} [lanes] */
async function fill(boxes, text, lanes = 2) {
  await expect(boxes).toHaveCount(lanes);
  for (const box of await boxes.all()) await box.fill(text);
}

const inside = (/** @type {number} */ n) => n.toLocaleString('en');

for (const [name, say] of /** @type {[string, (n: number) => string][]} */ ([
  ['db_queries', inside],
  ['db_in_flight_max', inside],
  ['misses', inside],
  ['lock_waits', inside],
  ['hit_ratio', (part) => (part * 100).toFixed(1)],
  ['wait_max', (ms) => `${Math.round(ms)} ms`],
])) {
  test(`before the answer nothing tells it: ${name}`, async ({ page }) => {
    const { playground, boxes } = await open(page, `quiz=${name}&panels=stage+swim+load+log+requests+code`);
    await expect(boxes).toHaveCount(2);
    await playground.element.getByRole('button', { name: 'Settings' }).click();
    await expect(playground.element.getByRole('textbox', { name: 'ttl', exact: true })).toBeVisible();
    const answers = (await measured(playground, name)).filter(
      (/** @type {number} */ n) => n > 5 || name === 'hit_ratio',
    );
    expect(answers.length).toBeGreaterThan(0);
    const html = await playground.element.evaluate((one) => /** @type {ShadowRoot} */ (one.shadowRoot).innerHTML);
    for (const answer of answers) {
      for (const text of [String(answer), say(answer)])
        expect(html).not.toMatch(new RegExp(`(?<![\\w.,])${text.replace('.', '\\.')}(?![\\w.,]*\\d)`));
    }
  });
}

test('until it is answered the run stands still, whatever is pressed', async ({ page }) => {
  const { playground, boxes } = await open(page, 'quiz=misses', `${HERD}&t=3s`);
  await expect(boxes).toHaveCount(2);
  const line = () => playground.element.evaluate((one) => /** @type {any} */ (one).session.line);
  const before = await line();
  await playground.element.locator('.playground').focus();
  for (const key of ['Space', 'e', 'End', 'n', 'ArrowRight', '.']) await page.keyboard.press(key);
  await playground.element.evaluate((one) =>
    /** @type {any} */ (one).update({ at_ns: 6e9, playing: true, panel: 'compare' }),
  );
  await frames(page);
  expect(await playground.cursor()).toBe(0);
  expect(await line()).toBe(before);
  for (const button of [playground.play, playground.expire]) await expect(button).toHaveCount(0);
  for (const name of ['Presets', 'Compare', 'Share'])
    await expect(playground.element.getByRole('button', { name })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Open full' })).toBeHidden();
  await expect(playground.element.getByRole('region', { name: 'The same traffic' })).toHaveCount(0);
});

test('answered it plays from where the link stands, tells at the end, and says so to the page', async ({ page }) => {
  const { playground, quiz, boxes, predict, told } = await open(page, 'quiz=db_queries', `${HERD}&t=4.9s`);
  const event = page.evaluate(
    () =>
      new Promise((resolve) =>
        document.addEventListener('cache-aside-answer', (one) => resolve(/** @type {CustomEvent} */ (one).detail)),
      ),
  );
  await boxes.first().fill('40');
  await predict.click();
  await expect(boxes, 'every lane wants a number').toHaveCount(2);
  // Three are exactly right: the value runs out at 4 s, is made to at 5 s, and does once more.
  await boxes.nth(1).fill('3');
  await predict.click();
  await expect(playground.pause).toBeVisible();
  const numbers = await measured(playground, 'db_queries');
  expect(await event).toEqual({
    quiz: 'db_queries',
    line: 'duration=12s do=5s:expire rate=500/s db_connections=0',
    strategies: ['unprotected', 'mutex'],
    guesses: [40, 3],
    measured: numbers,
  });
  expect(numbers[1]).toBe(3);
  await expect.poll(() => playground.cursor()).toBeGreaterThanOrEqual(4.9e9);
  await expect(quiz.getByRole('status')).toContainText('You said 40 for Unprotected, 3 for Mutex.');
  await expect(told).toHaveCount(0);
  await playground.element.evaluate((one) => /** @type {any} */ (one).update({ at_ns: 12e9 }));
  const more = inside(numbers[0] - 40);
  await expect(told.first()).toContainText(`You said 40; it was ${inside(numbers[0])}, ${more} more.`);
  await expect(told.nth(1)).toContainText('You said 3; it was 3, just that.');
  const episodes = await playground.element.evaluate(
    (one) => /** @type {any} */ (one).session.lanes[0].run.report.episodes,
  );
  const most = Math.max(...episodes.map((/** @type {any} */ { db_queries }) => db_queries));
  const { at_ms } = episodes.find((/** @type {any} */ { db_queries }) => db_queries === most);
  await expect(told.first()).toContainText(`${inside(most)} of them from`);
  await quiz.getByRole('button', { name: /^Go to .*, Unprotected$/ }).click();
  expect(await playground.cursor()).toBe(Math.round(at_ms * 1e6));
  await expect(playground.play).toBeVisible();
});

test('how near it was is said in words', async ({ page }) => {
  const { boxes, predict, show, told } = await open(page, 'quiz=wait_max', '#v=1&duration=12s&compare=&strategy=mutex');
  // A query takes 600 ms, and the way to the cache 1 ms each time: 600 is within a quarter of it.
  await boxes.fill('600');
  await predict.click();
  await show.click();
  await expect(told).toContainText(/it was 60\d ms, within a quarter of it \([\d.]+ ms more\)/);
});

test('a share is asked for in per cent and told in points', async ({ page }) => {
  const { playground, boxes, predict, show, told } = await open(page, 'quiz=hit_ratio', `${PAUSED}&compare=`);
  const [part] = await measured(playground, 'hit_ratio');
  const percent = Number((part * 100).toFixed(1));
  await boxes.fill('101');
  await predict.click();
  await expect(boxes).toHaveCount(1);
  await boxes.fill(String(Math.round(percent) - 3));
  await predict.click();
  await show.click();
  await expect(told).toContainText(`it was ${percent} %, within five points of it`);
});

test('by keyboard alone', async ({ page }) => {
  const { playground, boxes, show, quiz } = await open(page);
  await expect(boxes).toHaveCount(2);
  while (!(await boxes.first().evaluate((one) => one.matches(':focus')))) await page.keyboard.press('Tab');
  await page.keyboard.type('12');
  await page.keyboard.press('Tab');
  await page.keyboard.type('4');
  await page.keyboard.press('Enter');
  await expect(playground.pause).toBeVisible();
  // The focus stays in the playground, whose keys work.
  await page.keyboard.press('Space');
  await expect(playground.play).toBeVisible();
  while (!(await show.evaluate((one) => one.matches(':focus')))) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const go = quiz.getByRole('button', { name: /^Go to .*, Unprotected$/ });
  await expect(go).toBeVisible();
  while (!(await go.evaluate((one) => one.matches(':focus')))) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await playground.cursor()).toBeGreaterThan(3.9e9);
});

test('a name that is not known is told, and everything else works', async ({ page }) => {
  const { playground, quiz } = await open(page, 'quiz=queries', `${HERD}&t=2s`);
  await expect(playground.problems.getByRole('listitem')).toHaveText([
    `quiz=queries is unknown: it must be one of ${Object.keys(QUESTIONS).join(', ')}.`,
  ]);
  await expect(playground.play).toBeVisible();
  await expect(quiz).toBeHidden();
  expect(await playground.cursor()).toBe(2e9);
  for (const name of ['constructor', '__proto__', '']) {
    await page.goto('about:blank');
    await open(page, `quiz=${name}`, HERD);
    await expect(playground.problems.getByRole('listitem')).toContainText([`quiz=${name} is unknown`]);
    await expect(playground.play).toBeVisible();
  }
});

test("a teacher's own words are words, and not too many", async ({ page }) => {
  const text = `<img src=x onerror=alert(1)> ${'ask '.repeat(100)}`;
  const { quiz, boxes } = await open(page, `quiz=db_queries&quiz-text=${encodeURIComponent(text)}`);
  await expect(boxes).toHaveCount(2);
  expect(await quiz.getByRole('heading').textContent()).toBe(text.slice(0, 200));
  await expect(quiz.locator('img')).toHaveCount(0);
});

test('a poke leaves what was said to the run it was said of, which can be asked about anew', async ({ page }) => {
  const { playground, quiz, boxes, predict, show, told } = await open(page);
  await fill(boxes, '3');
  await predict.click();
  const [before] = await measured(playground, 'db_queries');
  // It plays: on a busy machine, on and on until the button is pressed.
  await playground.element.evaluate((one) => /** @type {any} */ (one).update({ at_ns: 7e9, playing: false }));
  await playground.expire.click();
  await expect(quiz.getByRole('status')).toContainText('The run was changed after that.');
  const [after] = await measured(playground, 'db_queries');
  expect(after).not.toBe(before);
  await playground.element.evaluate((one) => /** @type {any} */ (one).update({ at_ns: 12e9 }));
  await expect(told, 'the end of another run tells nothing').toHaveCount(0);
  await show.click();
  await expect(told.first()).toContainText(`it was ${inside(before)},`);
  await expect(quiz.getByRole('button', { name: /^Go to/ })).toHaveCount(0);
  await quiz.getByRole('button', { name: 'Ask about this run' }).click();
  await expect(boxes).toHaveCount(2);
  await expect(boxes.first()).toHaveValue('');
  await expect(quiz).toContainText('Expire at 5 s, Expire at 7 s');
  expect(await playground.cursor()).toBe(0);
});

test('another run asks again; a setting changed meanwhile is asked about as it is then', async ({ page }) => {
  const { playground, boxes, predict, quiz } = await open(page);
  await boxes.first().fill('3');
  await playground.element.getByRole('combobox', { name: 'Strategy of this lane' }).selectOption('single_flight');
  await expect(quiz.getByRole('spinbutton', { name: 'Single flight' })).toBeVisible();
  await expect(boxes.first(), 'what was typed stays').toHaveValue('3');
  await fill(boxes, '3');
  await predict.click();
  await expect(boxes).toHaveCount(0);
  await page.evaluate(() => (location.hash = '#v=1&duration=8s&t=1s'));
  await expect(boxes).toHaveCount(2);
  expect(await playground.cursor()).toBe(0);
});

test('the attribute of the element asks as well, and taking it away lets go', async ({ page }) => {
  await new Playground(page).open(PAUSED);
  await page.evaluate(() => {
    const second = document.createElement('cache-aside-playground');
    second.setAttribute('duration', '8s');
    second.setAttribute('start', '1s');
    second.setAttribute('quiz', 'misses');
    document.body.append(second);
  });
  const second = page.locator('cache-aside-playground').nth(1);
  await expect(second.getByRole('heading', { name: quizWords.questions.misses })).toBeVisible();
  await second.evaluate((one) => one.setAttribute('quiz', 'lock_waits'));
  await expect(second.getByRole('heading', { name: quizWords.questions.lock_waits })).toBeVisible();
  await second.evaluate((one) => one.removeAttribute('quiz'));
  await expect(second.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  expect(await second.evaluate((one) => /** @type {any} */ (one).player.at_ns)).toBe(1e9);
});

test.describe('in a frame of 640 by 400', () => {
  test.use({ viewport: { width: 640, height: 400 } });

  test('question, and later chart and transport, are in sight', async ({ page }) => {
    const { playground, boxes, predict, show, told } = await open(
      page,
      'quiz=db_queries',
      '#v=1&duration=12s&do=5s:expire',
    );
    const bottom = (/** @type {string} */ selector) =>
      playground.element
        .locator(selector)
        .evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().bottom)));
    await expect(predict).toBeInViewport({ ratio: 1 });
    await fill(boxes, '12');
    await predict.click();
    await playground.pause.click();
    for (const state of ['said', 'told']) {
      if (state === 'told') await show.click();
      await expect(told).toHaveCount(state === 'told' ? 2 : 0);
      expect(await bottom('.transport'), state).toBeLessThanOrEqual(400);
      const { top } = await playground.element.locator('.transport').evaluate((one) => one.getBoundingClientRect());
      expect(await bottom('.load svg'), state).toBeLessThanOrEqual(top);
      expect(await bottom('.axis .tick span'), state).toBeLessThanOrEqual(top);
    }
  });
});

test.describe('by touch alone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 375, height: 667 } });

  test('boxes and buttons are large enough, and a tap does it', async ({ page }) => {
    const { playground, boxes, predict, show, told, quiz } = await open(page);
    await expect(boxes).toHaveCount(2);
    for (const one of [...(await boxes.all()), predict])
      expect((await one.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    for (const box of await boxes.all()) {
      await box.tap();
      await page.keyboard.type('12');
    }
    await predict.tap();
    await playground.pause.tap();
    await show.tap();
    await expect(told).toHaveCount(2);
    await quiz.getByRole('button', { name: /^Go to .*, Unprotected$/ }).tap();
    expect(await playground.cursor()).toBeGreaterThan(3.9e9);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  });
});

test('at 320 px, and from right to left, nothing leaves the window', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const { boxes, predict, show, told } = await open(page, 'quiz=wait_max', `${HERD}&compare=unprotected,xfetch,lease`);
  await expect(boxes).toHaveCount(4);
  const tooWide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  for (const dir of ['rtl', 'ltr']) {
    await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
    expect(await tooWide(), dir).toBeLessThanOrEqual(0);
  }
  await fill(boxes, '1200.5', 4);
  await predict.click();
  await show.click();
  await expect(told).toHaveCount(4);
  for (const dir of ['rtl', 'ltr']) {
    await page.evaluate((dir) => (document.documentElement.dir = dir), dir);
    expect(await tooWide(), dir).toBeLessThanOrEqual(0);
  }
});

for (const forcedColors of /** @type {const} */ (['none', 'active'])) {
  test(`axe finds nothing: forced colours ${forcedColors}`, async ({ page }) => {
    const { playground, boxes, predict, show, told } = await open(page);
    await page.emulateMedia({ forcedColors });
    await expect(boxes).toHaveCount(2);
    expect(await faults(page), 'asked').toEqual([]);
    await fill(boxes, '12');
    await predict.click();
    await playground.pause.click();
    expect(await faults(page), 'said').toEqual([]);
    await show.click();
    await expect(told).toHaveCount(2);
    expect(await faults(page), 'told').toEqual([]);
  });
}
