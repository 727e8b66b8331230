/**
 * The reasons why the simulation could not start, as the end of that sentence. Replace this file for another language.
 */

export const causeWords = {
  noWebAssembly: 'this browser has no WebAssembly, or it is switched off',
  noCompiling: "the page's content security policy forbids WebAssembly (script-src needs 'wasm-unsafe-eval')",
  disk: 'the page was opened from a disk, where browsers let no page fetch its parts (playground.html is one file, and works there)',
  sandboxed:
    'it is in a frame whose sandbox gives it no origin, and its server does not let such pages fetch its parts (playground.html is one file, and works there)',
  unrun: 'its thread was not allowed to run',
  /** @type {(origin: string) => string} */
  foreign: (origin) =>
    `its files are of another site (${origin}), and a thread has to be of the page's own; use the frame`,
  /** @type {(file: string) => string} */
  unfetched: (file) => `${file} could not be fetched`,
  /** @type {(file: string) => string} */
  broken: (file) => `${file} came, and a part of it did not`,
  /** @type {(file: string, status: number) => string} */
  status: (file, status) => `${file} could not be fetched, the server answered ${status}`,
  /** @type {(file: string, type: string) => string} */
  type: (file, type) =>
    `the server sends ${file} as ${type || 'of no type'}, and browsers run a script only as text/javascript`,
  /** @type {(file: string) => string} */
  damaged: (file) => `${file} is damaged`,
  /** @type {(file: string, directive: string) => string} */
  forbidden: (file, directive) => `the page's content security policy forbids ${file} (${directive})`,
};
