/** Lookups in a run for questions: its stale reads, their times and their causes. */

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').EventKind} EventKind */

/** The row of the first stale read; -1 without one. @param {Run} run */
export const staleRow = ({ requests }) => requests.stale.indexOf(1);

/** When the first stale read ended. @param {Run} run */
export function staleMoment(run) {
  const row = staleRow(run);
  return row < 0 ? null : run.requests.end_ns[row];
}

/** When the last stale read ended. @param {Run} run */
export function lastStale({ requests }) {
  const row = requests.stale.lastIndexOf(1);
  return row < 0 ? null : requests.end_ns[row];
}

/**
 * The cause of the first stale read, in the core's word; empty if there is none.
 * @param {Run | null} run @param {EventKind[]} kinds
 */
export function staleCause(run, kinds) {
  if (!run) return '';
  const { events } = run;
  const kind = kinds.findIndex(({ name }) => name === 'StaleRead');
  const row = events.kind.indexOf(kind);
  const field = kinds[kind]?.fields.findIndex(({ name }) => name === 'cause') ?? -1;
  if (row < 0 || field < 0) return '';
  return kinds[kind].fields[field].words[[events.a, events.b, events.c][field][row]] ?? '';
}
