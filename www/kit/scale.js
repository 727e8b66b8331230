/** A linear scale from one range to another. @param {[number, number]} domain @param {[number, number]} range */
export const linear =
  ([from, to], [start, end]) =>
  (/** @type {number} */ value) =>
    start + ((value - from) / (to - from)) * (end - start);
