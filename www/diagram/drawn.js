/** A sequence diagram drawn live, on the cursor's time, with a button to take it away as SVG. */

import { html, nothing, svg } from 'lit-html';

import css from '../styles/diagram.css?inline';
import { adopt } from '../kit/sheet.js';
import { diagramOf } from './diagram.js';
import { diagramWords as words } from './words.js';

/** A file's address is good for so long: Safari begins a download some time after the click. */
const GOOD_MS = 40_000;

/**
 * @param {import('../playback/app.js').App} app @param {import('../engine/run.js').Run} run @param {number[]} rows
 * @param {number} width @param {number} at_ns
 */
export function sequenceDrawn(app, run, rows, width, at_ns) {
  adopt(app, css);
  const diagram = diagramOf(run, app.session.catalogue?.kinds ?? [], rows, width, at_ns);
  if (!diagram || !diagram.shapes.length) return nothing;
  const { height, shapes, names } = diagram;
  return html`<svg
      class="sequence"
      viewBox="0 0 ${width} ${height}"
      width=${width}
      height=${height}
      role="img"
      aria-label=${words.of(names)}
    >
      ${shapes.map((shape) =>
        'text' in shape
          ? svg`<text class=${shape.class} x=${shape.x} y=${shape.y} text-anchor=${shape.anchor}>${shape.text}</text>`
          : svg`<path class=${shape.class} d=${shape.d} />`,
      )}
    </svg>
    <button type="button" class="quiet save-sequence" @click=${(/** @type {Event} */ event) => save(app, event, names)}>
      ${words.save}
    </button>`;
}

/** As it stands, colours and all, with where it comes from. @param {import('../playback/app.js').App} app @param {Event} event @param {string[]} names */
async function save(app, event, names) {
  const button = /** @type {Element} */ (event.currentTarget);
  const drawing = /** @type {SVGSVGElement} */ (button.previousElementSibling);
  const { drawingOf, svgOf } = await import('../share/picture.js');
  const { stampOf } = await import('../share/stamp.js');
  const file = `cache-aside-${names.join('-')}.svg`;
  const text = svgOf(drawingOf(app, drawing, words.of(names), stampOf(app.session, 0, app.page)));
  const href = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  Object.assign(document.createElement('a'), { href, download: file }).click();
  setTimeout(() => URL.revokeObjectURL(href), GOOD_MS);
}
