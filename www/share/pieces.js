/** A file's text in pieces: the whole may be longer than a text can be, and the page is free in between. */

/** Texts of a piece, one for each event. */
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
