/**
 * Ties one playground to the page's address: what the address says is opened, what changes is written back, in place,
 * so that one press of Back leaves the page. While the run plays the address does not change.
 */

import { readAddress, writeAddress } from '../line/place.js';

/** @typedef {import('../frame/element.js').CacheAsidePlayground} CacheAsidePlayground */

/** Browsers limit how often a page writes its address: a cursor being dragged is written once it rests. */
const SETTLED_MS = 200;

/** The address of the run as it stands, from `#` on. @param {CacheAsidePlayground} playground */
export const addressOf = ({ session, player }) =>
  writeAddress({ line: session.line, compare: session.compare, at_ns: player.at_ns });

/** @param {CacheAsidePlayground} playground */
export function tieToAddress(playground) {
  let known = location.hash;
  let waiting = 0;
  /** @param {number} [at_ns] where to stand if it says nothing about that */
  const open = (at_ns) => {
    const place = readAddress(location.hash);
    playground.update({ place, at_ns: place.at_ns ?? at_ns });
  };
  const write = () => {
    clearTimeout(waiting);
    const hash = addressOf(playground);
    if (hash === known) return;
    known = hash;
    try {
      history.replaceState(history.state, '', hash);
    } catch {
      // Some frames may not change their address (about:srcdoc, a sandbox): the playground works all the same.
    }
  };
  playground.addEventListener('cache-aside-run', write);
  playground.addEventListener('cache-aside-cursor', () => {
    clearTimeout(waiting);
    if (!playground.player.playing) waiting = window.setTimeout(write, SETTLED_MS);
  });
  addEventListener('hashchange', () => {
    if (location.hash === known) return;
    known = location.hash;
    open(0);
  });
  open();
}
