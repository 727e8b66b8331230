// A large run, which is kept without its events: the events that are shown are fetched, and equal those of the whole
// run.

import { eventWords } from '../../www/timeline/event_words.js';
import { readFile } from 'node:fs/promises';
import { expect, Playground, simulators, test } from './playground.js';

/**
 * 60,000 reads/s for 4 s are 240,000 reads of four events (start, hit, dice, end), and a few hundred that refresh:
 * 960,000 events, of which 500,000 would be kept. An excerpt of 200,000 events is about 0.8 s long.
 */
const LARGE = '#v=1&strategy=xfetch&compare=&rate=60000/s&duration=4s&ttl=1s&db_latency=20ms&cache_latency=500us';
const EVENTS_PER_READ = 4;

/** @param {Playground} playground */
const session = (playground) =>
  playground.element.evaluate((one) => {
    const { lanes } = /** @type {any} */ (one).session;
    const { events, report, requests } = lanes[lanes.length - 1].run;
    return { held: events.at_ns.length, events: report.events, requests: requests.actor.length };
  });

/**
 * The events of the run around a time, computed in the page's worker in a different way: from the start, excerpt by
 * excerpt.
 * @param {Playground} playground @param {number} from_ns @param {number} to_ns @param {number | null} [actor] of it
 * only
 */
const truth = (playground, from_ns, to_ns, actor = null) =>
  playground.element.evaluate(async (one, [from_ns, to_ns, only]) => {
    const { engine, lanes, catalogue } = /** @type {any} */ (one).session;
    const { line, end_ns } = lanes[lanes.length - 1].run;
    const rows = [];
    for (let at_ns = 0; at_ns <= Math.min(to_ns, end_ns);) {
      const events = await engine.ask({ type: 'detail', line, excerpt: { at_ns, after: 300_000 } });
      for (let i = 0; i < events.at_ns.length; i++)
        if (events.at_ns[i] >= from_ns && events.at_ns[i] <= to_ns && (only === null || only === events.actor[i]))
          rows.push({
            n: events.first + i + 1,
            at_ns: events.at_ns[i],
            actor: events.actor[i],
            name: `R${events.actor[i] >>> 3}`,
            kind: catalogue.kinds[events.kind[i]].name,
            a: events.a[i],
            b: events.b[i],
          });
      at_ns = events.to_ns + 1;
    }
    return rows;
  }, /** @type {const} */ ([from_ns, to_ns, actor]));

/** @param {Playground} playground */
const told = async (playground) => {
  const event = playground.element.locator('.event');
  return { title: await event.getAttribute('title'), text: await event.innerText(), at_ns: await playground.cursor() };
};

/** What the transport says at the last of these events, which is at the cursor. */
const wordsOf = (
  /** @type {{ n: number, name: string, kind: string }} */ { n, name, kind },
  /** @type {number} */ all,
) => ({
  title: `event ${n.toLocaleString('en')} of ${all.toLocaleString('en')}`,
  text: `${name} ${eventWords[kind]}`,
});

/** The last row of each instant. @param {Awaited<ReturnType<typeof truth>>} rows */
const stops = (rows) => rows.filter((row, i) => row.at_ns !== rows[i + 1]?.at_ns);

/** @param {Playground} playground @param {number} at_ns */
const seek = (playground, at_ns) =>
  playground.element.evaluate((one, at_ns) => /** @type {any} */ (one).update({ at_ns, playing: false }), at_ns);

/**
 * Questions for events that the worker was asked, and those taken back.
 * @param {Playground} playground @param {number} [never_ns] what is asked for there is never answered
 */
const watched = (playground, never_ns = -1) =>
  playground.element.evaluate((one, never_ns) => {
    const { engine } = /** @type {any} */ (one).session;
    /** @type {any[]} */
    const asked = /** @type {any} */ (window.asked = []);
    const ask = engine.ask.bind(engine);
    engine.ask = (/** @type {any} */ question, /** @type {any} */ options) => {
      if (question.type === 'detail') {
        const noted = { at_ns: question.excerpt.at_ns, state: 'open' };
        asked.push(noted);
        const until_aborted = () =>
          new Promise((_, reject) => options.signal.addEventListener('abort', () => reject(options.signal.reason)));
        const answer = noted.at_ns === never_ns ? until_aborted() : ask(question, options);
        answer.then(
          () => (noted.state = 'done'),
          () => (noted.state = 'taken back'),
        );
        return answer;
      }
      return ask(question, options);
    };
  }, never_ns);
