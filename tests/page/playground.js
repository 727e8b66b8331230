// What the page tests share: opening a playground and reading what it shows. Every test also fails on any message in
// the console and on any error of the page.

import AxeBuilder from '@axe-core/playwright';
import { expect, test as base } from '@playwright/test';
import axe from 'axe-core';

export const test = base.extend({
  /**
   * Whether pages prefetch what is shown later. Most tests save data, which is half of the processor time of a page;
   * what they open is then fetched at that moment.
   */
  prefetches: [false, { option: true }],
  context: async ({ context, prefetches }, use) => {
    if (!prefetches) await context.addInitScript(savesData);
    await use(context);
  },
  quiet: [
    async ({ context }, use) => {
      /** @type {string[]} */
      const said = [];
      context.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
      context.on('weberror', (error) => said.push(String(error.error())));
      await use(said);
      expect(said, 'the console stays empty').toEqual([]);
    },
    { auto: true },
  ],
});

/** The browser is set to save data. */
function savesData() {
  Object.defineProperty(Navigator.prototype, 'connection', { value: { saveData: true } });
}

export { expect };

/** The usual start of a test: 12 s of the default scenario, paused at 2 s. */
export const PAUSED = '#v=1&duration=12s&t=2s';

export const SCHEMES = /** @type {const} */ (['light', 'dark']);

/**
 * What axe finds wrong with the page as it stands. In another colour scheme nothing but colours is another, so that
 * only these are looked at again.
 * @param {import('@playwright/test').Page} page
 * @param {readonly ('light' | 'dark')[]} [schemes]
 * @param {string[]} [except] what has been looked at elsewhere
 */
export async function faults(page, schemes = SCHEMES, except = []) {
  const found = [];
  const look = page.frames().length === 1 ? lookAtPage : lookAtFrames;
  for (const [index, colorScheme] of schemes.entries()) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    /** Nothing is told of what passes: that alone takes as long as the rules. @type {import('axe-core').RunOptions} */
    const options = { resultTypes: ['violations'], preload: false };
    if (index > 0) options.runOnly = ['color-contrast'];
    for (const { id, nodes } of await look(page, options, except)) {
      found.push(...nodes.map((node) => `${colorScheme}, ${id}: ${node.target} ${node.failureSummary}`));
    }
  }
  return found;
}

/**
 * A page without frames: axe is brought once, not with every look.
 * @param {import('@playwright/test').Page} page @param {import('axe-core').RunOptions} options
 * @param {string[]} except
 */
async function lookAtPage(page, options, except) {
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(
    async ({ options, except }) => {
      const { run } = /** @type {typeof import('axe-core')} */ (/** @type {any} */ (window).axe);
      const { violations } = await run({ exclude: except.map((selector) => [selector]) }, options);
      return violations;
    },
    { options, except },
  );
}

/**
 * A page with frames: the package opens a second page for each look, to gather what frames of other origins found.
 * @type {typeof lookAtPage}
 */
async function lookAtFrames(page, options, except) {
  const builder = new AxeBuilder({ page }).options(options);
  for (const selector of except) builder.exclude(selector);
  return (await builder.analyze()).violations;
}

/**
 * Until the page has been drawn so many times: whatever was going to happen by itself has happened.
 * @param {import('@playwright/test').Page} page
 * @param {number} [count]
 */
export const frames = (page, count = 12) =>
  page.evaluate(async (count) => {
    for (let drawn = 0; drawn < count; drawn++) await new Promise((done) => requestAnimationFrame(done));
  }, count);

/**
 * Until the run that was asked for is in place. A click or a key asks at once; until then the old run is shown.
 * @param {import('@playwright/test').Locator} element
 */
export const runIsThere = (element) =>
  expect.poll(() => element.evaluate((one) => /** @type {any} */ (one).session.asked.length)).toBe(0);

export class Playground {
  /** @param {import('@playwright/test').Page} page */
  constructor(page) {
    this.page = page;
    this.element = page.locator('cache-aside-playground').first();
    this.expire = this.element.getByRole('button', { name: 'Expire now' });
    this.play = this.element.getByRole('button', { name: 'Play', exact: true });
    this.pause = this.element.getByRole('button', { name: 'Pause', exact: true });
    this.scrub = this.element.getByRole('slider', { name: 'Time in the run' });
    this.speed = this.element.getByRole('slider', { name: 'Speed' });
    this.problems = this.element.getByRole('alert');
  }

  /** @param {string} [hash] @param {string} [path] */
  async open(hash = PAUSED, path = './index.html') {
    await this.page.goto(path + hash);
    await expect(this.expire).toBeVisible();
    return this;
  }

  /** Until the run that was asked for is in place. */
  settled() {
    return runIsThere(this.element);
  }

  /** Until requests can be pointed at: the code for it comes by itself, some time after that of the page. */
  async pointable() {
    const files = () =>
      this.page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .map(({ name }) => name)
          .filter((name) => /\/point-/.test(name)),
      );
    await expect.poll(files).not.toEqual([]);
    // It may be there, and not yet have run.
    await this.page.evaluate((file) => import(file), (await files())[0]);
  }

  /** The cursor in nanoseconds. */
  cursor() {
    return this.element.evaluate((one) => /** @type {any} */ (one).player.at_ns);
  }

  /** Database queries so far, as the lane shows them. @param {string} title */
  async queries(title) {
    return Number(
      await this.element
        .getByRole('article', { name: title })
        .locator('.load b')
        .innerText()
        .then((text) => text.replace(',', '')),
    );
  }

  /**
   * From now on no run, or nothing else of a type, is answered, so that one under way can be met: as if it took for
   * ever. The next worker answers.
   * @param {'run' | 'detail'} [held]
   */
  hold(held = 'run') {
    return this.element.evaluate((one, held) => {
      const { engine } = /** @type {any} */ (one).session;
      const { worker } = engine;
      const { onmessage } = worker;
      worker.onmessage = (/** @type {MessageEvent} */ event) => {
        const { type, id } = event.data;
        const answers = type === 'done' && engine.pending.get(id)?.request.type === held;
        // Nor is the worker replaced for having grown large.
        if (!answers && type !== 'full') onmessage.call(worker, event);
      };
      Object.assign(worker, { release: () => (worker.onmessage = onmessage) });
    }, held);
  }

  /** Answers again. */
  release() {
    return this.element.evaluate((one) => void (/** @type {any} */ (one).session.engine.worker.release()));
  }

  fingerprint() {
    return this.element.locator('.fingerprint').getAttribute('title');
  }

  /** The event times of all lanes, ascending. @returns {Promise<number[]>} */
  eventTimes() {
    return this.element.evaluate((one) => {
      const { lanes } = /** @type {any} */ (one).session;
      const times = lanes.flatMap((/** @type {any} */ lane) => Array.from(lane.run.events.at_ns));
      return [...new Set(times)].sort((a, b) => a - b);
    });
  }
}

/**
 * Whether a worker runs the simulation; another one compares runs with theory.
 * @param {import('@playwright/test').Worker} worker
 */
export const isSimulator = (worker) => /\/worker-[^/]*$/.test(worker.url());

/** The workers that run the simulation. @param {import('@playwright/test').Page} page */
export const simulators = (page) => page.workers().filter(isSimulator);
