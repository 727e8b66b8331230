// `npm run stills`: makes the stills, the pictures of the lesson's steps for the page without JavaScript and for print.
// Each is exported by the page itself, with "Picture, SVG" of the Share panel. They are committed, because the build
// has no browser; tests/shipped/stills.test.js fails if a run no longer is the one in its picture.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { writeAddress } from '../www/line/place.js';
import { parseTime } from '../www/line/time.js';
import { STEPS } from '../www/lesson/steps.js';
import { ensureChrome } from './setup/browsers.mjs';
import { main, ROOT } from './setup/commands.mjs';
import { ensureAll } from './setup/prerequisites.mjs';
import { bundle } from './site/dist.mjs';
import { serve } from './site/server.mjs';

const STILLS = path.join(ROOT, 'www', 'lesson', 'stills');
/** The width is that of the page's text. If it were narrower, two lanes would be side by side. */
const VIEWPORT = { width: 760, height: 700 };
const SCHEMES = /** @type {const} */ (['light', 'dark']);
/** The lines that the export writes under the picture. They are moved into the file's description. */
const STAMP = /<text [^>]*>((?:link|command|seed|fingerprint of \w+): [^<]*)<\/text>/g;
const STAMP_LINE = 15;

/** @param {string} svg as exported @param {string} address the server's address, which is removed */
function composed(svg, address) {
  const stamp = [...svg.matchAll(STAMP)].map(([, line]) => line.replace(address, ''));
  const [, width, height] = /** @type {RegExpMatchArray} */ (svg.match(/width="([\d.]+)" height="([\d.]+)"/));
  const lower = Math.round(Number(height) - stamp.length * STAMP_LINE);
  return svg
    .replace(STAMP, '')
    .replaceAll(`height="${height}"`, `height="${lower}"`)
    .replaceAll(`0 0 ${width} ${height}`, `0 0 ${width} ${lower}`)
    .replace(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))))
    .replace(/(<svg[^>]*>)/, `$1<desc>${stamp.join('\n')}</desc>`);
}

await main(async () => {
  await ensureAll();
  await bundle();
  const { chromium } = await import('@playwright/test');
  const { address, close } = await serve(path.join(ROOT, 'dist'));
  const browser = await chromium.launch({ executablePath: ensureChrome(), args: ['--no-sandbox', '--disable-gpu'] });
  mkdirSync(STILLS, { recursive: true });
  try {
    for (const { id, lines, still } of STEPS) {
      const at_ns = parseTime(still.at) ?? 0;
      const hash = writeAddress({ line: lines[still.line], compare: still.compare, at_ns });
      for (const colorScheme of SCHEMES) {
        const page = await browser.newPage({ viewport: VIEWPORT, colorScheme });
        await page.goto(`${address}embed.html?panels=stage+load${hash}`);
        const element = page.locator('cache-aside-playground');
        await element.getByRole('button', { name: 'Share' }).click();
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          element.getByRole('button', { name: 'Picture, SVG' }).click(),
        ]);
        const file = path.join(STILLS, `${id}-${colorScheme}.svg`);
        writeFileSync(file, composed(readFileSync(await download.path(), 'utf8'), address));
        await page.close();
      }
      console.log(id);
    }
  } finally {
    await browser.close();
    close();
  }
});
