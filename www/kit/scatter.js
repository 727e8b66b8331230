/** Deterministic scatter: marks that would overlap are moved apart, always in the same way. */

/**
 * A number in [0, 1), always the same for the same mark and purpose.
 * @param {number} i the mark @param {number} salt the purpose
 */
export function keep(i, salt) {
  let h = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) / 4294967296;
}
