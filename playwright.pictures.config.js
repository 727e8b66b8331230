// The golden pictures: `npm run pictures` holds the page against them, `npm run pictures -- --update` makes them anew.
// Apart from the page tests, because what a picture looks like depends on fonts and browser (tools/pictures.mjs).

import { defineConfig } from '@playwright/test';

import pages from './playwright.config.js';

export default defineConfig({
  ...pages,
  testDir: 'tests/pictures',
  snapshotPathTemplate: '{testDir}/golden/{arg}{ext}',
  // Another release of the browser may draw an edge otherwise; the same one on the same fonts draws the same.
  expect: {
    ...pages.expect,
    toHaveScreenshot: { maxDiffPixelRatio: Number(process.env.PICTURES_TOLERANCE ?? '0.0002') },
  },
  projects: pages.projects?.filter(({ name }) => name === 'page'),
  webServer: Array.isArray(pages.webServer) ? pages.webServer.slice(0, 1) : pages.webServer,
});
