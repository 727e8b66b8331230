/**
 * The requests on each line of running code at the cursor, as reported by the machine. The lookup continues forwards
 * from the previous one, which is fast while the run plays.
 */

/** @typedef {import('../engine/run.js').Run} Run */
/** How many stand on each line, from 1. @typedef {Map<number, number>} Lines */

/**
 * The position of the lookup in a run, the line of each request there, and the counts per line.
 * @type {WeakMap<Run, { at_ns: number, next: number, lines: Map<number, number>, counts: Lines }>}
 */
const known = new WeakMap();

/** None for a run that was not told of in this way. @param {Run} run @param {number} at_ns @returns {Lines | null} */
export function linesAt(run, at_ns) {
  const { stands } = run;
  if (!stands?.complete) return null;
  let seen = known.get(run);
  if (!seen || seen.at_ns > at_ns) {
    seen = { at_ns, next: 0, lines: new Map(), counts: new Map() };
    known.set(run, seen);
  }
  const { lines, counts } = seen;
  const add = (/** @type {number} */ line, /** @type {number} */ by) => counts.set(line, (counts.get(line) ?? 0) + by);
  for (; seen.next < stands.at_ns.length && stands.at_ns[seen.next] <= at_ns; seen.next++) {
    const [actor, line] = [stands.actor[seen.next], stands.line[seen.next]];
    const before = lines.get(actor);
    if (before) add(before, -1);
    if (line) {
      lines.set(actor, line);
      add(line, 1);
    } else lines.delete(actor);
  }
  seen.at_ns = at_ns;
  return counts;
}

/**
 * What the requests on a line do, for the shape of the mark.
 * @param {string} line
 * @returns {import('../kit/mark.js').Role}
 */
export const roleOn = (line) =>
  /\bdb\.(query|update)\(/.test(line) ? 'miss' : /\b(cache\.wait|once|sleep)\(/.test(line) ? 'wait' : 'plain';
