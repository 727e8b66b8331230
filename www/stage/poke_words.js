/** Texts of the lists of pokes. Replace this file for another language. */

export const pokeWords = {
  undo: 'Take back',
  redo: 'Do again',
  /** @type {(at: string) => string} */
  pokeAt: (at) => `Poke at ${at}`,
  /** @type {(name: string) => string} */
  argument: (name) => ({ FOR: 'for', FACTOR: 'times', RATE: 'rate', KEY: 'key' })[name] ?? name.toLowerCase(),
  /** @type {(title: string, argument: string) => string} */
  argumentOf: (title, argument) => `${title}: ${argument}`,
  /** @type {(object: string, at: string) => string} */
  objectAt: (object, at) => `${object} at ${at}`,
};
