/** Messages about links that are not completely valid. Replace this file for another language. */

export const mendingWords = {
  /** @type {(value: string, allowed: string) => string} */
  badCompare: (value, allowed) =>
    `compare=${value} is unknown: it must be one of ${allowed}, or a field and its value such as ttl=2s.`,
  /** @type {(value: string) => string} */
  sharedByLanes: (value) =>
    `compare=${value} is refused: lanes share their traffic, length and pokes, so that they can be compared.`,
  /** @type {(names: string[], more: number) => string} */
  several: (names, more) => `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
};
