/** The parser of the table in docs/REAL.md: the sentences above it, its rows, and the list of reasons below it. */

/** @param {string} text */
const plain = (text) => text.replace(/\*\*|`/g, '').trim();

/**
 * @param {string} text
 * @returns {{ told: string, rows: string[][], reasons: string[] }} each row has a line (empty if it is the one above),
 * the quantity, its real and its simulated value, their ratio, and the reason if they differ
 */
export function parts(text) {
  const [, all = ''] = /<!-- table -->([^]*)<!-- \/table -->/.exec(text) ?? [];
  const [, below = ''] = /<!-- reasons -->([^]*)<!-- \/reasons -->/.exec(text) ?? [];
  const lines = all.trim().split('\n');
  const rows = lines.filter((line) => line.startsWith('|')).slice(2);
  return {
    told: plain(lines.filter((line) => line && !line.startsWith('|')).join(' ')),
    rows: rows.map((row) => row.split('|').slice(1, -1).map(plain)),
    reasons: below
      .trim()
      .split(/^- /m)
      .slice(1)
      .map((reason) => plain(reason.replace(/\s+/g, ' '))),
  };
}
