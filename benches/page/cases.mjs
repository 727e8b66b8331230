// The benchmark cases of the page, each of which runs in a separate tab. A case has a goal, and returns what it
// measured as text. Nothing here passes or fails.

/** @typedef {import('@playwright/test').Page} Page */
/**
 * A case. `slow` is the address of the same page over a slow connection.
 * @typedef {{ name: string, goal: string, measure: (page: Page, open: (hash: string) => Promise<void>, slow: string) =>
 * Promise<string> }} Case
 */

/** The key expires at 1 s and the query lasts 2.6 s: 5,000/s x 2 s = 10,000 are in flight at 3 s, 13,000 at 3.6 s. */
const CROWD = 'arrivals=even&rate=5000/s&ttl=1s&db_latency=2600ms&duration=4s&db_connections=0&t=3s';
const PLAYED_MS = 3000;
const REST_MS = 5000;
const POKES = 11;
/** A phone on a poor connection: the connection, and how many times slower it computes than this machine. */
export const SLOW = { round_trip_ms: 150, kbit_per_s: 1600 };
const SLOWER = 4;
const VISITS = 5;
/** 350,000 reads, with three events for each hit. */
const LARGE = 'duration=10s rate=35000/s ttl=1s db_latency=5ms';

/** @type {Case[]} */
export const CASES = [
  {
    name: `first visit, 1.6 Mbit/s, 150 ms, ${SLOWER} times slower`,
    goal: 'moves within 5 s',
    measure: async (page, _open, slow) => {
      /** @type {Awaited<ReturnType<typeof visit>>[]} */
      const visits = [];
      for (let i = 0; i < VISITS; i++) visits.push(await visit(page, slow));
      const middle = (/** @type {'painted' | 'in_place' | 'moving'} */ what) =>
        ms(median(visits.map((one) => one[what])));
      return `painted after ${middle('painted')}, the run in place after ${middle('in_place')}, moving after ${middle('moving')}`;
    },
  },
  {
    name: '10,000 in flight, playing, one lane',
    goal: '60 frames/s',
    measure: (page, open) => frames(page, () => open(`#v=1&strategy=mutex&compare=&${CROWD}`)),
  },
  {
    name: '10,000 in flight in each of two lanes, playing',
    goal: '60 frames/s',
    measure: (page, open) => frames(page, () => open(`#v=1&strategy=mutex&compare=unprotected&${CROWD}`)),
  },
  {
    name: 'first screen, playing',
    goal: '60 frames/s',
    measure: (page, open) => frames(page, () => open('#preset=hot_key&t=1s')),
  },
  {
    name: 'paused',
    goal: '0 % of a core',
    measure: async (page, open) => {
      await open('#preset=hot_key&t=4.5s');
      return load(page);
    },
  },
  {
    name: 'playing off screen',
    goal: '0 % of a core',
    measure: async (page, open) => {
      await open('#preset=hot_key&t=1s');
      await page.evaluate(() => {
        document.body.style.paddingBlockStart = '4000px';
        const { element } = /** @type {any} */ (globalThis);
        element.update({ playing: true, speed: 6 });
      });
      return load(page);
    },
  },
  {
    name: 'poke to picture, run of default size',
    goal: '100 ms at most',
    measure: async (page, open) => {
      await open('#preset=hot_key&t=2s');
      const times = await page.evaluate(pokes, POKES);
      return `${ms(median(times))} (${ms(Math.min(...times))} to ${ms(Math.max(...times))})`;
    },
  },
  {
    name: 'run of a million events',
    goal: 'the page stays at hand',
    measure: async (page, open) => {
      await open('#v=1&duration=1s&compare=&t=0.5s');
      const { took_ms, events, longest_ms, told, cancel_ms, free_ms } = await page.evaluate(large, LARGE);
      return (
        `${(events / 1e6).toFixed(2)} M events in ${ms(took_ms)}, progress told ${told} times, ` +
        `longest task of the page ${ms(longest_ms)}, cancelled after ${ms(cancel_ms)}, next answer after ${ms(free_ms)}`
      );
    },
  },
];

/**
 * Opens the page as on a first visit. Returns the times at which it was painted, and so on.
 * @param {Page} page @param {string} address
 */
async function visit(page, address) {
  const browser = /** @type {import('@playwright/test').Browser} */ (page.context().browser());
  const context = await browser.newContext({ viewport: { width: 375, height: 667 } });
  const first = await context.newPage();
  const session = await context.newCDPSession(first);
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await first.addInitScript(watch);
  await first.goto(address, { waitUntil: 'commit' });
  await first.waitForFunction(() => 'moving' in /** @type {any} */ (globalThis).seen, null, { timeout: 60_000 });
  const seen = await first.evaluate(() => /** @type {any} */ (globalThis).seen);
  await context.close();
  return /** @type {{ painted: number, in_place: number, moving: number }} */ (seen);
}

