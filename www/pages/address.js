/**
 * Connects a playground with the page's address. The run in the address is opened, and changes replace the address, so
 * that Back leaves the page. Only opening another run, such as a preset, makes an entry in the history: Back returns to
 * the previous run. The address does not change while the run plays.
 */

import { readAddress, writeAddress } from '../line/place.js';

/** @typedef {import('../frame/element.js').CacheAsidePlayground} CacheAsidePlayground */

/**
 * The delay before the address is written, because browsers limit the rate. A dragged cursor is written when it rests.
 */
const SETTLED_MS = 200;

/** The address of the current run, from `#` on. @param {CacheAsidePlayground} playground */
export const addressOf = ({ session, player }) =>
  // A line that was opened and refused stays where it was given.
  writeAddress({ ...session, line: session.refused?.line ?? session.line, at_ns: player.at_ns });

/** @param {CacheAsidePlayground} playground */
export function tieToAddress(playground) {
  let known = location.hash;
  let waiting = 0;
  /** Whether the next run makes an entry in the history. */
  let another = false;
  /** Whether the address itself is being opened. */
  let following = false;
  /** @param {number} [at_ns] the cursor, if the address has none */
  const open = (at_ns) => {
    const place = readAddress(location.hash);
    // What was about to be written is about the run that is left.
    clearTimeout(waiting);
    following = true;
    // With a time in the address the run is paused, on an open page as on a new one.
    playground.update({ place, at_ns: place.at_ns ?? at_ns, playing: place.at_ns === null ? undefined : false });
    following = false;
  };
  const write = () => {
    clearTimeout(waiting);
    const hash = addressOf(playground);
    if (hash === known) return;
    known = hash;
    try {
      if (another) history.pushState(null, '', hash);
      else history.replaceState(history.state, '', hash);
    } catch {
      // Some frames may not change their address (about:srcdoc, a sandbox). The playground works without it.
    }
  };
  playground.addEventListener('cache-aside-open', () => {
    // Saves the state of the run that is left.
    if (!following && playground.session.lanes.length) write();
    another = !following && playground.session.lanes.length > 0;
  });
  playground.addEventListener('cache-aside-run', () => {
    write();
    another = false;
  });
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
