// One to six lanes on the same traffic: their cost over the whole run, and over many seeds.

import { execFileSync } from 'node:child_process';
import { meanAndError } from '../../www/session/seeds.js';
import { span } from '../../www/line/time.js';
import { expect, faults, frames, Playground, test } from './playground.js';

/** @param {import('@playwright/test').Page} page */
async function open(page, hash = '#v=1&duration=12s&t=2s') {
  const playground = await new Playground(page).open(hash);
  await playground.element.getByRole('button', { name: 'Compare' }).click();
  const panel = playground.element.getByRole('region', { name: 'The same traffic' });
  const picker = panel.getByRole('group', { name: 'Strategies side by side' }).getByRole('button');
  await expect(picker.first()).toBeVisible();
  return { playground, panel, picker };
}

const strategies = (/** @type {Playground} */ { element }) =>
  element.evaluate((one) => /** @type {any} */ (one).session.lanes.map((/** @type {any} */ lane) => lane.strategy));

/** Computes the lanes over many seeds. @param {import('@playwright/test').Locator} panel @param {number} seeds */
async function compute(panel, seeds) {
  await panel.getByRole('spinbutton').fill(String(seeds));
  await panel.getByRole('spinbutton').press('Tab');
  await panel.getByRole('button', { name: 'Compute' }).click();
}

/**
 * Holds seeds back: one until `release()` is called in the page, those after it for ever. `made` are the engines.
 * @param {Playground} playground @param {number} held
 */
const holdSeeds = ({ element }, held) =>
  element.evaluate((one, held) => {
    const { engine } = /** @type {any} */ (one).session;
    const { another } = engine;
    /** @type {any[]} */
    const made = [];
    const released = new Promise((release) => Object.assign(window, { release, made }));
    engine.another = () => {
      const own = another.call(engine);
      made.push(own);
      const { report } = own;
      own.report = async (/** @type {string} */ line, /** @type {{ signal: AbortSignal }} */ options) => {
        const seed = Number(/\bseed=(\d+)/.exec(line)?.[1]);
        const { signal } = options;
        signal.throwIfAborted();
        if (seed >= held) {
          const given_up = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
          await Promise.race(seed > held ? [given_up] : [given_up, released]);
        }
        return report.call(own, line, options);
      };
      return own;
    };
  }, held);

/**
 * The closed forms of a line beside what was measured, from the command line.
 * @param {string} line @param {string[]} options
 * @returns {Record<string, import('../../www/engine/run.js').Form>}
 */
function theoryOf(line, ...options) {
  const run = ['run', '--quiet', '--example', 'simulate', '--', '--json', ...options, line];
  return JSON.parse(execFileSync('cargo', run, { encoding: 'utf8' })).theory;
}

test('lanes are added and removed down to one, on the same traffic, and stand in the address', async ({ page }) => {
  const { playground, picker } = await open(page);
  const choices = await playground.element.evaluate(
    (one) =>
      /** @type {any} */ (one).session.catalogue.fields.find((/** @type {any} */ field) => field.name === 'strategy')
        .choices,
  );
  await expect(picker).toHaveCount(choices.length);
  const wanted = Math.min(choices.length, 6);
  for (let i = 0; i < wanted; i++) {
    if ((await picker.nth(i).getAttribute('aria-pressed')) === 'true') continue;
    await picker.nth(i).click();
    await expect(picker.nth(i)).toHaveAttribute('aria-pressed', 'true');
  }
  expect((await strategies(playground)).toSorted()).toEqual(choices.slice(0, wanted).toSorted());
  expect((await strategies(playground)).at(-1), 'the chosen one stays the last').toBe('mutex');
  const starts = await playground.element.evaluate((one) =>
    /** @type {any} */ (one).session.lanes.map(({ run }) =>
      // Reads alone: refreshes differ by strategy.
      Array.from(run.requests.actor, (actor, i) => [actor, run.requests.start_ns[i]])
        .filter(([actor]) => (actor & 7) === 0)
        .join(),
    ),
  );
  expect(new Set(starts).size).toBe(1);
  await expect.poll(() => new URL(page.url()).hash).toContain(`compare=${(await strategies(playground)).slice(0, -1)}`);

  for (let i = wanted - 1; i > 0; i--) {
    await picker.nth(i).click();
    await expect(picker.nth(i)).toHaveAttribute('aria-pressed', 'false');
  }
  await expect(playground.element.getByRole('article')).toHaveCount(1);
  await expect(picker.first()).toBeDisabled();
  expect(await playground.cursor(), 'the place is kept').toBe(2e9);
});

