/** Messages about names in a link that do not exist. Replace this file for another language. */

export const sessionWords = {
  /** @type {(value: string, allowed: string) => string} */
  badPreset: (value, allowed) => `preset=${value} is unknown: it must be one of ${allowed}.`,
  /** @type {(lanes: string[], message: string) => string} */
  lanesLeftOut: (lanes, message) =>
    `${lanes.length === 1 ? `The lane ${lanes[0]} is` : `The lanes ${lanes.join(', ')} are`} left out: ${message}`,
  cancelled: 'The run was cancelled before there was any to show.',
};
