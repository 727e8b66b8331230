/**
 * The requests that a step draws as a sequence diagram. They are found in the trace, so another run shows its own
 * requests.
 */

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').Outcome} Outcome */

/**
 * The first request from a time on with this outcome; -1 if there is none.
 * @param {Run} run @param {Outcome} outcome @param {number} [from_ns]
 */
const first = ({ requests, outcomes }, outcome, from_ns = 0) =>
  requests.start_ns.findIndex((start, i) => start >= from_ns && outcomes[requests.outcome[i]] === outcome);

/** @param {(number | undefined)[]} rows */
const there = (rows) => rows.flatMap((row) => (row === undefined || row < 0 ? [] : [row]));

/** @type {Record<'read' | 'absent' | 'write' | 'writers', (run: Run) => number[]>} */
export const SHOWN = {
  /** A miss, and the hit that it made possible. */
  read(run) {
    const miss = first(run, 'miss');
    return there([miss, miss < 0 ? -1 : first(run, 'hit', run.requests.end_ns[miss])]);
  },
  /** Two reads of one id, the second a miss although the first had its answer. */
  absent(run) {
    const { requests, outcomes } = run;
    const missed = Array.from(requests.key.keys()).filter((i) => outcomes[requests.outcome[i]] === 'miss');
    for (const one of missed) {
      const again = missed.find(
        (other) => requests.key[other] === requests.key[one] && requests.start_ns[other] > requests.end_ns[one],
      );
      if (again !== undefined) return [one, again];
    }
    return there([first(run, 'miss')]);
  },
  /** A write, and the first read after it that misses. */
  write(run) {
    const write = first(run, 'write');
    return there([write, write < 0 ? -1 : first(run, 'miss', run.requests.start_ns[write])]);
  },
  /** Two writes that overlap. */
  writers(run) {
    const one = first(run, 'write');
    return there([one, one < 0 ? -1 : first(run, 'write', run.requests.start_ns[one] + 1)]);
  },
};
