/**
 * Ties one playground to the page's address: what the address says is opened, what changes is written back, in place,
 * so that one press of Back leaves the page. While playing the address rests; it is written when the cursor does.
 */

import { readAddress, writeAddress } from './state.js';

/** @typedef {import('./element.js').CacheAsidePlayground} CacheAsidePlayground */

/**
 * @param {CacheAsidePlayground} playground
 * @param {(hash: string) => void} [written] called with what the address is now
 */
export function tieToAddress(playground, written = () => {}) {
  let written_last = location.hash;
  const open = () => playground.update({ place: readAddress(location.hash) });
  const write = () => {
    const { session, player } = playground;
    if (!session.lanes.length) return;
    const hash = writeAddress({ line: session.line, compare: session.compare, at_ns: Math.round(player.at_ns) });
    written(hash);
    if (player.playing || hash === written_last) return;
    written_last = hash;
    try {
      history.replaceState(history.state, '', hash);
    } catch {
      // Some frames may not touch their address (about:srcdoc, too many calls): the run is none the worse for it.
    }
  };
  playground.addEventListener('cache-aside-run', write);
  playground.addEventListener('cache-aside-cursor', write);
  addEventListener('hashchange', () => {
    if (location.hash === written_last) return;
    written_last = location.hash;
    open();
  });
  open();
}
