/** Starts to prefetch the parts that are not visible at first, after the first run, when the browser is idle. */

const IDLE_MS = 2_000;

/** @param {HTMLElement} playground */
export function aheadOf(playground) {
  const fetch = () =>
    import('../frame/ahead.js').then(
      ({ fetchAhead }) => fetchAhead(),
      () => {},
    );
  const later = () => ('requestIdleCallback' in globalThis ? requestIdleCallback(fetch) : setTimeout(fetch, IDLE_MS));
  playground.addEventListener('cache-aside-run', later, { once: true });
}
