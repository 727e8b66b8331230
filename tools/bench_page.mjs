// `npm run bench:page`: the speed of the page on this machine, in headless Chromium without a GPU. Builds dist/, opens
// each case of benches/page/cases.mjs in a separate tab, and prints a table. `-- --only paused` selects the cases whose
// name contains a text. No test asserts anything about time.

import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { CASES, ready, SLOW } from '../benches/page/cases.mjs';
import { ensureChrome } from './setup/browsers.mjs';
import { bundle } from './site/dist.mjs';
import { Failure, main, ROOT } from './setup/commands.mjs';
import { ensureAll } from './setup/prerequisites.mjs';
import { serve } from './site/server.mjs';

const VIEW = { width: 1280, height: 800 };

await main(async () => {
  const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
  const cases = CASES.filter(({ name }) => name.includes(values.only));
  if (!cases.length) throw new Failure(`--only ${values.only}: no such case among ${CASES.map(({ name }) => name)}`);
  await ensureAll();
  await bundle();
  const { chromium } = await import('@playwright/test');
  const { address, close } = await serve(path.join(ROOT, 'dist'));
  const slow = await serve(path.join(ROOT, 'dist'), 0, '/', SLOW);
  const browser = await chromium.launch({
    executablePath: ensureChrome(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  try {
    console.log(
      `\nnpm run bench:page · Chromium ${browser.version()}, headless, no GPU, ${VIEW.width} × ${VIEW.height}`,
    );
    console.log(`${os.cpus()[0]?.model ?? os.arch()}, ${os.cpus().length} cores\n`);
    console.log(row('', 'goal', 'measured'));
    for (const { name, goal, measure } of cases) {
      const page = await browser.newPage({ viewport: VIEW });
      const open = async (/** @type {string} */ hash) => {
        await page.goto(`${address}index.html${hash}`);
        await page.waitForFunction(ready);
      };
      console.log(row(name, goal, await measure(page, open, slow.address)));
      await page.close();
    }
  } finally {
    await browser.close();
    close();
    slow.close();
  }
});

/** A line of the table. */
function row(/** @type {string[]} */ ...cells) {
  const widths = [52, 25, 0];
  return cells.map((cell, column) => cell.padEnd(widths[column])).join('');
}
