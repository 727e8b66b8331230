/** A sequence diagram at the cursor's time, with a button to save it as SVG. */

import { html, nothing, svg } from 'lit-html';

import css from '../styles/diagram.css?inline';
import { adopt } from '../kit/sheet.js';
import { writeAddress } from '../line/place.js';
import { diagramOf } from './diagram.js';
import { diagramWords as words } from './words.js';

/** How long the URL of a file stays valid: Safari starts a download some time after the click. */
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

/** The computed styles that are written into a file, which has no style sheet. */
const STYLES = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-size',
  'font-weight',
  'font-family',
];

/**
 * Saves the drawing with its colours and its source.
 * @param {import('../playback/app.js').App} app @param {Event} event @param {string[]} names
 */
function save({ session, page, shadow }, event, names) {
  const button = /** @type {Element} */ (event.currentTarget);
  const drawing = /** @type {SVGSVGElement} */ (button.previousElementSibling);
  const copy = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
  const shapes = copy.querySelectorAll('path, text');
  drawing.querySelectorAll('path, text').forEach((shape, i) => {
    const style = getComputedStyle(shape);
    for (const name of STYLES) shapes[i].setAttribute(name, style.getPropertyValue(name));
    shapes[i].removeAttribute('class');
  });
  const ground = document.createElementNS(copy.namespaceURI, 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', getComputedStyle(shadow.host).backgroundColor);
  const from = document.createElementNS(copy.namespaceURI, 'desc');
  from.textContent = page + writeAddress({ ...session, at_ns: 0 });
  copy.prepend(from, ground);
  const href = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }));
  Object.assign(document.createElement('a'), { href, download: `cache-aside-${names.join('-')}.svg` }).click();
  setTimeout(() => URL.revokeObjectURL(href), GOOD_MS);
}
