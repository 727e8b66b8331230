// The heights that a frame reports: the same test with scroll bars that take up room and with overlay ones.

import { siteOf } from './host.js';
import { expect, PAUSED, test } from './playground.js';

/** A host that gives its frame the height that it is told. @param {string} src */
const HOST = (src) => `<!doctype html><html lang="en"><title>A course page</title><body style="margin:0">
<iframe style="border:0;display:block" width="640" height="400" src="${src}"></iframe>`;

export function heightsSettle() {
  for (const panels of ['', 'panels=stage+swim+load+log+requests+code&'])
    test(`what is told settles at every width, and leaves no scroll bar inside: ${panels || 'as usual'}`, async ({
      page,
    }) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      const { port, close } = await siteOf({
        page: (name) => (name === 'host.html' ? HOST(`./embed.html?${panels}${PAUSED}`) : undefined),
      });
      await page.setViewportSize({ width: 1700, height: 900 });
      await page.goto(`http://127.0.0.1:${port}/host.html`);
      await expect(page.frameLocator('iframe').getByRole('button', { name: 'Expire now' })).toBeVisible();
      const found = await page.evaluate(async () => {
        const frame = /** @type {HTMLIFrameElement} */ (document.querySelector('iframe'));
        let told = 0;
        addEventListener('message', ({ data }) => {
          if (data.type !== 'cache-aside-playground:height') return;
          told++;
          frame.height = data.height;
        });
        const drawn = () => new Promise((done) => requestAnimationFrame(done));
        /** @type {string[]} */
        const bad = [];
        for (let width = 280; width <= 1600; width += 10) {
          frame.width = String(width);
          told = 0;
          let quiet = 0;
          for (let frames = 0; quiet < 12 && frames < 120; frames++) {
            const before = told;
            await drawn();
            quiet = told === before ? quiet + 1 : 0;
          }
          const inside = /** @type {Document} */ (frame.contentDocument).documentElement;
          const { innerHeight, innerWidth } = /** @type {Window} */ (frame.contentWindow);
          if (quiet < 12) bad.push(`${width}: still telling, ${told} times`);
          else if (told > 3) bad.push(`${width}: told ${told} times`);
          if (inside.scrollHeight > innerHeight) bad.push(`${width}: ${inside.scrollHeight} in ${innerHeight}`);
          if (inside.clientWidth < innerWidth) bad.push(`${width}: a scroll bar`);
        }
        return bad;
      });
      expect(found).toEqual([]);
      close();
    });
}
