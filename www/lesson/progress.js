/**
 * The learner's progress in the lesson. It is stored if storage is allowed, or else kept until the page is closed. The
 * lesson does not depend on it.
 */

const KEY = 'cache-aside-lesson';

/**
 * @typedef {{ at: number, done: string[], bets: Record<string, { said: (string | null)[], day: string }>, check?:
 * { salt: number, tries: number, best: number, passed: boolean } | null }} Progress
 */

/** @returns {Progress} */
const none = () => ({ at: 0, done: [], bets: {} });

/** Where storage is not allowed. @type {Progress} */
let here = none();

/** @returns {Progress} */
export function progress() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (kept && Number.isInteger(kept.at) && Array.isArray(kept.done)) return { ...none(), ...kept };
  } catch {
    // Storage may be forbidden, and its contents may be invalid.
  }
  return here;
}

/** @param {Progress} now */
export function keep(now) {
  here = now;
  try {
    localStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // Then it is kept until the page is closed.
  }
}
