/**
 * Parser of the lesson's texts: plain text, words of the legend, fields, and numbers with their source. It is used by
 * the live views, by the bundler, which writes the page without JavaScript, and by the test that checks the numbers.
 */

/** @typedef {'hit' | 'miss' | 'stale' | 'wait'} Role */
/**
 * @typedef {{ kind: 'text', text: string }
 *   | { kind: 'role', role: Role, text: string }
 *   | { kind: 'field', name: string, value: string | null }
 *   | { kind: 'number', text: string, line: string, path: string, seeds: number }
 *   | { kind: 'tap', capital: boolean }} Piece
 */

/** @param {string} text @returns {Piece[]} */
export function pieces(text) {
  return text
    .split(/(\[[^\]]*\])/)
    .filter(Boolean)
    .map((part) => (part[0] === '[' ? piece(part.slice(1, -1)) : { kind: 'text', text: part }));
}

/** @param {string} inside @returns {Piece} */
function piece(inside) {
  if (/^tap$/i.test(inside)) return { kind: 'tap', capital: inside[0] === 'T' };
  const [shown, source] = inside.split('|');
  if (source === 'sign') return { kind: 'text', text: shown };
  if (source !== undefined) {
    const [line, path, over, seeds] = source.split(' ');
    return { kind: 'number', text: shown, line, path, seeds: over === 'over' ? Number(seeds) : 0 };
  }
  const role = /^(hit|miss|stale|wait):(.*)$/.exec(inside);
  if (role) return { kind: 'role', role: /** @type {Role} */ (role[1]), text: role[2] };
  const [name, value = null] = inside.split('=');
  return { kind: 'field', name, value };
}

/** As somebody reads it out. @param {string} text */
export const plain = (text) =>
  pieces(text)
    .map((one) =>
      one.kind === 'field'
        ? [one.name.replaceAll('_', ' '), one.value].filter(Boolean).join(' ')
        : one.kind === 'tap'
          ? one.capital
            ? 'Tap'
            : 'tap'
          : one.text,
    )
    .join('');