/** @param {Playground} playground @returns {Promise<{ at_ns: number, state: string }[]>} */
const asked = ({ page }) => page.evaluate(() => /** @type {any} */ (window).asked);

/** The next question waits until `let_go()` is called in the page. @param {Playground} playground */
const holdBack = (playground) =>
  playground.element.evaluate((one) => {
    const { engine } = /** @type {any} */ (one).session;
    const ask = engine.ask.bind(engine);
    engine.ask = (/** @type {any[]} */ ...all) =>
      new Promise((resolve, reject) =>
        Object.assign(window, { let_go: () => ((engine.ask = ask), ask(...all).then(resolve, reject)) }),
      );
  });

test('the event at the cursor is the right one wherever the cursor goes, without all of them', async ({ page }) => {
  const playground = await new Playground(page).open(`${LARGE}&t=2s`);
  const { held, events, requests } = await session(playground);
  expect(held).toBe(0);
  expect(events).toBeGreaterThan(500_000);
  expect(events / requests).toBeGreaterThan(EVENTS_PER_READ - 0.1);
  for (const at_ns of [2e9, 3.5e9, 0.4e9]) {
    await seek(playground, at_ns);
    const rows = await truth(playground, at_ns - 1e6, at_ns);
    await expect.poll(() => told(playground)).toMatchObject(wordsOf(rows[rows.length - 1], events));
  }
  // While it is not loaded the page says so, and nothing else.
  await holdBack(playground);
  await seek(playground, 3.9e9);
  const event = playground.element.locator('.event');
  await expect(event).toHaveText('fetching detail …');
  await expect.poll(() => page.evaluate(() => 'let_go' in window)).toBe(true);
  await page.evaluate(() => /** @type {any} */ (window).let_go());
  await expect(event).toHaveText(/^R\d+ /);
});

test('steps go from event to event across the edges of what is here, there and back', async ({ page }) => {
  const playground = await new Playground(page).open(`${LARGE}&t=1s`);
  await expect(playground.element.locator('.event')).toHaveText(/^R\d+ /);
  const { events } = await session(playground);
  // The excerpt ends 100,000 events after 1 s: 0.42 s. The last stop in it, and the number of those that follow.
  const edge_ns = await playground.element.evaluate((one) => {
    const { run } = /** @type {any} */ (one).session.lanes[0];
    return run.detail({ at_ns: 1e9 }).to_ns;
  });
  expect(edge_ns).toBeGreaterThan(1.3e9);
  expect(edge_ns).toBeLessThan(1.6e9);
  const around = stops(await truth(playground, edge_ns - 2e5, edge_ns + 2e5));
  const before = around.filter(({ at_ns }) => at_ns <= edge_ns).length;
  expect(before).toBeGreaterThan(5);
  expect(around.length - before).toBeGreaterThan(5);

  // Held back, so that the steps reach the edge before the next excerpt arrives.
  await holdBack(playground);
  const last = around[before - 1];
  await seek(playground, around[before - 3].at_ns);
  await expect.poll(() => page.evaluate(() => 'let_go' in window)).toBe(true);
  await playground.element.evaluate((one) => /** @type {any} */ (one).commands.step(5));
  expect(await playground.cursor(), 'as far as is known, and no further').toBe(last.at_ns);
  await expect.poll(() => told(playground)).toMatchObject(wordsOf(last, events));
  await page.evaluate(() => /** @type {any} */ (window).let_go());
  await expect.poll(() => playground.cursor()).toBe(around[before + 2].at_ns);
  await expect.poll(async () => (await told(playground)).title).toBe(wordsOf(around[before + 2], events).title);
  expect((await told(playground)).text).toBe(wordsOf(around[before + 2], events).text);

  await playground.element.evaluate((one) => /** @type {any} */ (one).commands.stepBack(5));
  await expect.poll(() => playground.cursor()).toBe(around[before - 3].at_ns);
  await expect.poll(async () => (await told(playground)).title).toBe(wordsOf(around[before - 3], events).title);

  // Back over the start of an excerpt, one step at a time.
  const start_ns = await playground.element.evaluate(
    (one, at_ns) => /** @type {any} */ (one).session.lanes[0].run.detail({ at_ns }).from_ns,
    await playground.cursor(),
  );
  const beginning = stops(await truth(playground, start_ns - 2e5, start_ns + 2e5));
  const first = beginning.findIndex(({ at_ns }) => at_ns >= start_ns);
  await seek(playground, beginning[first + 1].at_ns);
  for (let i = first; i >= first - 3; i--) {
    await playground.element.evaluate((one) => /** @type {any} */ (one).commands.stepBack());
    await expect.poll(() => playground.cursor()).toBe(beginning[i].at_ns);
  }
  await expect.poll(async () => (await told(playground)).title).toBe(wordsOf(beginning[first - 3], events).title);
});

