// Makes node import a file as text, like the bundler: `import text from './a.py?raw'`. Register it by
// `register('./raw.js', import.meta.url)` of node:module; it applies to later imports.

import { readFile } from 'node:fs/promises';

/** @type {import('node:module').LoadHook} */
export async function load(url, context, next) {
  if (!url.endsWith('?raw')) return next(url, context);
  const source = `export default ${JSON.stringify(await readFile(new URL(url), 'utf8'))}`;
  return { format: 'module', shortCircuit: true, source };
}
