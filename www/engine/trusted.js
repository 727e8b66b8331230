/**
 * Trusted addresses of scripts, for pages with `require-trusted-types-for 'script'` in their policy. The Trusted Types
 * policy `cache-aside-playground` makes them, only for the addresses of this build's workers.
 */

/** @typedef {{ createScriptURL(address: string): any }} Policy */

/** @type {Policy | null | undefined} */
let policy;

/** @param {string | URL} address @returns {any} an argument for the constructor of workers */
export function trusted(address) {
  const { trustedTypes } = /** @type {any} */ (globalThis);
  if (policy === undefined) {
    try {
      policy =
        trustedTypes?.createPolicy('cache-aside-playground', { createScriptURL: (/** @type {string} */ one) => one }) ??
        null;
    } catch {
      // The name is not on the page's list. If the page requires a policy, the constructor of the worker fails.
      policy = null;
    }
  }
  return policy ? policy.createScriptURL(String(address)) : address;
}
