// The story of a request, by pointer, by touch and by keyboard.

import { clock } from '../../www/line/time.js';
import { expect, faults, Playground, test } from './playground.js';

/** A mutex lane 300 ms after an expiry: one reader queries, the others wait for its lock. */
const WAITING = '#v=1&duration=12s&do=5s:expire&t=5.3s';

/**
 * Where the lane draws a request that is in a phase, in the window.
 * @param {Playground} playground
 * @param {number} lane
 * @param {string} phase
 */
async function spotOf(playground, lane, phase) {
  await expect(playground.element.locator('.swim svg')).toHaveCount(2);
  await playground.pointable();
  return playground.element.evaluate((one, [lane, phase]) => {
    const { session, player } = /** @type {any} */ (one);
    const { requests, segments, phases } = session.lanes[lane].run;
    const at_ns = player.at_ns;
    const rows = Array.from(requests.start_ns.keys()).filter((i) => {
      if (requests.start_ns[i] > at_ns || requests.end_ns[i] <= at_ns) return false;
      for (let s = requests.segment_first[i]; s < requests.segment_first[i + 1]; s++)
        if (segments.start_ns[s] <= at_ns && at_ns < segments.end_ns[s]) return phases[segments.phase[s]] === phase;
      return false;
    });
    const swim = one.shadowRoot?.querySelector(`[data-view="swim"][data-lane="${lane}"]`)?.getBoundingClientRect();
    if (!swim) throw new Error('no swim lane');
    // As swim.js lays rows out: a strip of a fifth at the foot, twelve rows at least.
    const y = 0.8 - ((requests.row[rows[0]] + 0.5) * 0.8) / Math.max(12, requests.rows);
    return {
      actor: requests.actor[rows[0]],
      x: swim.left + (at_ns / session.bounds.end_ns) * swim.width,
      y: swim.top + y * swim.height,
    };
  }, /** @type {const} */ ([lane, phase]));
}

const kindLetters = 'RWBIS';
const nameOf = (/** @type {number} */ actor) => `${kindLetters[actor & 7]}${actor >>> 3}`;

test('hovering over a swim lane tells the story of the request', async ({ page }) => {
  const playground = await new Playground(page).open(WAITING);
  const spot = await spotOf(playground, 1, 'lock');
  await page.mouse.move(spot.x, spot.y);
  const card = playground.element.locator('.card');
  await expect(card).toContainText(/R\d+/);
  await expect(card).toContainText(/misses: the key expired, \d+ ms ago/);
  await expect(card).toContainText(/waits: lock held by R\d+/);
  await page.mouse.move(2, 2);
  await expect(card).toHaveCount(0);
});

test('a click chooses the request: its story stands at the side, and leads on', async ({ page }) => {
  const playground = await new Playground(page).open(WAITING);
  const spot = await spotOf(playground, 1, 'lock');
  await page.mouse.click(spot.x, spot.y);
  const story = playground.element.getByRole('group', { name: /Story of R/ });
  await expect(story).toContainText(/waiting, \d+ ms so far/);
  // The one who holds the lock is a step away, and so is every event.
  await story.getByRole('button', { name: /^R\d+$/ }).click();
  await expect(story).toContainText(/takes the lock, for at most/);
  await expect(story).toContainText(/releases the lock/);
  const released = story.getByRole('listitem').filter({ hasText: 'releases the lock' });
  const time = await released.locator('time').innerText();
  await released.getByRole('button').click();
  await expect.poll(async () => clock(await playground.cursor())).toBe(time);
});

test('by keyboard alone: to the list, a request, its story, the same request in the other lane', async ({ page }) => {
  const playground = await new Playground(page).open(WAITING);
  await playground.element.getByRole('tab', { name: 'What happened' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(playground.element.getByRole('tab', { name: 'Requests' })).toBeFocused();
  const list = playground.element.getByRole('list', { name: 'Requests at the cursor' });
  const second = list.getByRole('button').nth(1);
  await second.focus();
  await page.keyboard.press('Enter');
  await expect(second).toHaveAttribute('aria-pressed', 'true');
  const story = playground.element.getByRole('group', { name: /Story of R/ });
  await expect(story).toContainText(/waits: lock held by R\d+/);
  await playground.element.getByRole('combobox', { name: 'Lane', exact: true }).selectOption('Unprotected');
  // The same reader, unprotected, 60 ms after the expiry: it queries too, or finds what another has just stored.
  await expect(story).toContainText(/queries the database|hits: stored/);
  await expect(story).not.toContainText('lock');
});

test('a story tells the dice', async ({ page }) => {
  const playground = await new Playground(page).open('#v=1&duration=12s&strategy=xfetch&compare=&t=11s');
  const actor = await playground.element.evaluate((one) => {
    const { lanes, catalogue } = /** @type {any} */ (one).session;
    const { events } = lanes[0].run;
    const early = catalogue.kinds.findIndex((/** @type {any} */ { name }) => name === 'EarlyRecompute');
    return events.actor[events.kind.indexOf(early)];
  });
  await playground.element.evaluate((one, actor) => /** @type {any} */ (one).app.focus.choose(0, actor), actor);
  await playground.element.getByRole('tab', { name: 'Requests' }).click();
  const story = playground.element.getByRole('group', { name: `Story of ${nameOf(actor)}` });
  await expect(story).toContainText(/rolls [\d.e-]+, needed ≤ [\d.]+: refreshes early/);
});

test.describe('by touch alone', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 375, height: 667 } });

  for (const path of ['./index.html', './embed.html']) {
    test(`a tap on the stage opens the story beside it, and closes it: ${path}`, async ({ page }) => {
      const playground = await new Playground(page).open(WAITING, path);
      const halo = playground.element.locator('[data-lane="1"] .halo');
      const stage = playground.element.locator('[data-view="stage"][data-lane="1"]');
      await playground.pointable();
      const waiting = await stage.locator('.mover.wait').boundingBox();
      if (!waiting) throw new Error('nobody waits');
      await page.touchscreen.tap(waiting.x + waiting.width / 2, waiting.y + waiting.height - 4);
      const story = playground.element.getByRole('dialog', { name: /Story of R/ });
      await expect(story).toContainText(/waits: lock held by R\d+/);
      await expect(halo).toHaveCount(1);
      for (const button of await story.getByRole('button').all()) {
        if (await button.evaluate((one) => one.classList.contains('other'))) continue;
        const box = await button.boundingBox();
        expect(box?.height, await button.innerText()).toBeGreaterThanOrEqual(44);
      }
      await story.getByRole('button', { name: 'Close' }).tap();
      await expect(story).toHaveCount(0);
      await expect(halo).toHaveCount(0);
    });
  }
});

test('axe finds nothing in the requests and on the card', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const playground = await new Playground(page).open(WAITING);
  const spot = await spotOf(playground, 1, 'lock');
  await page.mouse.click(spot.x, spot.y);
  await expect(playground.element.getByRole('group', { name: /Story of R/ })).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await page.setViewportSize({ width: 375, height: 667 });
  await playground.element.evaluate((one, actor) => {
    /** @type {any} */ (one).app.focus.choose(1, actor, { x: 150, y: 200 });
  }, spot.actor);
  await expect(playground.element.locator('.card')).toBeVisible();
  expect(await faults(page)).toEqual([]);
});
