/**
 * A picture of the lanes, with stage and charts, collected from the screen as outlines and texts, with link, seed and
 * fingerprints below. It is written as SVG or painted for PNG. Neither loads an image, so both work with a strict
 * policy.
 */

import { clock } from '../line/time.js';
import { outlinesOn } from '../stage/crowd.js';
import { stampLines } from './stamp.js';

/**
 * @typedef {object} Outline
 * @property {string} d
 * @property {DOMMatrix} matrix
 * @property {string} fill
 * @property {string} stroke
 * @property {number} width of the stroke
 * @property {number[]} dash
 * @property {boolean} round
 */
/**
 * @typedef {object} Label
 * @property {number} x
 * @property {number} y
 * @property {string} text
 * @property {string} fill
 * @property {number} size
 * @property {boolean} bold
 * @property {'start' | 'middle' | 'end'} anchor
 */
/** @typedef {{ width: number, height: number, ground: string, parts: (Outline | Label)[] }} Picture */

const MARGIN = 20;
const GAP = 10;
const LINE = 15;
const FAMILY = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

const brush = /** @type {OffscreenCanvasRenderingContext2D} */ (
  new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
);

/**
 * A colour in a form that every SVG viewer supports.
 * @param {string} colour @param {string} opacity
 */
function plain(colour, opacity) {
  if (colour === 'none' || opacity === '0') return 'none';
  brush.clearRect(0, 0, 1, 1);
  brush.globalAlpha = Number(opacity);
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
  return a === 0 ? 'none' : `rgba(${r},${g},${b},${Math.round((a / 255) * 100) / 100})`;
}

/** Any shape as an outline. @param {SVGElement} shape */
function outlineOf(shape) {
  const of = (/** @type {string} */ name) => Number(shape.getAttribute(name) ?? 0);
  if (shape.tagName === 'circle') {
    const r = of('r');
    return `M${of('cx') + r} ${of('cy')}a${r} ${r} 0 1 1 ${-2 * r} 0a${r} ${r} 0 1 1 ${2 * r} 0`;
  }
  if (shape.tagName !== 'rect') return shape.getAttribute('d') ?? '';
  const [x, y, w, h, r] = [of('x'), of('y'), of('width'), of('height'), Math.min(of('rx'), of('width') / 2)];
  const corner = (/** @type {number} */ dx, /** @type {number} */ dy) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return `M${x + r} ${y}h${w - 2 * r}${corner(r, r)}v${h - 2 * r}${corner(-r, r)}h${2 * r - w}${corner(-r, -r)}v${2 * r - h}${corner(r, -r)}z`;
}

/** @param {SVGSVGElement} svg @param {number} left @param {number} top @returns {(Outline | Label)[]} */
function partsOf(svg, left, top) {
  const box = svg.getBoundingClientRect();
  const place = new DOMMatrix().translate(left - box.left, top - box.top);
  return Array.from(svg.querySelectorAll('path, circle, rect, text')).flatMap(
    /** @returns {(Outline | Label)[]} */ (found) => {
      const shape = /** @type {SVGGraphicsElement} */ (found);
      const style = getComputedStyle(shape);
      const matrix = place.multiply(/** @type {DOMMatrix} */ (shape.getScreenCTM()));
      const fill = plain(style.fill, style.opacity);
      if (shape.tagName === 'text') {
        const { x, y } = matrix.transformPoint({
          x: Number(shape.getAttribute('x') ?? 0),
          y: Number(shape.getAttribute('y') ?? 0),
        });
        const anchor = /** @type {'start' | 'middle' | 'end'} */ (style.textAnchor);
        const text = shape.textContent?.trim() ?? '';
        return text
          ? [{ x, y, text, fill, size: parseFloat(style.fontSize), bold: Number(style.fontWeight) > 500, anchor }]
          : [];
      }
      const d = outlineOf(shape);
      const stroke = plain(style.stroke, style.opacity);
      const dash = style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(',').map(parseFloat);
      const round = style.strokeLinecap === 'round';
      return d ? [{ d, matrix, fill, stroke, width: parseFloat(style.strokeWidth), dash, round }] : [];
    },
  );
}

/**
 * @param {ShadowRoot} shadow @param {import('../session/session.js').Lane[]} lanes @param {number} at_ns
 * @param {import('./stamp.js').Stamp} stamp @returns {Picture}
 */
