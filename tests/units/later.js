// The modules that the page loads later, by dynamic imports.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const WWW = new URL('../../www/', import.meta.url).pathname;

/** Fetched when something has failed or is not allowed, with a core of its own, or by `fetchAhead` itself. */
const ONLY_THEN = ['engine/cause.js', 'engine/coder.js', 'engine/explorer.js', 'session/mending.js', 'frame/ahead.js'];

/** @param {string} file @returns {string[]} what it imports when it is wanted, from www/ on */
export const importedLater = (file) =>
  [
    ...readFileSync(path.join(WWW, file), 'utf8').matchAll(
      /(?<!\{)\bimport\('(\.[^']+\.js)'\)(?!\.(?!then\b|catch\b))/g,
    ),
  ].map(([, target]) => path.join(path.dirname(file), target));

const files = /** @type {string[]} */ (readdirSync(WWW, { recursive: true })).filter(
  (file) => file.endsWith('.js') && !/^(wasm|public)|^frame.ahead/.test(file),
);

/** All of them. */
export const all = [...new Set(files.flatMap(importedLater))].filter((file) => !ONLY_THEN.includes(file)).sort();

/** The names of the files in dist/ that come late on the full page, as far as the bundler leaves them their own. */
export const LATER = ['gallery', 'picture', 'compare', 'rust', 'pokes', 'help', 'next'];
