/** The styles of a view that is loaded later. They are added with it, once for each playground. */

/** @type {Map<string, CSSStyleSheet>} */
const made = new Map();

/** @param {Pick<import('../playback/app.js').App, 'shadow'>} app @param {string} css */
export function adopt({ shadow }, css) {
  const sheet = made.get(css) ?? new CSSStyleSheet();
  if (!made.has(css)) sheet.replaceSync(css);
  made.set(css, sheet);
  if (!shadow.adoptedStyleSheets.includes(sheet)) shadow.adoptedStyleSheets.push(sheet);
}
