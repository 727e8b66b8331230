// Numbers and texts drawn from a seed, so that a failing case comes again: xorshift32 and mutations of what is on file.

/**
 * How many cases of each property: as many as `EXECUTIONS=1000000 node --test tests/units/*.test.js` says.
 * @param {number} usual
 */
export const executions = (usual) => Number(process.env.EXECUTIONS ?? usual);

/** @param {number} seed */
export function drawing(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b9) | 1;
  /** From 0 to below the bound. @param {number} bound */
  const below = (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
  return below;
}

/** Characters that mean something in a line or an address, or nothing anywhere. */
const ODD = [
  ...'=&#:,.%+ \t\n/?-019smhné',
  '%3A',
  '%',
  '%ff',
  '%00',
  '\0',
  '\u2028',
  '\ud800',
  '😀',
  '1e9',
  '-1',
  'NaN',
];

/**
 * One of the texts, changed in up to six places.
 * @param {string[]} texts @param {number} seed
 */
export function changed(texts, seed) {
  const below = drawing(seed);
  let text = texts[below(texts.length)];
  for (let changes = below(7); changes > 0; changes--) {
    const at = below(text.length + 1);
    const to = at + below(text.length - at + 1);
    const other = texts[below(texts.length)];
    const piece = [ODD[below(ODD.length)], '', text.slice(at, to), other.slice(below(other.length + 1))][below(4)];
    text = text.slice(0, at) + piece + text.slice(below(2) ? at : to);
  }
  return text;
}
