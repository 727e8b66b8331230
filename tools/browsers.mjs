// Finds the Chromium the tests use, and its driver. Nothing is downloaded behind anybody's back: on Debian and Ubuntu,
// as root (a container), the distribution's packages are installed; elsewhere one line says what to install.

import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { Failure, run } from './setup.mjs';

const CHROME_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const CHROME_FILES = ['/usr/bin/chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
const DRIVER_FILES = ['/usr/bin/chromedriver', '/usr/lib/chromium-browser/chromedriver'];
const DEBIAN_PACKAGES = ['chromium', 'chromium-driver', 'fonts-dejavu-core', 'fonts-liberation'];

/** The browser's path: CHROME_BIN, else the first one found. */
export const findChrome = () => process.env.CHROME_BIN || find(CHROME_NAMES, CHROME_FILES);

/** The path of the browser's WebDriver: CHROMEDRIVER, else the first one found. */
const findDriver = () => process.env.CHROMEDRIVER || find(['chromedriver'], DRIVER_FILES);

/** Both paths, after installing what is missing where that is possible. */
export function ensureBrowser() {
  if ((!findChrome() || !findDriver()) && isDebianRoot()) {
    run('apt-get', ['update'], { DEBIAN_FRONTEND: 'noninteractive' });
    run('apt-get', ['install', '-y', ...DEBIAN_PACKAGES], { DEBIAN_FRONTEND: 'noninteractive' });
  }
  const [chrome, driver] = [findChrome(), findDriver()];
  if (!chrome || !driver) {
    const missing = [chrome ? [] : 'Chromium (or Chrome)', driver ? [] : 'the chromedriver of its version'].flat();
    throw new Failure(
      `The tests need ${missing.join(' and ')}: install with your package manager` +
        ' (Debian: apt-get install chromium chromium-driver), or set CHROME_BIN and CHROMEDRIVER to their paths.',
    );
  }
  return { chrome, driver };
}

/** The first of the names that is on PATH, else the first of the files that is there. */
function find(/** @type {string[]} */ names, /** @type {string[]} */ files) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const onPath = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...onPath, ...files].find(isExecutable);
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
