/** What is said when the simulation fails. To be replaced for another language. */

export const engineWords = {
  /** @type {(why: string, line: string) => string} */
  engineDied: (why, line) =>
    `The simulation stopped (${why}). The last good run is still shown; the next change starts it again. ` +
    `To report it, send this line: ${line}`,
  /** @type {(why: string) => string} */
  engineBlocked: (why) => `The simulation could not start (${why}). This page needs WebAssembly and module workers.`,
};
