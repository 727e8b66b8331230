/**
 * The time axis below all lanes, the cursor across them, and the veil over the future. Dragging moves the cursor; for
 * the keyboard there is the slider in the transport.
 */

import { ticks as ticksOf } from 'd3-array';
import { html, render as draw } from 'lit-html';

import { widthOf } from '../kit/width.js';
import { pokesOf } from '../line/pokes.js';
import { span } from '../line/time.js';

/** The approximate width of a label in pixels. */
const LABEL_PX = 110;

/** @param {HTMLElement} place which covers the plots of all lanes @param {import('../playback/app.js').App} app */
export function create(place, { session, commands, redraw }) {
  const widthNow = widthOf(place, redraw);
  /** Draws pokes; loaded with the first of them. @type {import('./poke_marks.js').Marks | null | undefined} */
  let drawn;
  const marks = (/** @type {import('../line/pokes.js').Poke[]} */ pokes, /** @type {number} */ width) => {
    if (!pokes.length) return '';
    if (drawn === undefined) {
      drawn = null;
      import('./poke_marks.js').then(
        ({ marks }) => {
          drawn = marks;
          redraw();
        },
        () => {},
      );
    }
    return drawn?.(pokes, session, width) ?? '';
  };
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
      // The cursor and the veil are moved and clipped, so that no layout is needed, and placed on whole pixels, so that
      // the line is sharp.
      const x = Math.round((cursor.at_ns / end_ns) * width);
      draw(
        html`${ticks.map(
            (ms) =>
              html`<i class="tick" .style=${`inset-inline-start:${(ms / (end_ns / 1e6)) * 100}%`}
                ><span class=${edge(ms, end_ns / 1e6)}>${tickText(ms)}</span></i
              >`,
          )}
          ${marks(pokesOf(values.do), width)}
          <i class="veil" .style=${`clip-path:inset(0 0 0 ${x}px)`}></i>
          <i class="cursor" .style=${`transform:translateX(${x}px)`}></i>`,
        place,
      );
    },
  };
}

/** Whole seconds without decimals. @param {number} ms */
const tickText = (ms) => (ms % 1000 === 0 ? `${ms / 1000} s` : span(ms));

/** The class that keeps the first and the last label inside. @param {number} ms @param {number} end_ms */
const edge = (ms, end_ms) => (ms === 0 ? 'first' : ms > end_ms * 0.985 ? 'last' : '');
