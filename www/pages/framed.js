/** What a page does inside another page's frame. */

/** How it looks may stand in the query: `embed.html?theme=dark&autoplay#v=1&ttl=2s`. */
const LOOKS = ['theme', 'autoplay', 'controls', 'panels', 'quiz', 'quiz-text', 'step'];

/** @param {HTMLElement} playground */
export function lookAsAsked(playground) {
  for (const [name, value] of new URLSearchParams(location.search))
    if (LOOKS.includes(name)) playground.setAttribute(name, value);
}

/** Tells the parent how high the page is, whenever that changes: in a message of its own, and as LTI's. */
export function tellHeight() {
  let height_told = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === height_told || parent === window) return;
    height_told = height;
    parent.postMessage({ type: 'cache-aside-playground:height', height }, '*');
    parent.postMessage({ subject: 'lti.frameResize', height }, '*');
  }).observe(document.documentElement);
}

/**
 * Tells the parent how far somebody has come in the lesson, as the element tells the page.
 * @param {HTMLElement} playground
 */
export function tellSteps(playground) {
  playground.addEventListener('cache-aside-step', (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (parent !== window) parent.postMessage({ type: 'cache-aside-playground:step', ...detail }, '*');
  });
}
