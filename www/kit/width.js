/** The width of a view's place. Views that draw in pixels are redrawn when it changes. */

/**
 * @param {HTMLElement} place @param {() => void} redraw
 * @returns {() => number} the width now, 0 while the place is not laid out
 */
export function widthOf(place, redraw) {
  let width = 0;
  new ResizeObserver(() => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    redraw();
  }).observe(place);
  return () => (width ||= place.clientWidth);
}
