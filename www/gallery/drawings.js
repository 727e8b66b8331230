/** The drawings of the gallery's runs, computed when their cards become visible. */

import { drawing } from './thumbnail.js';

/** @typedef {import('../engine/run.js').Preset} Preset */

/** Drawings by the line of their run. @type {Map<string, import('./thumbnail.js').Drawing>} */
const drawn = new Map();

/** @param {HTMLElement} place the scroll container of the cards @param {import('../playback/app.js').App} app */
export function drawingsOf(place, { session, redraw }) {
  const abort = new AbortController();
  /**
   * The lines of visible cards without a drawing. The latest one is drawn first.
   * @type {Set<string>}
   */
  const wanted = new Set();
  let computing = false;
  let watched = false;

  /** Computes one run at a time, so that the worker is soon free for a run that is opened. */
  async function compute() {
    if (computing) return;
    computing = true;
    for (let line; (line = [...wanted].at(-1)) !== undefined; wanted.delete(line)) {
      try {
        drawn.set(line, drawing(await session.engine.run(line, { signal: abort.signal })));
        redraw();
      } catch {
        // The card has no drawing. The error is reported when the run is opened.
      }
    }
    computing = false;
  }

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries.reverse()) {
        const preset = session.catalogue?.presets.find(({ name }) => name === target.getAttribute('data-preset'));
        if (preset && isIntersecting && !drawn.has(preset.line)) wanted.add(preset.line);
        else if (preset) wanted.delete(preset.line);
      }
      compute();
    },
    { root: place },
  );

  return {
    /** @param {Preset} preset */
    of: ({ line }) => drawn.get(line),
    /** @param {NodeListOf<Element>} cards */
    watch(cards) {
      if (watched || !cards.length) return;
      watched = true;
      for (const card of cards) observer.observe(card);
    },
    stop() {
      wanted.clear();
      abort.abort();
      observer.disconnect();
    },
  };
}
