/** Styles of a view that comes later: they come with it, once for each playground that shows it. */

/** @type {Map<string, CSSStyleSheet>} */
const made = new Map();

/** @param {HTMLElement} root of the view @param {string} css */
export function adopt(root, css) {
  const shadow = /** @type {ShadowRoot} */ (root.getRootNode());
  const sheet = made.get(css) ?? new CSSStyleSheet();
  if (!made.has(css)) sheet.replaceSync(css);
  made.set(css, sheet);
  if (!shadow.adoptedStyleSheets.includes(sheet)) shadow.adoptedStyleSheets.push(sheet);
}
