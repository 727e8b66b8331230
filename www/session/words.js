/** What is said of a place that does not exist as it is named. To be replaced for another language. */

export const sessionWords = {
  /** @type {(value: string, allowed: string) => string} */
  badPreset: (value, allowed) => `preset=${value} is unknown: it must be one of ${allowed}.`,
  /** @type {(value: string, allowed: string) => string} */
  badCompare: (value, allowed) => `compare=${value} is unknown: it must be one of ${allowed}.`,
};
