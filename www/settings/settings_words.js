/** Texts of the settings. Replace this file for another language. */

export const settingsWords = {
  preset: 'Start from',
  presetOwn: 'your own values',
  /** @type {(name: string, value: string) => string} */
  resetField: (name, value) => `Set ${name} back to ${value}`,
  empty: 'empty',
  resetAll: 'Reset all',
  /** @type {(name: string) => string} */
  sliderOf: (name) => `Slide ${name}`,
  newSeed: 'New seed, at random',
};
