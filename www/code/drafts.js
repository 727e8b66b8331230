/**
 * Drafts: code that was typed but has not run yet. It is stored on the device if the page wants that (the attribute
 * `keep-drafts`, which the playground's own page has) and storage is allowed; otherwise it is kept until the page is
 * closed. Code that has run is in the address.
 */

const KEY = 'cache-aside-code';
/** The largest number of drafts. */
const MOST = 12;

/**
 * The drafts by their origin: a strategy's word, or packed code.
 * @type {Record<string, string> | null}
 */
let drafts = null;

/** @returns {Record<string, string>} */
function stored() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const fits = (/** @type {[string, unknown]} */ [, text]) => typeof text === 'string';
    return Object.fromEntries(Object.entries(kept).filter(fits).slice(-MOST));
  } catch {
    // Storage may be forbidden, and its contents may be invalid.
    return {};
  }
}

/** @param {string} from @param {boolean} keeps whether the page keeps drafts on the device */
export function draftOf(from, keeps) {
  drafts ??= keeps ? stored() : {};
  return drafts[from];
}

/** @param {string} from @param {string | null} text null when it is what it was made from @param {boolean} keeps */
export function keepDraft(from, text, keeps) {
  const others = Object.entries(drafts ?? {}).filter(([other]) => other !== from);
  drafts = Object.fromEntries(text === null ? others : [...others, [from, text]].slice(-MOST));
  if (!keeps) return;
  try {
    localStorage.setItem(KEY, JSON.stringify(drafts));
  } catch {
    // Then it is kept until the page is closed.
  }
}
