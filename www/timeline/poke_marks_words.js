/** What is said of pokes on the time axis. To be replaced for another language. */

export const pokeMarkWords = {
  /** @type {(poke: string, lanes: string[]) => string} none: all of them */
  idle: (poke, lanes) => `${poke}: no effect${lanes.length ? ` in ${lanes.join(', ')}` : ''}`,
};
