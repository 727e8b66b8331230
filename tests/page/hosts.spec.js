// The element, the frame and the single file on many kinds of hosts: the same run and all features on a bare page,
// under the documented policies, in the documented sandboxes, from another site, on plain HTTP, without storage, and if
// every file fails the first time.

import { works } from './features.js';
import { documentedPolicies, siteOf } from './host.js';
import { expect, test } from './playground.js';

const HASH = '#v=1&duration=8s&seed=3&t=1s';
const POLICIES = await documentedPolicies();

/** @typedef {'element' | 'frame' | 'file'} Form */
/**
 * @typedef {object} Place
 * @property {string} name
 * @property {Form[]} forms
 * @property {string} [policy] the name of a documented one
 * @property {boolean} [sandboxed] as documented
 * @property {boolean} [foreign] of another origin than the host
 * @property {string} [domain]
 * @property {boolean} [stores] whether it is refused storage
 * @property {boolean} [flaky]
 */

/** @type {Place[]} */
const PLACES = [
  { name: 'on a bare page', forms: ['element', 'frame', 'file'] },
  { name: 'under the documented policy', forms: ['element', 'frame', 'file'], policy: 'plain' },
  { name: 'under the documented policy with Trusted Types', forms: ['element', 'frame', 'file'], policy: 'trusted' },
  { name: 'in the documented sandbox', forms: ['frame', 'file'], sandboxed: true, foreign: true },
  { name: 'from another origin', forms: ['frame', 'file'], foreign: true },
  { name: 'on plain HTTP', forms: ['element', 'frame', 'file'], domain: 'course.example' },
  { name: 'with storage refused', forms: ['element', 'frame', 'file'], stores: false },
  { name: 'where every file fails the first time', forms: ['element', 'frame'], flaky: true },
];

/** The documented sandboxes. */
const SANDBOX = { frame: 'allow-scripts allow-same-origin allow-downloads', file: 'allow-scripts allow-downloads' };

/** The host's page. @param {Form} form @param {Place} place @param {string} site where the playground lies */
function hostOf(form, { sandboxed }, site) {
  const head = '<!doctype html><html lang="en"><title>A course page</title>';
  if (form === 'element')
    return `${head}<script type="module" src="./define.js"></script>
<cache-aside-playground duration="8s" seed="3" start="1s">Needs JavaScript.</cache-aside-playground>`;
  const file = form === 'frame' ? 'embed.html' : 'playground.html';
  const sandbox = sandboxed ? `sandbox="${SANDBOX[form]}"` : '';
  return `${head}<iframe ${sandbox} allow="clipboard-write" width="900" height="700" src="${site}/${file}${HASH}"></iframe>`;
}

for (const place of PLACES) {
  for (const form of place.forms) {
    test(`the ${form}, ${place.name}`, async ({ page, quiet }) => {
      const policy = place.policy && POLICIES[`${form}_${place.policy}`];
      if (place.policy) expect(policy, `a policy for the ${form}`).toBeTruthy();
      const answer = (/** @type {string} */ file, /** @type {number} */ times) =>
        // What is in the host's hands is not ours to ask for again: its own page, and what its tag names.
        place.flaky && times === 1 && !/\.html$|^define\.js$/.test(file) && !(form === 'element' && STATIC.test(file))
          ? 503
          : undefined;
      const headers = policy ? { 'content-security-policy': policy } : {};
      const other = place.foreign ? await siteOf({ headers, answer }) : null;
      const domain = place.domain ?? '127.0.0.1';
      const site = await siteOf({
        headers: place.foreign ? {} : headers,
        answer,
        page: (name, port) =>
          name === 'host.html' ? hostOf(form, place, `http://${domain}:${other?.port ?? port}`) : undefined,
      });
      if (place.stores === false)
        await page.addInitScript(() => {
          const refuse = () => {
            throw new DOMException('refused', 'SecurityError');
          };
          Object.defineProperty(window, 'localStorage', { get: refuse });
          Object.defineProperty(window, 'sessionStorage', { get: refuse });
        });
      await page.goto(`http://${domain}:${site.port}/host.html`);
      if (place.domain) expect(await page.evaluate(() => isSecureContext)).toBe(false);
      await works(page, form === 'element' ? page : page.frameLocator('iframe'), form);
      if (place.flaky) for (const message of quiet.splice(0)) expect(message).toMatch(/503/);
      site.close();
      other?.close();
    });
  }
}

/** What define.js imports, and what that does. */
const STATIC = /assets\/(?!.*worker)(element|whole|panels|define|rolldown|dialog)-/;
