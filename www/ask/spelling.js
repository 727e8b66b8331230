/** Comparison of words: stemming, and a small edit distance for misspelt words. */

/**
 * Endings, longest first, and their replacements.
 * @type {[ending: string, instead: string, least: number][]}
 */
const ENDINGS = [
  ['ency', 'ent', 7],
  ['ing', '', 6],
  ['ies', 'y', 5],
  ['ed', '', 5],
  ['ly', '', 6],
  ['es', '', 5],
  ['s', '', 4],
  ['e', '', 4],
];

/** The stem of a word: `deletes`, `deleted` and `deleting` have the same one. @param {string} word */
export function stem(word) {
  for (const [ending, instead, least] of ENDINGS) {
    if (word.length < least || !word.endsWith(ending) || word.endsWith('ss')) continue;
    const rest = word.slice(0, -ending.length) + instead;
    // A double letter before an ending becomes single: `getting`, `dropped`.
    return ending === 'ing' || ending === 'ed' ? rest.replace(/([^aeiouls])\1$/, '$1') : rest;
  }
  return word;
}

/**
 * Whether two words differ by at most one letter (two in long words) that is changed, added, left out or swapped with
 * the next.
 * @param {string} a
 * @param {string} b
 */
export function close(a, b) {
  const most = Math.max(a.length, b.length) > 7 ? 2 : 1;
  if (Math.abs(a.length - b.length) > most) return false;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  let before = row;
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2] + 1 : Infinity;
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1]), swap);
    }
    before = row;
    row = next;
  }
  return row[b.length] <= most;
}
