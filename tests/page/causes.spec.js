// A page that cannot start shows the cause, not a general sentence about browsers.

import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { siteOf } from './host.js';
import { expect, PAUSED, Playground, test } from './playground.js';

for (const file of ['index.html', 'embed.html', 'lesson.html'])
  test(`${file} opened from a disk names the disk, and the file that works there`, async ({ page, quiet }) => {
    await page.goto(pathToFileURL(path.resolve('dist', file)).href);
    await expect(page.locator('.fallback')).toContainText('opened from a disk');
    await expect(page.locator('.fallback')).toContainText('playground.html');
    quiet.length = 0;
  });

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {import('./host.js').Site} site
 * @property {string} [sandbox]
 * @property {RegExp} said
 */
/** @type {Case[]} */
const CASES = [
  { name: 'a sandbox without an origin', site: {}, sandbox: 'allow-scripts', said: /sandbox gives it no origin/ },
  {
    name: 'scripts of another type',
    site: { answer: (name) => (name.endsWith('.js') && !name.startsWith('why') ? 'text/plain' : undefined) },
    said: /The server sends .*\.js as text\/plain/,
  },
  {
    name: 'a missing script',
    site: { answer: (name) => (/assets\/embed-/.test(name) ? 404 : undefined) },
    said: /embed-.*\.js is missing: the server answered 404/,
  },
  {
    name: 'a policy without wasm',
    site: { headers: { 'content-security-policy': "default-src 'self'" } },
    said: /content security policy forbids WebAssembly \(script-src needs 'wasm-unsafe-eval'\)/,
  },
  {
    name: 'a policy without workers',
    site: { headers: { 'content-security-policy': "default-src 'self' 'wasm-unsafe-eval'; worker-src 'none'" } },
    said: /content security policy forbids worker-.*\.js \(worker-src\)/,
  },
  {
    name: 'a policy without connections',
    site: { headers: { 'content-security-policy': "default-src 'self' 'wasm-unsafe-eval'; connect-src 'none'" } },
    said: /content security policy forbids .*\.wasm \(connect-src\)/,
  },
];

for (const { name, site, sandbox, said } of CASES)
  test(`the cause is named: ${name}`, async ({ page, quiet }) => {
    const { port, close } = await siteOf({
      ...site,
      page: (name) =>
        name === 'host.html'
          ? `<!doctype html><iframe sandbox="${sandbox}" width="640" height="400" src="./embed.html${PAUSED}"></iframe>`
          : undefined,
    });
    await page.goto(`http://127.0.0.1:${port}/${sandbox ? 'host.html' : `embed.html${PAUSED}`}`);
    const scope = sandbox ? page.frameLocator('iframe') : page;
    await expect(scope.locator('.fallback, [role=alert]').filter({ hasText: said })).toBeVisible();
    quiet.length = 0;
    close();
  });

/** The global ones of HTML's standard and of ARIA, and some that frameworks set. */
const OWN =
  'accesskey autocapitalize autocorrect autofocus class contenteditable dir draggable enterkeyhint exportparts id inert ' +
  'inputmode is itemid itemprop itemref itemscope itemtype lang nonce part role slot spellcheck style tabindex title ' +
  'translate writingsuggestions xml:lang aria-label data-x onclick headingoffset virtualkeyboardpolicy v-if';

test("HTML's own attributes, and those of frameworks, are no fields; a stranger is told", async ({ page }) => {
  const playground = await new Playground(page).open();
  await playground.element.evaluate((_, own) => {
    const second = document.createElement('cache-aside-playground');
    for (const name of own.split(' ')) second.setAttribute(name, name === 'inert' ? 'x' : '');
    second.removeAttribute('inert');
    second.setAttribute('duration', '8s');
    second.setAttribute('colour', 'red');
    document.body.append(second);
  }, OWN);
  const second = page.locator('cache-aside-playground').nth(1);
  await expect(second.getByRole('button', { name: 'Expire now' })).toBeVisible();
  const items = second.getByRole('alert').getByRole('listitem');
  await expect(items).toHaveCount(1);
  await expect(items).toContainText('colour');
});

test('letters that run from right to left, and marks that are not seen, turn nothing around them', async ({ page }) => {
  const playground = await new Playground(page).open(
    `#v=1&duration=12s&ttl=${encodeURIComponent('שלום\u202e')}&strategy=${encodeURIComponent('\u202eevil\u0007')}&t=1s`,
  );
  const items = playground.problems.getByRole('listitem');
  await expect(items).toHaveCount(2);
  for (const item of await items.all()) {
    expect(await item.innerText()).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(await item.locator('bdi').count()).toBe(1);
  }
  await expect(items.first()).toContainText('\\u{202e}');
});

test('a page that lives is not asked why when something else does not come', async ({ page, quiet }) => {
  await new Playground(page).open();
  await page.evaluate(
    () =>
      new Promise((failed) => {
        const image = new Image();
        image.onerror = failed;
        image.src = './none.png';
        document.body.append(image);
      }),
  );
  expect(await page.evaluate(() => /** @type {any} */ (window).why)).toBeUndefined();
  expect(quiet.splice(0).every((message) => message.includes('404'))).toBe(true);
});
