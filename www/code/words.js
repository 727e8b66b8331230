/** What the code panel says. To be replaced for another language. */

export const codeWords = {
  language: 'Language',
  /** @type {(title: string) => string} */
  codeOf: (title) => `Code of ${title}`,
  noListing: 'There is no listing for this one yet.',
  nobody: 'At the cursor nobody is under way here.',
  /** @type {Record<string, (n: number) => string>} */
  stand: {
    cache: (n) => `${n} at the cache`,
    store: (n) => `${n} storing`,
    lock: (n) => `${n} waiting`,
    db: (n) => `${n} in the database`,
    queue: (n) => `${n} in line for a connection`,
    app: (n) => `${n} in the application`,
  },
};