test('the chosen lane is the last, though the link names it among the others', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&compare=mutex,xfetch,xfetch&t=2s');
  expect(await strategies(playground)).toEqual(['xfetch', 'mutex']);
});

test('three prices and theory per lane are those of the report', async ({ page }) => {
  const { playground, panel } = await open(page);
  const lanes = await playground.element.evaluate((one) =>
    /** @type {any} */ (one).session.lanes.map(({ title, run }) => ({ title, line: run.line, report: run.report })),
  );
  for (const [i, { title, line, report }] of lanes.entries()) {
    const row = panel.getByRole('row').nth(i + 1);
    await expect(row.getByRole('rowheader')).toHaveText(title);
    const cells = row.getByRole('cell');
    await expect(cells.nth(0)).toContainText(String(report.queries.asked));
    await expect(cells.nth(1)).toContainText(span(Math.max(report.latency_ms.max, report.under_way.response_max_ms)));
    await expect(cells.nth(2)).toContainText(span(report.stale_age_ms.max));
    const { predicted } = theoryOf(line).db_queries_per_episode;
    await expect(cells.nth(3)).toContainText(`theory ${Number(predicted.toPrecision(3))}`);
  }
});

test('over seeds: the mean is that of the reports, and every seed is a mark', async ({ page }) => {
  const { playground, panel } = await open(page);
  await compute(panel, 8);
  await expect(panel).toContainText('over seeds 1 to 8;');
  const cell = panel
    .getByRole('row', { name: /Unprotected/ })
    .getByRole('cell')
    .first();
  await expect(cell.getByRole('img')).toBeVisible();
  const values = await playground.element.evaluate(async (one) => {
    const { engine, lanes } = /** @type {any} */ (one).session;
    const queries = [];
    for (let seed = 1; seed <= 8; seed++)
      queries.push((await engine.report(`${lanes[0].line} seed=${seed}`)).queries.asked);
    return queries;
  });
  const { mean, error } = meanAndError(values);
  const digits = Math.max(0, 1 - Math.floor(Math.log10(error)));
  await expect(cell).toContainText(`${mean.toFixed(digits)} ± ${error.toFixed(digits)}`);
  await expect(cell.getByRole('img')).toHaveAccessibleName(`from ${Math.min(...values)} to ${Math.max(...values)}`);
  await expect(cell.locator('.dots .miss')).toHaveAttribute('d', /^(M[^M]*){8}$/);
});

test('what was computed over seeds does not depend on the seed that is shown', async ({ page }) => {
  const { playground, panel } = await open(page);
  await compute(panel, 2);
  await expect(panel).toContainText('over seeds 1 to 2;');
  const means = () => panel.locator('span.mean:not(.coming)').allInnerTexts();
  const before = await means();
  await playground.element.evaluate((one) => /** @type {any} */ (one).session.set('seed', '9'));
  await expect.poll(() => new URL(page.url()).hash).toContain('seed=9');
  expect(before.length).toBeGreaterThan(0);
  await expect.poll(means).toEqual(before);
});

test('a single seed has a value, and no standard error', async ({ page }) => {
  const { playground, panel } = await open(page);
  await holdSeeds(playground, 2);
  await compute(panel, 2);
  await expect(panel).toContainText('The value of seed 1.');
  await expect(panel.locator('span.mean:not(.coming)').first()).toHaveText(/^\d+$/);
  await page.evaluate(() => /** @type {any} */ (window).release());
  await expect(panel).toContainText('over seeds 1 to 2;');
  await expect(panel.locator('span.mean:not(.coming)').first()).toHaveText(/^[\d.]+ ± [\d.]+$/);
});

test('over seeds: the page says of theory what the command line says', async ({ page }) => {
  // In 12 s a seed has two or three whole episodes: a mean of the means would lean to the runs of few. Eight seeds have
  // enough of them to compare.
  const line = 'strategy=xfetch duration=12s seed=1';
  const theory = theoryOf(line, '--seeds', '8');
  expect(Object.keys(theory)).toContain('xfetch_gap_ms');
  const { panel } = await open(page, `#v=1&${line.replaceAll(' ', '&')}&compare=&t=2s`);
  await panel.getByRole('spinbutton').fill('8');
  await panel.getByRole('spinbutton').press('Enter');
  await expect(panel.getByRole('img').first()).toBeVisible();
  const forms = Object.entries(theory);
  const expected = forms.map(([name, { measured = NaN, standard_error = NaN, n, n_min }]) => {
    if (n < n_min) return 'too few to compare';
    if (standard_error === 0) return `${measured} ± 0`;
    const [per, unit] = !name.endsWith('_ms') ? [1, ''] : measured >= 1000 ? [1e3, ' s'] : [1, ' ms'];
    const digits = Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(standard_error / per))));
    return `${(measured / per).toFixed(digits)} ± ${(standard_error / per).toFixed(digits)}${unit}`;
  });
  await expect(panel.locator('.theory-of b')).toHaveText(expected);
  for (const [, { label, n }] of forms) {
    await expect(panel.locator('.theory-of p').filter({ hasText: label })).toContainText(`n = ${n}`);
  }
  expect(new Set(expected.map((text) => text === 'too few to compare'))).toEqual(new Set([false]));
});

