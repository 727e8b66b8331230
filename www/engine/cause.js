/**
 * Finds out why the simulation could not start. The errors of workers and `fetch` do not say it. Violations of the
 * page's policy have been recorded; for everything else the file is requested once more.
 */

import { causeWords as words } from './cause_words.js';

/**
 * @typedef {object} Cause
 * @property {string} why as a part of a sentence
 * @property {boolean} lost whether another try may succeed
 */

/** @param {string} address */
const nameOf = (address) =>
  address
    .replace(/[?#].*/, '')
    .split('/')
    .pop() || address;

/** @param {string} why @returns {Cause} */
const never = (why) => ({ why, lost: false });

/**
 * @param {string} address of the file that it was about @param {unknown} error thrown, or the answer of a server
 * @param {SecurityPolicyViolationEvent[]} forbidden by the page's policy
 * @returns {Promise<Cause>}
 */
export async function causeOf(address, error, forbidden) {
  if (typeof WebAssembly !== 'object') return never(words.noWebAssembly);
  // By then, pending events have arrived, such as a violation of the page's policy.
  await new Promise((done) => setTimeout(done));
  const file = nameOf(address);
  const violation = forbidden.find(({ blockedURI }) => blockedURI === address || address.startsWith(`${blockedURI}:`));
  if (violation) return never(words.forbidden(file, violation.effectiveDirective));
  if (/Content Security Policy|unsafe-eval/i.test(String(error))) return never(words.noCompiling);
  if (error instanceof WebAssembly.CompileError) return { why: words.damaged(file), lost: true };
  if (address.startsWith('blob:')) return never(words.unrun);
  const response = error instanceof Response ? error : await fetch(address).catch(() => null);
  if (!response) return unfetched(address, file);
  if (!response.ok) return { why: words.status(file, response.status), lost: true };
  const type = response.headers.get('content-type') ?? '';
  if (file.endsWith('.js') && !/\b(java|ecma)script\b/i.test(type)) return never(words.type(file, type));
  return { why: file.endsWith('.js') ? words.broken(file) : words.unfetched(file), lost: true };
}

/** @param {string} address @param {string} file @returns {Cause} */
function unfetched(address, file) {
  if (location.protocol === 'file:') return never(words.disk);
  if (globalThis.origin === 'null') return never(words.sandboxed);
  const { origin } = new URL(address);
  return origin === location.origin ? { why: words.unfetched(file), lost: true } : never(words.foreign(origin));
}