export function pictureOf(shadow, lanes, at_ns, stamp) {
  const style = getComputedStyle(shadow.host);
  const [ink, ground] = [plain(style.color, '1'), plain(style.backgroundColor, '1')];
  /** @type {(Outline | Label)[]} */
  const parts = [];
  let y = MARGIN;
  let width = 0;
  const label = (/** @type {string} */ text, size = 11, bold = false) => {
    y += size + 4;
    parts.push({ x: MARGIN, y, text, fill: ink, size, bold, anchor: 'start' });
  };
  lanes.forEach(({ title }, i) => {
    label(title, 15, true);
    y += GAP / 2;
    for (const name of ['stage', 'dice', 'swim', 'load', 'chart']) {
      const place = shadow.querySelector(`[data-view="${name}"][data-lane="${i}"]`);
      const svg = /** @type {SVGSVGElement | null | undefined} */ (place?.querySelector('svg'));
      const box = svg?.getBoundingClientRect();
      if (!svg || !box?.height) continue;
      parts.push(...partsOf(svg, MARGIN, y));
      const crowd = place?.querySelector('.crowd');
      if (crowd) parts.push(...crowdOn(crowd, MARGIN, y));
      if (name === 'swim' || name === 'load' || name === 'chart')
        parts.push(upright(cursorAt(shadow), y, box.height + GAP, ink));
      width = Math.max(width, box.width);
      y += box.height + GAP;
    }
    y += GAP;
  });
  for (const { x, text } of ticksOf(shadow)) {
    parts.push({ x: MARGIN + x, y, text, fill: ink, size: 11, bold: false, anchor: x > 0 ? 'middle' : 'start' });
  }
  y += GAP;
  label(clock(at_ns));
  for (const line of stampLines(stamp)) label(line);
  return { width: Math.ceil(width + 2 * MARGIN), height: Math.ceil(y + LINE), ground, parts };
}

/** A crowd, with the followed requests above it. @param {Element} place @param {number} left @param {number} top */
function crowdOn(place, left, top) {
  const matrix = new DOMMatrix().translate(left, top);
  const marks = outlinesOn(place)
    .filter(({ d }) => d)
    .map(({ d, fill }) => ({ d, matrix, fill: plain(fill, '1'), stroke: 'none', width: 0, dash: [], round: false }));
  const followed = place.querySelector('svg');
  return [...marks, ...(followed ? partsOf(followed, left, top) : [])];
}

/** The position of a mark on the time axis. @param {ShadowRoot} shadow @param {Element | null} mark */
function along(shadow, mark) {
  const axis = shadow.querySelector('.axis')?.getBoundingClientRect();
  return axis && mark ? mark.getBoundingClientRect().left - axis.left : 0;
}

/** @param {ShadowRoot} shadow */
const cursorAt = (shadow) => MARGIN + 1 + along(shadow, shadow.querySelector('.axis .cursor'));

/** @param {ShadowRoot} shadow */
const ticksOf = (shadow) =>
  Array.from(shadow.querySelectorAll('.axis .tick'), (tick) => ({
    x: along(shadow, tick),
    text: tick.textContent?.trim() ?? '',
  }));

/** @param {number} x @param {number} y @param {number} height @param {string} stroke @returns {Outline} */
const upright = (x, y, height, stroke) => ({
  d: `M${x} ${y}v${height}`,
  matrix: new DOMMatrix(),
  fill: 'none',
  stroke,
  width: 1.5,
  dash: [],
  round: false,
});

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** @param {Picture} picture */
export function svgOf({ width, height, ground, parts }) {
  const drawn = parts.map((part) => {
    if ('text' in part) {
      const { x, y, text, fill, size, bold, anchor } = part;
      return `<text x="${x}" y="${y}" fill="${fill}" font-size="${size}" font-weight="${bold ? 650 : 400}" text-anchor="${anchor}">${escaped(text)}</text>`;
    }
    const { d, matrix: m, fill, stroke, width: thick, dash, round } = part;
    const line =
      stroke === 'none' ? '' : ` stroke="${stroke}" stroke-width="${thick}" vector-effect="non-scaling-stroke"`;
    const dashes = dash.length && line ? ` stroke-dasharray="${dash.join(' ')}"` : '';
    const cap = round && line ? ' stroke-linecap="round"' : '';
    return `<path d="${d}" transform="matrix(${[m.a, m.b, m.c, m.d, m.e, m.f].join(' ')})" fill="${fill}"${line}${dashes}${cap}/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FAMILY}"><rect width="100%" height="100%" fill="${ground}"/>${drawn.join('')}</svg>\n`;
}

/** @param {Picture} picture @param {number} [scale] pixels of the picture to one of the screen */
export function pngOf({ width, height, ground, parts }, scale = 2) {
  const canvas = new OffscreenCanvas(width * scale, height * scale);
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  pen.scale(scale, scale);
  pen.fillStyle = ground;
  pen.fillRect(0, 0, width, height);
  for (const part of parts) {
    if ('text' in part) {
      pen.font = `${part.bold ? 650 : 400} ${part.size}px ${FAMILY}`;
      pen.textAlign = part.anchor === 'middle' ? 'center' : part.anchor;
      pen.fillStyle = part.fill;
      pen.fillText(part.text, part.x, part.y);
      continue;
    }
    const path = new Path2D();
    path.addPath(new Path2D(part.d), part.matrix);
    if (part.fill !== 'none') {
      pen.fillStyle = part.fill;
      pen.fill(path);
    }
    if (part.stroke !== 'none') {
      pen.strokeStyle = part.stroke;
      pen.lineWidth = part.width;
      pen.lineCap = part.round ? 'round' : 'butt';
      pen.setLineDash(part.dash);
      pen.stroke(path);
    }
  }
  return canvas.convertToBlob({ type: 'image/png' });
}