test('the story of a request far from the cursor, and its dice', async ({ page }) => {
  const playground = await new Playground(page).open(`${LARGE}&t=3.8s`);
  await playground.element.getByRole('tab', { name: 'Requests' }).click();
  const rows = await truth(playground, 0.9e9, 1e9);
  const early = rows.find(({ kind }) => kind === 'EarlyRecompute');
  if (!early) throw new Error('nobody refreshes early in this stretch');
  const rolled = rows.find(({ kind, actor }) => kind === 'DiceRolled' && actor === early.actor);
  await playground.element.evaluate((one, actor) => /** @type {any} */ (one).app.focus.choose(0, actor), early.actor);
  const story = playground.element.getByRole('group', { name: `Story of ${early.name}` });
  await expect(story).toContainText(/rolls [\d.e-]+, needed ≤ [\d.]+: refreshes early/);
  await expect(story).toContainText('queries the database');
  await expect(story.getByRole('listitem')).toHaveCount((await truth(playground, 0, 2e9, early.actor)).length);

  // The strip of the dice there: all that fell since the value was stored, up to 600.
  await seek(playground, early.at_ns);
  const view = playground.element.locator('[data-view="dice"]').getByRole('img');
  await expect(view).toHaveAccessibleName(/^XFetch: of the latest 600 dice rolled /);
  expect(rolled && rolled.a <= rolled.b).toBe(true);
  await expect(playground.element.getByRole('button', { name: new RegExp(`^${early.name}: `) })).toBeVisible();
  // 5 ms after the next value was stored it is some 300, and none of those before.
  const set_ns = await playground.element.evaluate((one, at_ns) => {
    const { stays } = /** @type {any} */ (one).session.lanes[0].run;
    return stays.set_ns.find((/** @type {number} */ set_ns) => set_ns > at_ns);
  }, early.at_ns);
  const since = (await truth(playground, set_ns, set_ns + 5e6)).filter(({ kind }) => kind === 'DiceRolled').length;
  expect(since).toBeGreaterThan(100);
  expect(since).toBeLessThan(600);
  await seek(playground, set_ns + 5e6);
  await expect(view).toHaveAccessibleName(
    `XFetch: ${since} dice rolled since the value was stored; none fell on or under the curve`,
  );
});

test('whoever turns elsewhere is not kept waiting by what was asked for before', async ({ page }) => {
  const playground = await new Playground(page).open(`${LARGE}&t=0.1s`);
  await expect(playground.element.locator('.event')).toHaveText(/^R\d+ /);
  await watched(playground, 3.9e9 + 1);
  await playground.element.evaluate(async (one) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (const at_ns of [3.9e9, 2e9]) {
      /** @type {any} */ (one).update({ at_ns });
      await frame();
      await frame();
    }
  });
  await expect(playground.element.locator('.event')).toHaveText(/^R\d+ /);
  const { title } = await told(playground);
  const { events } = await session(playground);
  const rows = await truth(playground, 1.999e9, 2e9);
  expect(title).toBe(wordsOf(rows[rows.length - 1], events).title);
  const [first] = (await asked(playground)).filter(({ at_ns }) => at_ns === 3.9e9 + 1);
  expect(first.state).toBe('taken back');

  // Another run has no use for it either, however long it would have taken.
  await playground.element.evaluate((one) => {
    const { engine } = /** @type {any} */ (one).session;
    const ask = engine.ask;
    engine.ask = (/** @type {any} */ question, /** @type {any} */ options) => {
      if (question.type !== 'detail') return ask(question, options);
      Object.assign(window, { signal: options.signal });
      return new Promise((_, reject) => options.signal.addEventListener('abort', () => reject(options.signal.reason)));
    };
  });
  const given_up = () => page.evaluate(() => /** @type {any} */ (window).signal?.aborted);
  await seek(playground, 3.9e9);
  await expect.poll(given_up).toBe(false);
  await playground.element.evaluate((one) => void (/** @type {any} */ (one).session.change('duration=2s')));
  await expect(playground.element.locator('.event')).toHaveText(/^R\d+ /);
  await expect.poll(given_up).toBe(true);
  await expect(playground.problems).toBeHidden();
});

