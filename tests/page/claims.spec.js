// What a first-time visitor sees of every preset: the claim, its number for each lane, the event that it is about
// within ten seconds, and the names of the colours that are on the stage. One page for all presets, at two sizes.

import { span } from '../../www/line/time.js';
import { percent, whole } from '../../www/kit/words.js';
import { expect, frames, Playground, test } from './playground.js';

/** The event that each claim is about, as `tests/it/presets/shown.rs` has them. @type {Record<string, string>} */
const EVENTS = {
  hot_key: 'LockWaitStarted',
  stampede: 'DbQueryStarted',
  small_pool: 'DbQueued',
  lock_too_short: 'LockExpired',
  no_recheck: 'LockWaitStarted',
  early_refresh: 'EarlyRecompute',
  cold_key: 'CacheMiss',
  stale_while_refresh: 'CacheStaleHit',
  write_and_delete: 'CacheMiss',
  racing_updates: 'StaleRead',
  cold_start: 'CacheMiss',
  absent_ids: 'DbQueryFinished',
  negative_cache: 'CacheHit',
  stale_set: 'StaleRead',
  lost_delete: 'InvalidationLost',
  delete_first: 'StaleRead',
  warm_up: 'WarmingStarted',
  crashed_holder: 'RequestCrashed',
  single_flight: 'DbQueryStarted',
  lease: 'LeaseVoided',
  avalanche: 'DbQueryStarted',
  jitter: 'CacheMiss',
  metastable: 'QueryAbandoned',
  read_heavy: 'CacheDeleted',
  slightly_stale: 'CacheStaleHit',
  unpredictable: 'CacheEvicted',
  write_heavy: 'CacheMiss',
  strong_consistency: 'StaleRead',
  timeline: 'CacheStaleHit',
  healed: 'DbQueryFinished',
  released_by_another: 'LockExpired',
  getdel: 'LockExpired',
};

/** The number of each claim over the whole run, from the report instead of the steps. */
const REPORTED = {
  queries_asked: (/** @type {any} */ { queries }) => whole(queries.asked),
  db_in_flight_max: (/** @type {any} */ { db_in_flight_max }) => whole(db_in_flight_max),
  wait_max_ms: (/** @type {any} */ { latency_ms, under_way }) =>
    span(Math.max(latency_ms.max, under_way.response_max_ms)),
  stale_age_max_ms: (/** @type {any} */ { stale_age_ms }) => span(stale_age_ms.max),
  misses: (/** @type {any} */ { misses }) => whole(misses),
  hit_ratio: (/** @type {any} */ { hit_ratio }) => percent(hit_ratio),
  failed: (/** @type {any} */ { failed }) => whole(failed),
  stale_reads: (/** @type {any} */ { stale_reads }) => whole(stale_reads),
};

/** Real time in which somebody who opens a preset has seen what it claims. */
const SEEN_WITHIN_S = 10;

/**
 * Opens a preset in the page as it is, paused at its start.
 * @param {Playground} playground @param {string} name @param {string} event
 */
const start = ({ element }, name, event) =>
  element.evaluate(
    async (one, [name, event]) => {
      const page = /** @type {any} */ (one);
      const loaded = new Promise((done) => one.addEventListener('cache-aside-run', done, { once: true }));
      page.commands.start(name);
      await loaded;
      const { session, player } = page;
      const { events } = session.lanes.at(-1).run;
      const kind = session.catalogue.kinds.findIndex((/** @type {any} */ one) => one.name === event);
      const { starts_at_ns } = session.preset;
      const row = events.kind.findIndex((/** @type {number} */ k, /** @type {number} */ i) => {
        return k === kind && events.at_ns[i] >= starts_at_ns;
      });
      return {
        starts_at_ns,
        event_ns: events.at_ns[row],
        slowdown: player.slowdown,
        reports: session.lanes.map((/** @type {any} */ { run }) => run.report),
      };
    },
    [name, event],
  );

