/** Texts about lanes with the user's code. Replace this file for another language. */

export const ownWords = {
  /** @type {(value: string) => string} */
  badCode: (value) => `code=${value} cannot be read: the link was cut off, or changed on its way.`,
  own: 'Your own',
  /** @type {(title: string) => string} */
  from: (title) => `your own, from ${title}`,
};
