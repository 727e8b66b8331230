/**
 * The predicates of the lesson's tasks: whether the learner has done something, from the run and the cursor; and where
 * to find what a task asks for. They do not depend on buttons, so a task is ticked no matter how it was done.
 */

import { underWay } from '../run/requests.js';
import { parseTime } from '../line/time.js';

/** @typedef {import('../engine/run.js').Run} Run */
/**
 * @typedef {object} Now
 * @property {number} at_ns the cursor
 * @property {boolean} playing
 * @property {Run} run of the chosen lane
 * @property {import('../engine/run.js').Report} report its report
 * @property {Record<string, string>} values of its line
 * @property {string[]} opened the interventions that were there when the step opened
 * @property {string | null} object the object on the stage whose menu is open
 * @property {number} chosen the row of the request whose story is open, -1 for none
 * @property {number} measured how many of the workloads have been run
 * @property {import('../engine/run.js').EventKind[]} kinds
 */

/** How long after a stale read the cursor still counts as being at it. */
const NEAR_NS = 3e7;

/** @param {string | undefined} text */
export const ns = (text) => parseTime(text ?? '') ?? 0;

/** The time of the learner's own poke with this word; null when there is none. @param {Now} now @param {string} word */
export function poked({ values, opened }, word) {
  const added = (values.do ?? '').split(',').filter((one) => one && !opened.includes(one));
  const found = added.map((one) => one.split(':')).find(([, name]) => name === word);
  return found ? parseTime(found[0]) : null;
}

/**
 * Whether the cursor is a number of seconds past the learner's poke.
 * @param {Now} now @param {string} word @param {number} s
 */
export function since(now, word, s) {
  const at = poked(now, word);
  return at !== null && now.at_ns >= at + s * 1e9;
}

/** When a request ended. @param {Now} now @param {number} row */
export const endOf = ({ run }, row) => run.requests.end_ns[row] ?? Infinity;

/** @param {Run} run @param {number} row */
const missed = ({ outcomes, requests }, row) => ['miss', 'waited'].includes(outcomes[requests.outcome[row]]);

/** The time at which the first missing read is under way. @param {Now} now */
export function firstMiss({ run }) {
  const row = run.requests.start_ns.findIndex((_, i) => missed(run, i));
  return row < 0 ? null : (run.requests.start_ns[row] + run.requests.end_ns[row]) / 2;
}

/** Standing on a miss, or reading its story. @param {Now} now */
export const onMiss = ({ run, at_ns, playing, chosen }) =>
  (chosen >= 0 && missed(run, chosen)) || (!playing && underWay(run, at_ns).some((row) => missed(run, row)));

/** The row of the first read that returned an old version; -1 for none. @param {Run} run */
const stale = ({ requests }) => requests.stale.indexOf(1);

/** @param {Now} now */
export const staleRow = ({ run }) => (stale(run) < 0 ? null : stale(run));

/** @param {Now} now */
export const firstStale = ({ run }) => (stale(run) < 0 ? null : run.requests.end_ns[stale(run)]);

/** Whether a stale read has been seen for a second. @param {Now} now */
export const staleBefore = ({ run, at_ns }) => stale(run) >= 0 && at_ns >= run.requests.end_ns[stale(run)] + 1e9;

/** @param {Now} now */
export const storyOfStale = ({ run, chosen }) => chosen >= 0 && run.requests.stale[chosen] === 1;

/** Standing on a stale read, or reading its story. @param {Now} now */
export function onStale(now) {
  const { run, at_ns, playing } = now;
  if (storyOfStale(now)) return true;
  if (playing) return false;
  const { stale, start_ns, end_ns } = run.requests;
  return stale.some((one, row) => one === 1 && start_ns[row] <= at_ns && at_ns <= end_ns[row] + NEAR_NS);
}

/** When a reader first released a lock that another one held; null when none did. @param {Now} now */
export function foreignRelease({ run, kinds }) {
  const { events, holdings } = run;
  const released = kinds.findIndex(({ name }) => name === 'LockReleased');
  for (let i = 0; i < events.at_ns.length; i++) {
    if (events.kind[i] !== released) continue;
    const at = events.at_ns[i];
    const own = holdings.actor.some(
      (actor, h) =>
        actor === events.actor[i] &&
        holdings.key[h] === events.key[i] &&
        holdings.from_ns[h] < at &&
        holdings.to_ns[h] === at,
    );
    if (!own) return at;
  }
  return null;
}

/** @param {Now} now */
export function onForeignRelease(now) {
  const at = foreignRelease(now);
  return at !== null && Math.abs(now.at_ns - at) <= NEAR_NS;
}
