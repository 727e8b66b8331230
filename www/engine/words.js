/** Messages about failures of the simulation. Replace this file for another language. */

export const engineWords = {
  /** @type {(why: string, line: string) => string} */
  engineDied: (why, line) =>
    `The simulation stopped (${why}). The last good run is still shown; the next change starts it again. ` +
    `To report it, send this line: ${line}`,
  /** @type {(why: string, lost: boolean) => string} */
  engineBlocked: (why, lost) =>
    `The simulation could not start: ${why}.${lost ? ' It is tried again as soon as there is a connection.' : ''}`,
  noCode: 'Code of your own does not run here: what runs it could not be fetched.',

  /** The reason, if it is not known. */
  unfetched: 'a part of it could not be fetched',
};