/** What is on screen at a time. @param {Playground} playground @param {number} at_ns */
const seen = ({ element }, at_ns) =>
  element.evaluate((one, at_ns) => {
    const page = /** @type {any} */ (one);
    page.player.seek(at_ns);
    page.draw();
    const all = (/** @type {string} */ selector) => [...page.shadowRoot.querySelectorAll(selector)];
    const transport = all('.transport')[0].getBoundingClientRect().top;
    const isWhole = (/** @type {Element} */ part) => {
      const { top, bottom, left, right } = part.getBoundingClientRect();
      const fits = part.scrollWidth <= part.clientWidth + 1 && part.scrollHeight <= part.clientHeight + 1;
      return fits && top >= 0 && bottom <= transport && left >= 0 && right <= innerWidth && bottom > top;
    };
    const roles = ['hit', 'miss', 'stale', 'wait'];
    return {
      whole: all('.claim, .shown').map((part) => [part.className, isWhole(part)]),
      numbers: all('.shown b').map(({ textContent }) => textContent),
      lane: all('.body .lane .stage')[0].getBoundingClientRect().bottom <= transport,
      sideways: document.documentElement.scrollWidth - innerWidth,
      moving: roles.filter((role) => all(`.stage .mover.${role}`).length),
      named: all('button.key .mark *')
        .flatMap((mark) => roles.filter((role) => mark.classList.contains(role)))
        .filter((role, i, found) => found.indexOf(role) === i),
    };
  }, at_ns);

for (const [width, height] of [
  [375, 667],
  [1280, 800],
])
  test(`every preset shows its claim, with its number, within ten seconds: ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const playground = await new Playground(page).open();
    await expect(playground.element.locator('button.key')).toContainText(/hit\s*miss\s*waits\s*stale/);
    const presets = await playground.element.evaluate((one) => /** @type {any} */ (one).session.catalogue.presets);
    expect(presets.map((/** @type {any} */ { name }) => name)).toEqual(Object.keys(EVENTS));
    /** @type {string[]} */
    const wrong = [];
    for (const { name, shows } of presets) {
      const { starts_at_ns, event_ns, slowdown, reports } = await start(playground, name, EVENTS[name]);
      const seconds = ((event_ns - starts_at_ns) * slowdown) / 1e9;
      if (!(seconds <= SEEN_WITHIN_S)) wrong.push(`${name}: ${EVENTS[name]} after ${seconds} s`);
      const moments = { opened: starts_at_ns, event: event_ns, seen: starts_at_ns + (SEEN_WITHIN_S * 1e9) / slowdown };
      /** @type {(string | null)[]} */
      let opened = [];
      for (const [moment, at_ns] of Object.entries(moments)) {
        const { whole, numbers, lane, sideways, moving, named } = await seen(playground, at_ns);
        const bad = [
          ...whole.flatMap(([part, fits]) => (fits ? [] : [`${part} is cut off`])),
          ...(whole.length === 2 ? [] : ['no claim, or no number']),
          ...(numbers.length === reports.length ? [] : [`${numbers.length} numbers`]),
          ...(lane ? [] : ['no whole stage in view']),
          ...(sideways > 0 ? ['it scrolls sideways'] : []),
          ...moving.filter((role) => !named.includes(role)).map((role) => `nothing names ${role}`),
        ];
        if (moment === 'opened') opened = numbers;
        const same = new Set(numbers).size < 2 && numbers.join() === opened.join();
        if (moment === 'seen' && same) bad.push(`as it opened: ${numbers}`);
        wrong.push(...bad.map((what) => `${name}, ${moment}: ${what}`));
      }
      if (shows === 'db_in_flight') continue;
      const { numbers } = await seen(playground, 1e12);
      const told = reports.map(REPORTED[/** @type {keyof typeof REPORTED} */ (shows)]);
      if (numbers.join() !== told.join()) wrong.push(`${name}: ${numbers} at the end, ${told} in the report`);
    }
    expect(wrong).toEqual([]);
  });

test('what is claimed happens while it plays, at the speed that it opens with', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  const playground = await new Playground(page).open();
  for (const name of ['lost_delete', 'metastable']) {
    const { event_ns } = await start(playground, name, EVENTS[name]);
    await expect(playground.pause).toBeVisible();
    await expect.poll(() => playground.cursor()).toBeGreaterThan(event_ns);
  }
  await frames(page);
  await expect(playground.element.locator('.shown')).toHaveText(
    /^\s*Failed reads\s*Single flight: [\d,]+\s*Unprotected: /,
  );
});

test('an overload that stays is told as long as it stays', async ({ page }) => {
  const playground = await new Playground(page).open('#preset=metastable&t=50s');
  await expect(playground.element.locator('.caption')).toContainText(
    /Requests are still queued\. The last [\d,]+ reads failed\./,
  );
});

test('a delete that was to be lost and never came is marked on the time axis', async ({ page }) => {
  const { element } = await new Playground(page).open('#v=1&duration=12s&do=2s:lose_next_invalidation&t=12s');
  await expect(element.locator('.axis .poke').first()).toContainText('Lose the next delete: no effect');
  await expect(element.locator('.log')).toContainText('No delete came that could have been lost');
});