test('the first values move nothing: a press on Cancel that begins before them ends on it', async ({ page }) => {
  const { playground, panel } = await open(page);
  await holdSeeds(playground, 1);
  await compute(panel, 200);
  const cancel = panel.getByRole('button', { name: 'Cancel' });
  await cancel.hover();
  await page.mouse.down();
  await page.evaluate(() => /** @type {any} */ (window).release());
  await expect(panel).toContainText('The value of seed 1.');
  await page.mouse.up();
  await expect(panel.getByRole('progressbar')).toHaveCount(0);
});

test('the computation tells its progress and can be cancelled', async ({ page }) => {
  const { playground, panel } = await open(page, '#v=1&duration=60s&rate=2000/s&t=2s');
  await holdSeeds(playground, 2);
  await compute(panel, 200);
  await expect(panel.getByRole('progressbar', { name: 'Computing over many seeds' })).toBeVisible();
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await expect(panel.getByRole('progressbar')).toHaveCount(0);
  await expect(panel.getByRole('button', { name: 'Compute' })).toBeVisible();
  await expect(panel, 'not all of them').not.toContainText('over seeds 1 to 200');
});

test('the number of seeds is typed while the run plays', async ({ page }) => {
  const { playground, panel } = await open(page);
  await playground.element.evaluate((one) => /** @type {any} */ (one).update({ playing: true, speed: 4 }));
  const box = panel.getByRole('spinbutton');
  await box.click();
  await box.press('Control+a');
  for (const key of '37') {
    await box.press(key);
    await frames(page, 4);
  }
  await expect(box).toHaveValue('37');
  await box.press('Control+a');
  await box.press('1');
  await box.press('Tab');
  await expect(box, 'one seed is none to compare').toHaveValue('50');
});

test('what is known so far is shown while the rest is computed, with the time that is left', async ({ page }) => {
  const { playground, panel } = await open(page, '#v=1&duration=60s&rate=1000/s&t=2s');
  await holdSeeds(playground, 200);
  await compute(panel, 200);
  await expect(panel).toContainText(/[1-9]\d* of 200 seeds, about \d+ (s|min) left/);
  await expect(panel.getByRole('progressbar')).toBeVisible();
  await expect(panel.locator('span.mean:not(.coming)').first()).toBeVisible();
  await expect(panel).toContainText(/over seeds 1 to [1-9]\d*;/);
  await panel.getByRole('button', { name: 'Cancel' }).click();
});

test('closing the panel ends the computation, and opened again it can begin another', async ({ page }) => {
  const { playground, panel } = await open(page, '#v=1&duration=60s&rate=2000/s&t=2s');
  await holdSeeds(playground, 2);
  const working = () =>
    page.evaluate(() => /** @type {any} */ (window).made.filter((/** @type {any} */ one) => one.worker).length);
  await compute(panel, 200);
  await expect(panel.getByRole('progressbar')).toBeVisible();
  await expect.poll(working).toBeGreaterThan(0);
  await panel.getByRole('button', { name: 'Close' }).click();
  await expect(panel).toHaveCount(0);
  // It notices with the next seed that comes.
  await page.evaluate(() => /** @type {any} */ (window).release());
  await expect.poll(working).toBe(0);
  await expect(playground.problems, 'whoever closes it wants no more').toBeEmpty();

  await playground.element.getByRole('button', { name: 'Compare' }).click();
  await compute(panel, 2);
  await expect(panel.locator('span.mean:not(.coming)').first()).toBeVisible();
});

test('on a small screen nothing is cut off', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const { panel, picker } = await open(page);
  await picker.filter({ hasText: 'XFetch' }).click();
  // The head, three lanes, floor and ceiling.
  await expect(panel.getByRole('row')).toHaveCount(6);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
});

test('axe finds nothing', async ({ page }) => {
  const { panel } = await open(page);
  await panel.getByRole('spinbutton').fill('4');
  await panel.getByRole('spinbutton').press('Enter');
  await expect(panel.getByRole('img').first()).toBeVisible();
  expect(await faults(page)).toEqual([]);
});
