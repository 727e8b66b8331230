/** Texts of the dice. Replace this file for another language. */

export const diceWords = {
  /** @type {(title: string, rolled: number, early: number) => string} */
  says: (title, rolled, early) =>
    `${title}: ${rolled} dice rolled since the value was stored; ${early === 0 ? 'none' : early} fell on or under the curve`,
  /** @type {(title: string, rolled: number, early: number) => string} */
  saysLatest: (title, rolled, early) =>
    `${title}: of the latest ${rolled} dice rolled ${early === 0 ? 'none' : early} fell on or under the curve`,
  /** @type {(title: string) => string} */
  saysGone: (title) => `${title}: there is no value in the cache, so nobody rolls dice`,
  /** @type {(title: string) => string} */
  fetching: (title) => `${title}: fetching the dice rolled since the value was stored`,
  /** @type {(left: string) => string} */
  set: (left) => `${left} before expiry`,
  /** @type {(scale: string) => string} */
  curveShort: (scale) => `e^(−left / ${scale})`,
  /** @type {(scale: string) => string} */
  curve: (scale) => `dice under e^(−left / ${scale}) refresh early`,
  /** @type {(window: string) => string} */
  line: (window) => `dice under 1 − left / ${window}`,
  expiry: 'expiry',
  gone: 'no value, no dice',
  /** @type {(who: string, dice: string, needed: string) => string} */
  crossed: (who, dice, needed) => `${who}: ${dice} ≤ ${needed}`,
  jump: 'Move the cursor to this roll',
};
