/** What is said of theory beside what was measured. To be replaced for another language. */

export const theoryWords = {
  wholeRun: 'The whole run',
  measured: 'measured',
  theory: 'theory',
  /** @type {(name: string) => string} */
  theoryName: (name) =>
    name
      .replace(/^db_/, '')
      .replace(/_(ms|per_s)$/, '')
      .replaceAll('_', ' '),
};
