// The golden pictures of tests/pictures/golden: compares them with the page, or makes them again.
//
// Pictures depend on the fonts and the browser, which `made_with.json` beside them records. With other widths of
// letters nothing is compared, and a message says so. With another browser only, a larger difference is tolerated.

import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { ensureChrome } from '../setup/browsers.mjs';
import { measureFonts } from '../../tests/pictures/fonts.js';
import { shrink } from './shrink.mjs';
import { ROOT, run } from '../setup/commands.mjs';
import { freePort, serve } from '../site/server.mjs';

const GOLDEN = path.join(ROOT, 'tests', 'pictures', 'golden');
const MADE_WITH = path.join(GOLDEN, 'made_with.json');
/** The part of all pixels that may differ: in the browser that made the pictures, and in another one. */
const TOLERANCE = { same: '0.0002', other: '0.02' };

/** @typedef {{ chromium: string, widths: Record<string, number> }} Circumstances */

/** Compares the pictures, or makes them again. Needs dist/. */
export async function pictures(update = false) {
  const here = await circumstances();
  if (update) {
    mkdirSync(GOLDEN, { recursive: true });
    await playwright(['--update-snapshots=all'], TOLERANCE.same);
    writeFileSync(MADE_WITH, `${JSON.stringify(here, null, 2)}\n`);
    return shrinkAll();
  }
  if (!existsSync(MADE_WITH)) {
    console.log('No golden pictures are kept: nothing is compared. `npm run pictures -- --update` makes them.');
    return;
  }
  const made = /** @type {Circumstances} */ (JSON.parse(readFileSync(MADE_WITH, 'utf8')));
  const fonts = Object.keys(made.widths).filter((font) => made.widths[font] !== here.widths[font]);
  if (fonts.length) {
    console.log(
      `The golden pictures were made with other fonts (${fonts.join(', ')} differ in width): nothing is compared.` +
        ' They are of Debian, fonts-dejavu-core and fonts-liberation.',
    );
    return;
  }
  const same = made.chromium === here.chromium;
  if (!same)
    console.log(`The golden pictures are of Chromium ${made.chromium}, this is ${here.chromium}: more may differ.`);
  await playwright([], same ? TOLERANCE.same : TOLERANCE.other);
}

/** @param {string[]} args @param {string} tolerance */
async function playwright(args, tolerance) {
  const file = path.join('node_modules', '@playwright', 'test', 'cli.js');
  run(process.execPath, [file, 'test', '--config', 'playwright.pictures.config.js', ...args], {
    CHROME_BIN: ensureChrome(),
    PICTURES_TOLERANCE: tolerance,
    PAGES_PORT: process.env.PAGES_PORT ?? String(await freePort()),
  });
}

/** The browser, and the width of a text in each font of the page. @returns {Promise<Circumstances>} */
async function circumstances() {
  const { chromium } = await import('@playwright/test');
  const { address, close } = await serve(path.join(ROOT, 'dist'));
  const browser = await chromium.launch({ executablePath: ensureChrome(), args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.goto(`${address}index.html`);
    const widths = await page.evaluate(measureFonts);
    return { chromium: browser.version(), widths };
  } finally {
    await browser.close();
    close();
  }
}

/** Rewrites every picture with few colours, and prints their size. */
async function shrinkAll() {
  let total = 0;
  const files = readdirSync(GOLDEN).filter((name) => name.endsWith('.png'));
  for (const name of files) {
    const file = path.join(GOLDEN, name);
    writeFileSync(file, await shrink(readFileSync(file)));
    total += statSync(file).size;
  }
  console.log(`${files.length} pictures, ${(total / 1e6).toFixed(2)} MB. Look at each before committing it.`);
}
