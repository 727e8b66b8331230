/** The shortcuts of a page with a single playground: they work even if it does not have the focus. */

/** @param {import('../frame/element.js').CacheAsidePlayground} playground */
export function keysOf(playground) {
  addEventListener('keydown', (event) => {
    if (event.target === document.body) playground.key(event);
  });
}
