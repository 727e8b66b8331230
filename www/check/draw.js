/**
 * The draw of the questions, one of each kind, and of the seed of their traffic. It depends only on a salt and the
 * number of the try, so it can be repeated. Each try asks other questions, until a kind has no more, with another seed.
 */

import { KINDS, POOL, SEEDS } from './pool.js';

/**
 * The difference between the seeds of two tries. It has no divisor in common with `SEEDS`, so no seed repeats early.
 */
const STRIDE = 7;

/** A hash of two integers. @param {number} a @param {number} b */
function mixed(a, b) {
  let x = (Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * @param {number} salt a whole number @param {number} attempt from 0
 * @returns {{ seed: number, questions: import('./pool.js').Question[] }}
 */
export function drawn(salt, attempt) {
  const questions = KINDS.map((kind, k) => {
    const all = POOL.filter((question) => question.kind === kind);
    const order = all.map((_, i) => i).sort((a, b) => mixed(salt, 64 * k + a) - mixed(salt, 64 * k + b) || a - b);
    return all[order[attempt % all.length]];
  });
  return { seed: seedOf(salt, attempt), questions };
}

/** @param {number} salt @param {number} attempt */
export const seedOf = (salt, attempt) => 1 + (((mixed(salt, 4096) % SEEDS) + STRIDE * attempt) % SEEDS);
