// The mechanisms of the cures: XFetch's dice on their curve, the lock and its holder, and the grace.

import { expect, faults, Playground, test } from './playground.js';

const XFETCH = '#v=1&duration=12s&strategy=xfetch';

/** The dice of the run, and the stay of each. @param {Playground} playground */
const dice = (playground) =>
  playground.element.evaluate((one) => {
    const { lanes, catalogue } = /** @type {any} */ (one).session;
    const { events, stays } = lanes[1].run;
    const rolled = catalogue.kinds.findIndex((/** @type {any} */ { name }) => name === 'DiceRolled');
    return Array.from(events.kind.keys())
      .filter((i) => events.kind[i] === rolled)
      .map((i) => ({
        at_ns: events.at_ns[i],
        dice: events.a[i],
        threshold: events.b[i],
        actor: `R${events.actor[i] >>> 3}`,
        set_ns: Math.max(...Array.from(stays.set_ns).filter((at) => at <= events.at_ns[i])),
      }));
  });

test('a dot for each dice of the present stay up to the cursor, and the one that crosses lights up', async ({
  page,
}) => {
  const playground = await new Playground(page).open(`${XFETCH}&t=1s`);
  const all = await dice(playground);
  const crossing = all.find((one) => one.dice <= one.threshold && one.set_ns > 0);
  if (!crossing) throw new Error('nobody refreshes early in this run');
  const view = playground.element.locator('[data-view="dice"]');
  await expect(view).toHaveCount(1);
  const until = all.filter(({ set_ns, at_ns }) => set_ns === crossing.set_ns && at_ns <= crossing.at_ns);
  await playground.element.evaluate((one, at_ns) => /** @type {any} */ (one).update({ at_ns }), crossing.at_ns);
  await expect(view.getByRole('img')).toHaveAccessibleName(
    `XFetch: ${until.length} dice rolled since the value was stored; 1 fell on or under the curve`,
  );
  await expect
    .poll(async () => (await view.locator('.dots').getAttribute('d'))?.match(/M/g)?.length)
    .toBe(until.length - 1);
  await expect(view.locator('.crossed')).toHaveAttribute('d', /M/);
  // It leads to its story.
  const button = view.getByRole('button', { name: new RegExp(`^${crossing.actor}: `) });
  await button.focus();
  await page.keyboard.press('Enter');
  await playground.element.getByRole('tab', { name: 'Requests' }).click();
  await expect(playground.element.getByRole('group', { name: `Story of ${crossing.actor}` })).toContainText(
    'refreshes early',
  );
  // Just before, it has not fallen yet.
  await playground.element.evaluate((one, at_ns) => /** @type {any} */ (one).update({ at_ns }), crossing.at_ns - 1);
  await expect(button).toHaveCount(0);
});

test('of more dice than are drawn all are told', async ({ page }) => {
  // 2,000/s for a query of 600 ms alone are 1,200, more than the 600 that are drawn.
  const playground = await new Playground(page).open('#v=1&duration=5s&strategy=xfetch&rate=2000/s&ttl=8s&t=1s');
  const all = await dice(playground);
  const crossing = all.find((one) => one.dice <= one.threshold);
  if (!crossing) throw new Error('nobody refreshes early in this run');
  const of_stay = all.filter(({ set_ns }) => set_ns === crossing.set_ns);
  const early = of_stay.filter((one) => one.dice <= one.threshold).length;
  // A query later the first one is not among the last 600 any more.
  expect([of_stay.length > 1200, of_stay.indexOf(crossing) < of_stay.length - 600]).toEqual([true, true]);
  await playground.element.evaluate(
    (one, at_ns) => /** @type {any} */ (one).update({ at_ns }),
    of_stay[of_stay.length - 1].at_ns,
  );
  const view = playground.element.locator('[data-view="dice"]');
  const told = `${of_stay.length} dice rolled since the value was stored; ${early} fell on or under the curve`;
  await expect(view.getByRole('img')).toHaveAccessibleName(`XFetch: ${told}`);
  await expect
    .poll(async () => (await view.locator('.dots').getAttribute('d'))?.match(/M/g)?.length)
    .toBeLessThanOrEqual(600);
});

test('lanes without dice have no picture of them', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&strategy=mutex&t=1s');
  await expect(playground.element.locator('[data-view="dice"]')).toHaveCount(0);
});

test('the lock shows its holder, and how long the others wait', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&do=5s:expire&t=5.3s');
  const stage = playground.element.locator('[data-view="stage"][data-lane="1"]');
  const holder = await playground.element.evaluate((one) => {
    const { lanes, catalogue } = /** @type {any} */ (one).session;
    const { events } = lanes[1].run;
    const acquired = catalogue.kinds.findIndex((/** @type {any} */ { name }) => name === 'LockAcquired');
    const rows = Array.from(events.kind.keys()).filter((i) => events.kind[i] === acquired && events.at_ns[i] <= 5.3e9);
    return `R${events.actor[rows[rows.length - 1]] >>> 3}`;
  });
  await expect(stage).toContainText(`lock: ${holder}`);
  await expect(stage).toContainText(/\d+ waiting, \d+ ms/);
  await expect(stage.locator('.lock')).toHaveCount(1);
  await playground.scrub.fill('3000');
  await expect(stage.locator('.lock')).toHaveCount(0);
});

test('a grace is a second window on the ring', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&strategy=background_refresh&t=1s');
  const stage = playground.element.locator('[data-view="stage"][data-lane="1"]');
  await expect(stage).toContainText('3.0 s left');
  await expect(stage).toContainText('+ 2.0 s grace');
  await playground.scrub.fill('4300');
  await expect(stage).toContainText('stale 0.3 s');
});

test('axe finds nothing in the dice', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const playground = await new Playground(page).open(`${XFETCH}&t=3.3s`);
  await expect(playground.element.getByRole('button', { name: / ≤ / })).toBeVisible();
  expect(await faults(page)).toEqual([]);
});