test('a worker that is ended while it fetches is missed, and another fetches', async ({ page }) => {
  const playground = await new Playground(page).open(`${LARGE}&t=0.1s`);
  await expect(playground.element.locator('.event')).toHaveText(/^R\d+ /);
  const { events } = await session(playground);
  await watched(playground);
  await expect.poll(() => simulators(page).length).toBe(1);
  const [first] = simulators(page);
  await playground.hold('detail');
  await seek(playground, 3.9e9);
  await expect.poll(() => asked(playground)).toContainEqual({ at_ns: 3.9e9 + 1, state: 'open' });
  await first.evaluate(() => close());
  await expect(playground.element.locator('.event')).toHaveText(/^R\d+ /);
  await expect.poll(() => simulators(page).includes(first)).toBe(false);
  await expect(playground.problems).toBeHidden();
  const rows = await truth(playground, 3.899e9, 3.9e9);
  expect((await told(playground)).title).toBe(wordsOf(rows[rows.length - 1], events).title);
});

test('what can not be fetched is told, once, and asked for again elsewhere', async ({ page }) => {
  const playground = await new Playground(page).open(`${LARGE}&t=0.1s`);
  await expect(playground.element.locator('.event')).toHaveText(/^R\d+ /);
  await playground.element.evaluate((one) => {
    const { engine } = /** @type {any} */ (one).session;
    const ask = engine.ask.bind(engine);
    engine.ask = (/** @type {any} */ question, /** @type {any} */ options) => {
      // The excerpt at the cursor, not that of the dice.
      if (question.type !== 'detail' || question.excerpt.kind !== undefined) return ask(question, options);
      engine.ask = ask;
      return Promise.reject(new Error('no memory'));
    };
  });
  await seek(playground, 3.9e9);
  await expect(playground.problems).toContainText('no memory');
  await playground.element.evaluate((one) => /** @type {any} */ (one).update({}));
  await expect(playground.element.locator('.event')).toHaveText('fetching detail …');
  await seek(playground, 3.8e9);
  await expect(playground.element.locator('.event')).toHaveText(/^R\d+ /);
  await expect(playground.problems.getByRole('listitem')).toHaveCount(1);
});

/** 132,000 reads are 528,000 events: two windows. */
const TWO_WINDOWS = LARGE.replace('duration=4s', 'duration=2200ms');

test('all events as CSV, made window after window; and stopped', async ({ page }) => {
  const playground = await new Playground(page).open(`${TWO_WINDOWS}&t=1s`);
  const { events, held } = await session(playground);
  expect(held).toBe(0);
  await playground.element.getByRole('button', { name: 'Share', exact: true }).click();
  const share = playground.element.getByRole('region', { name: 'Share' });
  await holdBack(playground);
  await share.getByRole('button', { name: 'Events, CSV' }).click();
  await expect(share.getByText(/^Making the file: \d+ %$/)).toBeVisible();
  await share.getByRole('button', { name: 'Cancel' }).click();
  await expect(share.getByText(/^Making the file/)).toHaveCount(0);
  await page.evaluate(() => /** @type {any} */ (window).let_go());
  const download = page.waitForEvent('download');
  await share.getByRole('button', { name: 'Events, CSV' }).click();
  const text = (await readFile(await (await download).path())).toString();
  const rows = text
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('#'));
  expect(rows.length - 1).toBe(events);
  const [, ...times] = rows.map((row) => Number(row.split(',')[1]));
  expect(times.every((at, i) => i === 0 || times[i - 1] <= at)).toBe(true);
  const around = await truth(playground, 1e9, 1.001e9);
  expect(rows[around[0].n].split(',').slice(0, 4)).toEqual([
    'xfetch',
    String(around[0].at_ns),
    around[0].name,
    around[0].kind,
  ]);
});
