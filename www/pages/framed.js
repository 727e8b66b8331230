/** The behaviour of a page inside a frame of another page. */

import { tellAnybody } from './parent.js';

/** The attributes that may be in the query: `embed.html?theme=dark&autoplay#v=1&ttl=2s`. */
const LOOKS = ['theme', 'autoplay', 'controls', 'editing', 'panels', 'quiz', 'quiz-text', 'step', 'draw'];

/** @param {HTMLElement} playground */
export function lookAsAsked(playground) {
  for (const [name, value] of new URLSearchParams(location.search))
    if (LOOKS.includes(name)) playground.setAttribute(name, value);
  // The background around the element belongs to the page.
  const theme = playground.getAttribute('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
}

/**
 * Sends the height of the page to the parent whenever it changes, as its own message and as LTI's.
 *
 * It is always the height without a scroll bar. With a scroll bar the page is narrower and may have another height, at
 * which no scroll bar is needed, and so on for ever. A frame with the given height shows no scroll bar.
 */
export function tellHeight() {
  const root = document.documentElement;
  let height_told = 0;
  let asked = 0;
  function settle() {
    asked = 0;
    root.style.overflowY = 'hidden';
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (innerHeight < height) root.style.overflowY = '';
    if (height === height_told) return;
    height_told = height;
    tellAnybody({ type: 'cache-aside-playground:height', height });
    tellAnybody({ subject: 'lti.frameResize', height });
  }
  if (parent === window) return;
  // On the next frame, because a change of the height during the measurement would trigger it again.
  const soon = () => (asked ||= requestAnimationFrame(settle));
  new ResizeObserver(soon).observe(root);
  addEventListener('resize', soon);
}
