// Finds the browsers for the checks, and their drivers. Nothing is downloaded silently: on Debian and Ubuntu, as root
// (in a container), the distribution's packages are installed; elsewhere a message says what to install.

import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { Failure, run } from './commands.mjs';

/**
 * @typedef {object} Program
 * @property {string} title its name in messages
 * @property {string} variable the environment variable that may hold its path
 * @property {string[]} names looked for on PATH
 * @property {string[]} files looked for after that
 * @property {string[]} packages of Debian
 */

/** @satisfies {Record<string, Program>} */
const PROGRAMS = {
  chrome: {
    title: 'Chromium (or Chrome)',
    variable: 'CHROME_BIN',
    names: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    files: ['/usr/bin/chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    packages: ['chromium', 'fonts-dejavu-core', 'fonts-liberation'],
  },
  headlessShell: {
    title: "Chromium's headless shell",
    variable: 'CHROME_BIN',
    names: ['chromium-headless-shell', 'chrome-headless-shell'],
    files: ['/usr/bin/chromium-headless-shell'],
    packages: ['chromium-headless-shell'],
  },
  chromeDriver: {
    title: 'the chromedriver of its version',
    variable: 'CHROMEDRIVER',
    names: ['chromedriver'],
    files: ['/usr/bin/chromedriver', '/usr/lib/chromium-browser/chromedriver'],
    packages: ['chromium-driver'],
  },
  firefox: {
    title: 'Firefox',
    variable: 'FIREFOX_BIN',
    names: ['firefox-esr', 'firefox'],
    files: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
    packages: ['firefox-esr'],
  },
  webKitDriver: {
    title: 'the WebKitWebDriver of WebKitGTK',
    variable: 'WEBKIT_DRIVER',
    names: ['WebKitWebDriver'],
    files: ['/usr/bin/WebKitWebDriver'],
    packages: ['webkit2gtk-driver'],
  },
  display: { title: 'Xvfb', variable: 'XVFB', names: ['Xvfb'], files: ['/usr/bin/Xvfb'], packages: ['xvfb'] },
};

/** A program is missing and cannot be installed. */
export class Missing extends Failure {}

/** The paths of Chromium and its driver. They are installed if necessary and possible. */
export function ensureBrowser() {
  const [chrome, driver] = ensure(PROGRAMS.chrome, PROGRAMS.chromeDriver);
  return { chrome, driver };
}

/**
 * The path of Chromium without its own windows and menus, in which the page tests take a quarter less processor time.
 * Where there is none, and none can be installed, it is Chromium itself.
 */
export function ensureShell() {
  try {
    return ensure(PROGRAMS.headlessShell)[0];
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    return ensureChrome();
  }
}

/** The path of the browser for the page tests, if there is one: see {@link ensureShell}. */
export const findShell = () => find(PROGRAMS.headlessShell) ?? find(PROGRAMS.chrome);

/** The path of Chromium alone. */
export const ensureChrome = () => ensure(PROGRAMS.chrome)[0];

export const ensureFirefox = () => ensure(PROGRAMS.firefox)[0];

/** The paths of WebKit's driver, which includes a browser, and of the virtual display that it needs. */
export function ensureWebKit() {
  const [driver, display] = ensure(PROGRAMS.webKitDriver, PROGRAMS.display);
  return { driver, display };
}

/** The paths of programs. Missing ones are installed if possible. */
function ensure(/** @type {Program[]} */ ...programs) {
  const lacking = () => programs.filter((program) => !find(program));
  if (lacking().length && isDebianRoot()) install(lacking().flatMap(({ packages }) => packages));
  const missing = lacking();
  if (missing.length) {
    const titles = missing.map(({ title }) => title).join(' and ');
    const packages = missing.flatMap((program) => program.packages).join(' ');
    const variables = missing.map(({ variable }) => variable).join(' and ');
    throw new Missing(
      `Missing: ${titles}. Install with your package manager (Debian: apt-get install ${packages}),` +
        ` or set ${variables} to the path.`,
    );
  }
  return programs.map((program) => find(program) ?? '');
}

function install(/** @type {string[]} */ packages) {
  try {
    run('apt-get', ['update'], { DEBIAN_FRONTEND: 'noninteractive' });
    run('apt-get', ['install', '-y', ...packages], { DEBIAN_FRONTEND: 'noninteractive' });
  } catch (error) {
    // The caller reports what is missing.
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
  }
}

/** The path of a program: from the environment variable, or the first name on PATH, or the first existing file. */
function find(/** @type {Program} */ { variable, names, files }) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const onPath = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return process.env[variable] || [...onPath, ...files].find(isExecutable);
}

function isExecutable(/** @type {string} */ file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebianRoot() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get') || !existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'));
}
