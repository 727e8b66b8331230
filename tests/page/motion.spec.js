// Reduced motion and screen readers: discrete steps with arrows, and every view in words.

import { expect, Playground, test } from './playground.js';

const stage = (/** @type {Playground} */ { element }, /** @type {string} */ lane) =>
  element.getByRole('article', { name: lane }).locator('.stage');

test('paused, requests under way show which way they go; playing, they move instead', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&do=2s:expire&t=2.5s');
  const arrows = stage(playground, 'Unprotected').locator('.arrows');
  await expect(arrows).toHaveAttribute('d', /l4 3l-4 3/);
  await playground.play.click();
  await expect(arrows).not.toHaveAttribute('d');
  await playground.pause.click();
  await expect(arrows).toHaveAttribute('d', /M/);
});

test.describe('reduced motion', () => {
  test.use({ contextOptions: { reducedMotion: 'reduce' } });

  test('nothing plays by itself; play goes in steps of half a second, each with arrows and lanes', async ({ page }) => {
    const playground = await new Playground(page).open('#v=1&duration=12s&do=2s:expire');
    await expect(playground.play).toBeVisible();
    expect(await playground.cursor()).toBe(0);
    await playground.element.evaluate((one) => /** @type {any} */ (one).update({ at_ns: 2.3e9 }));
    const cursors = await playground.element.evaluate(
      (one) =>
        new Promise((resolve) => {
          /** @type {number[]} */
          const seen = [];
          one.addEventListener('cache-aside-cursor', (event) => {
            seen.push(/** @type {CustomEvent} */ (event).detail.at_ns);
            if (seen.length === 4) resolve(seen);
          });
          /** @type {any} */ (one).update({ playing: true });
        }),
    );
    // At the usual speed, 1 s takes 2 s: half a second of watching is at least a quarter of a second of the run.
    const steps = cursors.slice(2).map((/** @type {number} */ at, /** @type {number} */ i) => at - cursors[i + 1]);
    for (const step of steps) expect(step).toBeGreaterThanOrEqual(0.25e9);
    await expect(stage(playground, 'Unprotected').locator('.arrows')).toHaveAttribute('d', /M/);
    await playground.pause.click();
    await expect(playground.element.locator('.swim path').first()).toHaveAttribute('d', /M/);
    const names = await playground.element.evaluate((one) =>
      one.shadowRoot?.getAnimations().map((animation) => /** @type {any} */ (animation).animationName),
    );
    expect(names).toEqual([]);
  });

  test('what was asked and answered since the last step is half-way, with the arrow its way', async ({ page }) => {
    const playground = await new Playground(page).open('#v=1&duration=12s&do=2s:expire&t=2.5s');
    const path = stage(playground, 'Unprotected').locator('.arrows');
    const { begun, answered } = await playground.element.evaluate((one) => {
      const { session, player } = /** @type {any} */ (one);
      const { requests } = session.lanes[0].run;
      // A step of half a second, at half the speed.
      const since = player.at_ns - 0.25e9;
      const within = (/** @type {number} */ at) => since < at && at <= player.at_ns;
      const rows = Array.from(requests.start_ns.keys());
      return {
        begun: rows.filter((i) => within(requests.start_ns[i]) && requests.end_ns[i] > player.at_ns).length,
        answered: rows.filter((i) => within(requests.end_ns[i])).length,
      };
    });
    expect([begun > 5, answered]).toEqual([true, 0]);
    const d = String(await path.getAttribute('d'));
    // All who began queried within a millisecond, and are on their way to the database.
    expect(d.match(/l4 3/g)).toHaveLength(begun);
    expect(d.match(/l-4 3l4 3/g)).toBeNull();
  });
});

test('every view has a text of its own, with numbers', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&do=5s:expire&t=5.3s&strategy=mutex');
  const { in_flight, waiting, under_way } = await playground.element.evaluate((one) => {
    const { session, player } = /** @type {any} */ (one);
    const at = (/** @type {any} */ { at_ns, value }) => {
      const i = at_ns.filter((/** @type {number} */ at) => at <= player.at_ns).length - 1;
      return i < 0 ? 0 : value[i];
    };
    const { steps, requests } = session.lanes[1].run;
    const rows = Array.from(requests.start_ns.keys());
    return {
      in_flight: at(steps.db_in_flight),
      waiting: at(steps.lock_waiting),
      under_way: rows.filter((i) => requests.start_ns[i] <= player.at_ns && requests.end_ns[i] > player.at_ns).length,
    };
  });
  expect([in_flight, waiting > 5]).toEqual([1, true]);
  await expect(stage(playground, 'Mutex').getByRole('img')).toHaveAccessibleName(
    new RegExp(
      `^Mutex, readers, .* at the cursor: key 0 expired, lock: R\\d+, ${waiting} waiting, 1 query in flight\\.$`,
    ),
  );
  const plots = playground.element.locator('.plot');
  await expect(plots.nth(1).getByRole('img').first()).toHaveAccessibleName(
    new RegExp(`^Mutex: \\d+ reads, .*; ${under_way} requests under way at the cursor$`),
  );
  await expect(plots.nth(1).getByRole('img').nth(1)).toHaveAccessibleName(
    /^Mutex: at most \d+ quer.* in flight or queued, at .*; 1 at the cursor$/,
  );
  for (const image of await playground.element.getByRole('img').all())
    expect(await image.getAttribute('aria-label')).toMatch(/\d/);
});

test('in a closed loop the readers are so many clients, for the rate is not used', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&arrivals=closed&clients=7&t=2s');
  const name = stage(playground, 'Mutex').locator('.name').first();
  await expect(name).toHaveText('7 clients');
  await playground.element.evaluate((one) => /** @type {any} */ (one).session.set('arrivals', 'poisson'));
  await expect(name).toHaveText('readers 60/s');
});
