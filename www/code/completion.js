/**
 * Completion: the verbs, functions, attributes and settings that start with the word before the caret.
 */

/** @typedef {import('../engine/code.js').Completion} Completion */

/** The largest number of completions. */
const MOST = 8;

/** The word before a place in a text, with the dots in it. @param {string} text @param {number} at */
export const wordBefore = (text, at) => /[A-Za-z_][\w.]*$|\.\w*$/.exec(text.slice(0, at))?.[0] ?? '';

/**
 * No completions for a complete word, in a comment, or for fewer than two letters.
 * @param {Completion[]} words @param {string} text @param {number} at the caret @returns {Completion[]}
 */
export function completions(words, text, at) {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  const word = wordBefore(text, at);
  if (word.length < 2 || /#|["'][^"']*$/.test(line)) return [];
  const dot = word.lastIndexOf('.');
  // After a dot the whole word may start a verb (`cache.g`), and its end an attribute (`found.l`).
  const begins = (/** @type {Completion} */ { kind, name }) =>
    kind === 'attribute' ? dot >= 0 && name.startsWith(word.slice(dot + 1)) : name.startsWith(word);
  const found = words.filter((one) => one.kind !== 'absent' && one.kind !== 'syntax' && begins(one));
  return found.some(({ name }) => name === word) && found.length === 1 ? [] : found.slice(0, MOST);
}

/** What is put in for the word before the caret. @param {Completion} chosen @param {string} word */
export function written({ kind, name }, word) {
  if (kind === 'attribute') return word.slice(0, word.lastIndexOf('.') + 1) + name;
  return kind === 'verb' || kind === 'function' ? `${name}(` : name;
}
