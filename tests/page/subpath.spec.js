// dist/ in a subfolder of a plain file server: all addresses in it must be relative.

import { expect, test } from '@playwright/test';

for (const page of ['index.html', 'embed.html']) {
  test(`${page} works from a sub-path`, async ({ page: tab, baseURL }) => {
    /** @type {string[]} */
    const faults = [];
    tab.on('pageerror', (error) => faults.push(String(error)));
    tab.on('response', (response) => response.ok() || faults.push(`${response.status()} ${response.url()}`));
    tab.on('requestfailed', (request) => faults.push(`${request.failure()?.errorText} ${request.url()}`));
    tab.on('request', (request) => {
      if (!request.url().startsWith(String(baseURL)) && !/^(data|blob):/.test(request.url()))
        faults.push(request.url());
    });
    const core = tab.waitForResponse(/\.wasm$/);
    await tab.goto(`./${page}`);
    expect((await core).status()).toBe(200);
    await tab.waitForFunction(() => customElements.get('cache-aside-playground'));
    await tab.waitForLoadState('networkidle');
    expect(faults).toEqual([]);
  });
}
