/** What the picture of a crowd says. To be replaced for another language. */

const whole = new Intl.NumberFormat('en');

export const crowdWords = {
  /** @type {(n: number) => string} */
  each: (n) => `each mark is ${whole.format(n)} requests`,
  /** @type {(n: number) => string} */
  short: (n) => `mark = ${whole.format(n)}`,
  /** @type {(waiting: number, queued: number, querying: number, each: number) => string} */
  says: (waiting, queued, querying, each) =>
    `${whole.format(waiting)} waiting, ${whole.format(queued)} queued for a connection, ${whole.format(querying)} querying the database.` +
    (each > 1 ? ` Each mark is ${whole.format(each)} requests; a few are followed by name.` : ''),
};
