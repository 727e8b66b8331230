/**
 * The time axis under all lanes, the cursor across them, and the veil over what is still to come. Dragging on it moves
 * the cursor; for the keyboard there is the slider of the transport.
 */

import { ticks as ticksOf } from 'd3-array';
import { html, render as draw } from 'lit-html';

import { widthOf } from '../kit/width.js';
import { pokesOf } from '../line/pokes.js';
import { span } from '../line/time.js';

/** A label needs about this many pixels. */
const LABEL_PX = 110;

/** @param {HTMLElement} place laid over the plots of all lanes @param {import('../playback/app.js').App} app */
export function create(place, { session, commands, redraw }) {
  const widthNow = widthOf(place, redraw);
  const scrub = (/** @type {PointerEvent} */ event) => {
    const box = place.getBoundingClientRect();
    commands.seek(((event.clientX - box.left) / box.width) * session.bounds.end_ns);
  };
  place.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    place.setPointerCapture(event.pointerId);
    scrub(event);
  });
  place.addEventListener('pointermove', (event) => {
    if (place.hasPointerCapture(event.pointerId)) scrub(event);
  });
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render(cursor) {
      const { lanes, values } = session;
      if (!lanes.length) return;
      const { end_ns } = session.bounds;
      const width = widthNow();
      const ticks = ticksOf(0, end_ns / 1e6, Math.max(2, Math.floor((width || 800) / LABEL_PX)));
      // Moved and clipped, so that a frame needs no layout; on whole pixels, so that the line is sharp.
      const x = Math.round((cursor.at_ns / end_ns) * width);
      draw(
        html`${ticks.map(
            (ms) =>
              html`<i class="tick" .style=${`inset-inline-start:${(ms / (end_ns / 1e6)) * 100}%`}
                ><span class=${edge(ms, end_ns / 1e6)}>${tickText(ms)}</span></i
              >`,
          )}
          ${pokesOf(values.do).map(
            ({ at_ns, action }) =>
              html`<i class="poke" .style=${`inset-inline-start:${(at_ns / end_ns) * 100}%`}
                ><span>${action.replaceAll('_', ' ')}</span></i
              >`,
          )}
          <i class="veil" .style=${`clip-path:inset(0 0 0 ${x}px)`}></i>
          <i class="cursor" .style=${`transform:translateX(${x}px)`}></i>`,
        place,
      );
    },
  };
}

/** Whole seconds without decimals. @param {number} ms */
const tickText = (ms) => (ms % 1000 === 0 ? `${ms / 1000} s` : span(ms));

/** The first and the last label stay inside. @param {number} ms @param {number} end_ms */
const edge = (ms, end_ms) => (ms === 0 ? 'first' : ms > end_ms * 0.985 ? 'last' : '');
