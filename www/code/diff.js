/** A diff of two texts by lines. */

/** @typedef {{ kind: 'same' | 'added' | 'removed', text: string }} Row */

/**
 * The smallest set of removed and added lines (longest common subsequence), with the unchanged lines.
 * @param {string} from @param {string} to @returns {Row[]}
 */
export function diff(from, to) {
  const [a, b] = [from.trimEnd().split('\n'), to.trimEnd().split('\n')];
  // longest[i][j]: lines that a from i on and b from j on have in common.
  const longest = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i][j] = a[i] === b[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
  /** @type {Row[]} */
  const rows = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      rows.push({ kind: 'same', text: a[i++] });
      j++;
    } else if (i < a.length && (j === b.length || longest[i + 1][j] >= longest[i][j + 1])) {
      rows.push({ kind: 'removed', text: a[i++] });
    } else rows.push({ kind: 'added', text: b[j++] });
  }
  return rows;
}
