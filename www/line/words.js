/** Messages about addresses that cannot be read completely. Replace this file for another language. */

export const lineWords = {
  /** @type {(version: string, here: number) => string} */
  badVersion: (version, here) => `v=${version} is not a version: it must be ${here}, and the link was read as that.`,
  /** @type {(version: string, here: number) => string} */
  olderVersion: (version, here) =>
    `v=${version}: this link was made with version ${version} of the simulation and runs on version ${here}: the same scenario, but single events may differ.`,
  /** @type {(version: string, here: number) => string} */
  newerVersion: (version, here) =>
    `v=${version}: this link was made with a later version of the simulation than the ${here} of this page: what this one does not know is left out, and events may differ.`,
  /** @type {(value: string, allowed: string) => string} */
  badAddress: (value, allowed) => `The address ${value} is not read: it must be ${allowed}.`,
  /** @type {(value: string) => string} */
  badTime: (value) =>
    `t=${value} is not a time in the run: it must be a time such as 5.2s, from 0s to the end of the run.`,
  /** @type {(field: string, value: string) => string} */
  badText: (field, value) => `${field}=${value} cannot be read: it must be one name and one value without spaces.`,
  /** As the core says it of a line. @type {(field: string, value: string) => string} */
  twice: (field, value) => `${field}=${value} is refused: it must be given only once.`,
};
