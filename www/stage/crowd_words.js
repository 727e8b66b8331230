/** Texts of the crowd. Replace this file for another language. */

import { whole } from '../kit/words.js';

export const crowdWords = {
  /** @type {(n: number) => string} */
  each: (n) => `each mark is ${whole(n)} requests`,
  /** @type {(n: number) => string} */
  short: (n) => `1 mark: ${whole(n)}`,
  /** @type {(waiting: number, queued: number, querying: number, each: number) => string} */
  says: (waiting, queued, querying, each) =>
    `${whole(waiting)} waiting, ${whole(queued)} queued for a connection, ${whole(querying)} querying the database.` +
    (each > 1 ? ` Each mark is ${whole(each)} requests; a few are followed by name.` : ''),
};
