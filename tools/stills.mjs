// `npm run stills`: the picture of each step's moment, for the lesson's page without JavaScript, on paper and in print.
// The page's own export makes them: a still is what "Picture, SVG" of the Share panel gives. They are committed, for
// the
// build has no browser; tests/shipped/stills.test.js says when a run has become another one than its picture shows.

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
/** As wide as the text of the page; any narrower, two lanes would stand side by side. */
const VIEWPORT = { width: 760, height: 700 };
const SCHEMES = /** @type {const} */ (['light', 'dark']);
/** What the export writes under the picture: it goes into the file's description. */
const STAMP = /<text [^>]*>((?:link|command|seed|fingerprint of \w+): [^<]*)<\/text>/g;
const STAMP_LINE = 15;

/** @param {string} svg as exported @param {string} address the server's, which is nobody's business */
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
  ensureAll();
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
