// The page tests: dist/ in the Chromium of this machine, or its headless shell if there is one, as `npm run build` left
// it. `npm test` builds it before; `npx playwright test` alone takes what is there. Addresses in tests are relative
// (`page.goto('./embed.html')`).

import { defineConfig } from '@playwright/test';

import { findShell } from './tools/setup/browsers.mjs';

const PAGES_PORT = process.env.PAGES_PORT ?? '4183';
const SUBPATH_PORT = process.env.SUBPATH_PORT ?? '4184';
const SUBPATH = '/courses/caching/week%203/';

/** How long a server may take to start on a machine that is busy. */
const START_MS = 300_000;

const pages = `http://127.0.0.1:${PAGES_PORT}/`;
const subpath = `http://127.0.0.1:${SUBPATH_PORT}${SUBPATH}`;

export default defineConfig({
  testDir: 'tests/page',
  outputDir: 'test-results',
  reporter: 'list',
  forbidOnly: Boolean(process.env.CI),
  // Tests of one file as well: at the end a long file would keep a single worker busy.
  fullyParallel: true,
  // One more than cores, since tests wait for the run to play.
  workers: 3,
  retries: 0,
  // Limits, not waits: a machine that is busy with other work takes many times as long.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath: findShell(),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        // A site that is not of this machine by its name: on plain HTTP it has neither locks nor a clipboard.
        '--host-resolver-rules=MAP *.example 127.0.0.1',
      ],
    },
    screenshot: 'only-on-failure',
    // Traces cost two thirds more processor time: `--trace on` gives that of a test that fails.
    trace: 'off',
  },
  projects: [
    { name: 'page', testIgnore: 'subpath.spec.js', use: { baseURL: pages } },
    { name: 'sub-path', testMatch: 'subpath.spec.js', use: { baseURL: subpath } },
  ],
  webServer: [
    {
      command: `node tools/site/server.mjs dist ${PAGES_PORT}`,
      url: pages,
      timeout: START_MS,
    },
    { command: `node tools/site/server.mjs dist ${SUBPATH_PORT} ${SUBPATH}`, url: subpath, timeout: START_MS },
  ],
});
