/** Texts about theory and measurements. Replace this file for another language. */

export const theoryWords = {
  wholeRun: 'The whole run',
  measured: 'measured',
  theory: 'theory',
  failed: 'The comparison with theory could not be loaded.',
  tooFew: 'too few to compare',
  /** @type {(rows: number) => string} */
  more: (rows) => `${rows} more ${rows === 1 ? 'row has' : 'rows have'} too few. Compare has them, over many seeds.`,
  /** @type {(n: number) => string} */
  counted: (n) => `n = ${n}`,
  countedWhat: 'How many refills, or parts of the run, this is the mean of',
  /** @type {(mean: string, error: string, unit: string) => string} */
  plusMinus: (mean, error, unit) => `${mean} ± ${error}${unit}`,
};
