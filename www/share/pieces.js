/** The text of a file in pieces. The whole may be longer than a string can be, and the page stays responsive. */

/** The number of texts in a piece, one for each event. */
const TEXTS = 20_000;

/** @param {Iterable<string>} texts */
export function* inPieces(texts) {
  /** @type {string[]} */
  let piece = [];
  for (const text of texts) {
    piece.push(text);
    if (piece.length < TEXTS) continue;
    yield piece.join('');
    piece = [];
  }
  yield piece.join('');
}
