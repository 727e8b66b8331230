/** Texts of the code panel. Replace this file for another language. */

export const codeWords = {
  language: 'Language',
  /** @type {(title: string) => string} */
  codeOf: (title) => `Code of ${title}`,
  noListing: 'There is no listing for this one yet.',
  picture: 'As one writes it in production. What runs here is the listing in Python.',
  edit: 'Edit',
  /** @type {(title: string) => string} */
  editOf: (title) => `Edit the code of ${title}`,
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
