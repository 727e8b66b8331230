/**
 * How far somebody has come in the lesson, kept where storage is allowed and for the time of the page where it is not:
 * nothing of the lesson depends on it.
 */

const KEY = 'cache-aside-lesson';

/**
 * @typedef {{ at: number, done: string[], bets: Record<string, { said: (string | null)[], day: string }> }} Progress
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
    // Storage may be forbidden, and what is in it may be anything.
  }
  return here;
}

/** @param {Progress} now */
export function keep(now) {
  here = now;
  try {
    localStorage.setItem(KEY, JSON.stringify(now));
  } catch {
    // Then for the time of this page.
  }
}
