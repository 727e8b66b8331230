/**
 * The marks of a Python listing, by the commands to cache and database on its lines. The machine knows the line of each
 * request more exactly; marks are for what it does not run: an order of commands, or a run whose code is not computed
 * yet.
 */

/** @typedef {import('./listing.js').Line} Line */

/** The verbs of a reader, a refresh or a flight, with their marks. @type {[verb: RegExp, marks: string[]][]} */
const OF_READS = [
  [/\bdb\.query\(/, ['db', 'b-db']],
  [/\bcache\.wait\(|\bonce\(/, ['lock']],
  [/\bcache\.(get|get_or_lease|lock)\(/, ['cache', 'b-cache']],
  [/\bcache\.\w+\(/, ['store', 'b-store']],
];

/** @param {Line[]} lines @param {boolean} writes whether they are of a write policy @returns {Line[]} */
export const marked = (lines, writes) => (writes ? markedWrite(lines) : lines.map(markedRead));

/** @param {Line} line @returns {Line} */
const markedRead = ({ text }) => ({ text, marks: OF_READS.find(([verb]) => verb.test(code(text)))?.[1] ?? [] });

/** The mark of a writer depends on the update: before, at, after it. @param {Line[]} lines @returns {Line[]} */
function markedWrite(lines) {
  let after = false;
  return lines.map(({ text }) => {
    const update = /\bdb\.update\(/.test(code(text));
    after = (after || update) && !/^def /.test(text);
    const place = update ? 'w-db' : /\bcache\.\w+\(/.test(code(text)) ? (after ? 'w-app' : 'w-cache') : null;
    return { text, marks: place ? [place] : [] };
  });
}

/** A line without its comment. @param {string} text */
const code = (text) => text.split('#')[0];
