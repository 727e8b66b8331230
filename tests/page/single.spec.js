// The single file, where several files do not work: from a disk, in a frame with an opaque origin, without a network.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, Playground, test } from './playground.js';

test.use({ prefetches: true });

const FILE = path.resolve('dist/playground.html');
const RUN = '#v=1&strategy=xfetch&duration=8s&do=3s:expire&t=3.2s';

/**
 * The fingerprint that the page served as files shows for the same run.
 * @param {import('@playwright/test').Page} page
 */
const served = async (page) => (await new Playground(page).open(RUN)).fingerprint();

/** @param {import('@playwright/test').FrameLocator} frame */
const shown = async (frame) => {
  await expect(frame.getByRole('button', { name: 'Expire now' })).toBeVisible();
  return frame.locator('.fingerprint').getAttribute('title');
};

test('opened from a disk, without network, it shows the same run', async ({ page, context }) => {
  const fingerprint = await served(page);
  // Else what the served page fetches ahead when it has time would be counted here.
  await page.goto('about:blank');
  await context.setOffline(true);
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  const playground = await new Playground(page).open(RUN, pathToFileURL(FILE).href);
  expect(await playground.fingerprint()).toBe(fingerprint);
  expect(await playground.cursor()).toBe(3.2e9);
  await expect(playground.element.getByRole('article', { name: 'XFetch' })).toBeVisible();
  // A poke is computed, the address follows, and what is fetched elsewhere when it is opened is in the file.
  await playground.expire.click();
  await expect.poll(() => playground.fingerprint()).not.toBe(fingerprint);
  await playground.pause.click();
  await expect.poll(() => new URL(page.url()).hash).toMatch(/:expire&t=/);
  await playground.element.getByRole('button', { name: 'Presets' }).click();
  await expect(playground.element.getByRole('heading', { name: /Presets/ })).toBeVisible();
  expect(asked.filter((url) => !url.startsWith('blob:') && !url.startsWith('data:'))).toEqual([
    expect.stringMatching(/^file:.*playground\.html/),
  ]);
});

test('code of one’s own runs in it as well, from a disk and without network', async ({ page, context }) => {
  const code = '# Mine\ndef read(key):\n    return db.query(key)\n';
  const lanes = (/** @type {Playground} */ { element }) =>
    element.evaluate((one) =>
      /** @type {any} */ (one).session.lanes.map((/** @type {any} */ { title, run }) => [title, run.fingerprint]),
    );
  const write = async (/** @type {Playground} */ playground) => {
    await playground.element.getByRole('tab', { name: 'Code' }).click();
    await playground.element.getByRole('button', { name: /^Edit the code of/ }).click();
    const text = playground.element.getByRole('textbox', { name: /^Code of/ });
    await text.fill(code);
    await text.press('ControlOrMeta+Enter');
    await expect.poll(async () => (await lanes(playground)).map(([title]) => title)).toContain('Mine');
    return lanes(playground);
  };
  const served = await write(await new Playground(page).open(RUN));
  const { hash } = new URL(page.url());
  expect(hash).toContain('code=');
  await page.goto('about:blank');
  await context.setOffline(true);
  const file = pathToFileURL(FILE).href;
  expect(await write(await new Playground(page).open(RUN, file))).toEqual(served);
  // A link with code opens in it.
  await page.goto('about:blank');
  const linked = await new Playground(page).open(hash, file);
  await expect.poll(() => lanes(linked)).toEqual(served);
});

/**
 * A page with nothing but a frame that may only run scripts. (Not a made-up answer: a frame of this machine is let in
 * by a page of this machine only.)
 * @param {import('@playwright/test').Page} page @param {'src' | 'srcdoc'} name @param {string} value
 */
async function host(page, name, value) {
  await page.goto('./embed.html');
  await page.evaluate(
    ([name, value]) => {
      document.body.replaceChildren();
      const told = /** @type {any} */ (globalThis.told = /** @type {unknown[]} */ ([]));
      addEventListener('message', (event) => told.push(event.data));
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', 'allow-scripts');
      frame.setAttribute(name, value);
      Object.assign(frame, { width: 640, height: 400 });
      document.body.append(frame);
    },
    [name, value],
  );
}

test('in a frame of another origin that may only run scripts it shows the same run', async ({ page }) => {
  const fingerprint = await served(page);
  const port = process.env.SUBPATH_PORT ?? '4184';
  const address = `http://127.0.0.1:${port}/courses/caching/week%203/playground.html${RUN}`;
  await host(page, 'src', address);
  const frame = page.frameLocator('iframe');
  expect(await shown(frame)).toBe(fingerprint);
  await expect
    .poll(() => page.evaluate(() => /** @type {any} */ (globalThis).told))
    .toContainEqual({ type: 'cache-aside-playground:height', height: expect.any(Number) });
  await frame.getByRole('button', { name: 'Expire now' }).click();
  await expect.poll(() => shown(frame)).not.toBe(fingerprint);
});

test('in a frame without any address it runs, and storage is not missed', async ({ page }) => {
  await host(page, 'srcdoc', readFileSync(FILE, 'utf8'));
  const frame = page.frameLocator('iframe');
  expect(await shown(frame)).toMatch(/^[0-9a-f]{16,}$/);
  await frame.getByRole('button', { name: 'Share' }).click();
  await expect(frame.getByRole('textbox').first()).toHaveValue(/^#v=1&/);
  await frame.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(frame.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
});

test('it asks no host for more than its own policy says, and that is nothing from the network', () => {
  const html = readFileSync(FILE, 'utf8');
  const policy = html.match(/http-equiv="Content-Security-Policy" content="([^"]*)"/)?.[1] ?? '';
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'sha256-[^']+' 'wasm-unsafe-eval'; style-src 'sha256-[^']+';/,
  );
  expect(policy).not.toMatch(/https?:|unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|\*/);
});