/**
 * Measures the frame rate during slow playback, and the main thread's time per frame.
 * @param {Page} page
 * @param {() => Promise<void>} open
 */
async function frames(page, open) {
  await open();
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await taskSeconds(session);
  const { count, took_ms, longest_ms, in_flight } = await page.evaluate(play, PLAYED_MS);
  const task_ms = ((await taskSeconds(session)) - before) * 1000;
  return (
    `${((count / took_ms) * 1000).toFixed(1)} frames/s, ${ms(task_ms / count)} of the main thread each, ` +
    `longest gap ${ms(longest_ms)}, ${in_flight.toLocaleString('en')} in flight at the end`
  );
}

/** The share of a core that the page's main thread uses while the user does nothing. @param {Page} page */
async function load(page) {
  // The work of opening the page has ended by then.
  await page.waitForTimeout(1500);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await taskSeconds(session);
  await page.waitForTimeout(REST_MS);
  return `${((((await taskSeconds(session)) - before) / REST_MS) * 1e5).toFixed(2)} %`;
}

/** @param {import('@playwright/test').CDPSession} session */
async function taskSeconds(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
}

// The functions from here on run in the page, where `element` is the playground.

function watch() {
  /** @type {Record<string, number>} */
  const seen = {};
  Object.assign(globalThis, { seen });
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries())
      if (name === 'first-contentful-paint') seen.painted = startTime;
  }).observe({ type: 'paint', buffered: true });
  addEventListener('cache-aside-run', () => (seen.in_place ??= performance.now()));
  addEventListener('cache-aside-cursor', (event) => {
    if (/** @type {CustomEvent} */ (event).detail.at_ns > 0) seen.moving ??= performance.now();
  });
}

/** Whether the first run is shown. */
export function ready() {
  const element = document.querySelector('cache-aside-playground');
  Object.assign(globalThis, { element });
  return /** @type {any} */ (element)?.session?.lanes.length > 0;
}

/** @param {number} lasting_ms */
async function play(lasting_ms) {
  const { element } = /** @type {any} */ (globalThis);
  element.update({ playing: true, speed: 3 });
  const frame = () => /** @type {Promise<number>} */ (new Promise((done) => requestAnimationFrame(done)));
  // The first frames load the parts that are drawn later, and create the masks.
  for (let i = 0; i < 20; i++) await frame();
  const start = await frame();
  let count = 0;
  let longest_ms = 0;
  let last = start;
  while (last - start < lasting_ms) {
    const now = await frame();
    longest_ms = Math.max(longest_ms, now - last);
    last = now;
    count++;
  }
  const { run } = element.session.lanes[0];
  const { start_ns, end_ns } = run.requests;
  const { at_ns } = element.player;
  let in_flight = 0;
  for (let i = 0; i < start_ns.length; i++) if (start_ns[i] <= at_ns && end_ns[i] > at_ns) in_flight++;
  return { count, took_ms: last - start, longest_ms, in_flight };
}

/** The milliseconds from each poke to the frame after the one that draws it. @param {number} times of pokes */
async function pokes(times) {
  const { element } = /** @type {any} */ (globalThis);
  const took = [];
  for (let i = 0; i < times; i++) {
    const drawn = new Promise((done) =>
      element.addEventListener(
        'cache-aside-run',
        () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))),
        { once: true },
      ),
    );
    const start = performance.now();
    element.commands.expire();
    took.push((await drawn) - start);
    element.update({ playing: false, at_ns: element.player.at_ns + 1e7 });
    await new Promise((done) => setTimeout(done, 200));
  }
  return took;
}

/** @param {string} line */
async function large(line) {
  const { element } = /** @type {any} */ (globalThis);
  const { session } = element;
  let longest_ms = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest_ms = Math.max(longest_ms, duration);
  }).observe({ entryTypes: ['longtask'] });
  let told = 0;
  /** @type {number | null} */
  let told_last = null;
  const watch = setInterval(() => {
    if (session.progress !== null && session.progress !== told_last) told++;
    told_last = session.progress;
  }, 1);
  const frame = () => new Promise((done) => requestAnimationFrame(done));

  let start = performance.now();
  await session.change(line);
  await frame();
  await frame();
  const took_ms = performance.now() - start;
  clearInterval(watch);
  const { events } = session.lanes[0].run.report;
  await new Promise((done) => setTimeout(done, 300));

  const other = session.change(`${line} seed=8`);
  while (session.progress === null || session.progress === 0) await new Promise((done) => setTimeout(done, 1));
  start = performance.now();
  element.commands.cancel();
  await other;
  const cancel_ms = performance.now() - start;
  await session.engine.parse('seed=1');
  return { took_ms, events, longest_ms, told, cancel_ms, free_ms: performance.now() - start };
}

/** @param {number} value */
const ms = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

/** @param {number[]} values an odd number of them */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];
