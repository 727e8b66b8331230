/**
 * The stage of a lane, in request order: readers, application instances, cache, database. Objects carry their own
 * data: the cache its key and what is left of its TTL, the database its connections, used ones filled. What moves is
 * `traffic.js`; where things stand is `places.js`.
 */

import { html, nothing, render as draw, svg } from 'lit-html';

import { KEY } from '../rows.js';
import { at } from '../steps.js';
import { span } from '../time.js';
import { words } from '../words.js';
import { cacheBox, keyAt } from './cachebox.js';
import { keep, places } from './places.js';
import { traffic } from './traffic.js';

/** @typedef {import('../run.js').Run} Run */
/** @typedef {import('./places.js').Places} Places */

/** Readers drawn as a crowd; they stand for all. */
const CROWD = 36;

/** Room that the number waiting needs beside the application's name, with how long they have been. */
const NOTE_PX = 155;

const reduced = matchMedia('(prefers-reduced-motion: reduce)');

/** @param {HTMLElement} root */
export function create(root) {
  /** @type {(() => void) | undefined} */
  let again;
  let width = 0;
  /** @type {number[]} */
  let spots = [];
  new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    again?.();
  }).observe(root);
  return {
    /**
     * The row of the request drawn nearest to a point of the stage, -1 when none is within reach.
     * @param {number} x @param {number} y @param {number} reach
     */
    nearest(x, y, reach) {
      let row = -1;
      for (let i = 0; i < spots.length; i += 3) {
        const apart = Math.hypot(spots[i + 1] - x, spots[i + 2] - y);
        if (apart < reach) [row, reach] = [spots[i], apart];
      }
      return row;
    },
    /**
     * @param {Run} run @param {import('../player.js').Cursor} cursor @param {import('../session.js').Bounds} _bounds
     * @param {string} title @param {number} followed the row of the request looked at @param {import('../run.js').EventKind[]} kinds
     */
    render(run, cursor, _bounds, title, followed, kinds) {
      again = () => this.render(run, cursor, _bounds, title, followed, kinds);
      if (!(width ||= root.clientWidth)) return;
      const where = places(width, Number(run.values.instances) || 1, Number(run.values.db_connections));
      const moving = traffic(run, cursor, where, reduced.matches);
      spots = moving.spots;
      const { height, middle, readers, cache, database } = where;
      const queued = at(run.steps.db_queued, cursor.at_ns);
      const waiting = at(run.steps.lock_waiting, cursor.at_ns);
      const in_flight = at(run.steps.db_in_flight, cursor.at_ns);
      const key = keyAt(run, kinds, cursor.at_ns);
      draw(
        html`<svg
          viewBox="0 0 ${width} ${height}"
          width=${width}
          height=${height}
          role="img"
          aria-label=${words.stageOf(title, [`${words.key(KEY)} ${key.text}`, key.more, waiting ? words.waiting(waiting, '') : '', words.inFlight(in_flight), queued ? words.queued(queued) : ''])}
        >
          <path class="road" d="M${readers.x + readers.rx} ${middle}H${database.x}" />
          ${crowd(where)}
          <path class="arrows" d=${cursor.playing && !reduced.matches ? nothing : moving.arrows || nothing} />
          ${['ask', 'hit', 'stale', 'miss', 'wait'].map(
            (role) =>
              svg`<path class="mover ${role}" d=${moving.shapes.get(/** @type {import('./mark.js').Role} */ (role)) ?? nothing} />`,
          )}
          ${halo(spots, followed)} ${apps(where)} ${cacheBox(where, key)}
          ${slots(where, in_flight, Number(run.values.db_connections))}
          ${name(readers.x, height, where.narrow ? words.readers : words.readersAt(run.values.rate))}
          ${name(where.apps.x, height, where.narrow ? words.instance(0).replace(/ .*/, '') : words.application)}
          ${name(cache.x, height, words.cache)}
          ${name(database.x, height, where.narrow ? words.database : words.databaseWith(run.values.db_connections))}
          ${note(cache.x - cache.w / 2 - 4, height - 8, 'waiting', waiting && !where.narrow ? words.waiting(waiting, cache.x - cache.w / 2 - where.apps.x < NOTE_PX ? '' : span((cursor.at_ns - moving.waiting_since_ns) / 1e6)) : '')}
          ${note(database.x - database.w / 2 - 6, height - 8, 'queued', queued && !where.narrow ? words.queued(queued) : '')}
        </svg>`,
        root,
      );
    },
  };
}

/** A ring around the request looked at. @param {number[]} spots @param {number} row */
function halo(spots, row) {
  let i = 0;
  while (i < spots.length && spots[i] !== row) i += 3;
  return row < 0 || i >= spots.length
    ? nothing
    : svg`<circle class="halo" cx=${spots[i + 1]} cy=${spots[i + 2]} r="9" />`;
}

/** @param {number} x @param {number} height @param {string} text */
const name = (x, height, text) => svg`<text class="name" x=${x} y=${height - 5} text-anchor="middle">${text}</text>`;

/** @param {number} x @param {number} y @param {string} role @param {string} text */
const note = (x, y, role, text) => svg`<text class="note ${role}" x=${x} y=${y} text-anchor="end">${text}</text>`;

/** @param {Places} where */
function crowd({ readers, middle, narrow }) {
  const dots = Array.from({ length: CROWD }, (_, i) => {
    const angle = keep(i, 5) * 2 * Math.PI;
    const far = Math.sqrt(keep(i, 6));
    return `M${(readers.x + Math.cos(angle) * far * readers.rx).toFixed(1)} ${(middle + Math.sin(angle) * far * readers.ry).toFixed(1)}h0`;
  });
  return svg`<path class="crowd ${narrow ? 'small' : ''}" d=${dots.join('')} />`;
}

/** @param {Places} where */
const apps = ({ apps: { x, w, h, ys, more }, narrow }) =>
  ys.map(
    (y, i) => svg`<rect class="box" x=${x - w / 2} y=${y - h / 2} width=${w} height=${h} rx="6" />
      <text class="in-box" x=${x} y=${y + 4} text-anchor="middle">${label(i, ys.length, more, narrow)}</text>`,
  );

/** @param {number} i @param {number} shown @param {number} more @param {boolean} narrow */
function label(i, shown, more, narrow) {
  if (more > 0 && i === shown - 1) return `+${more + 1}`;
  return narrow ? String(i + 1) : words.instance(i + 1);
}

/** Connections as slots, the used ones filled. @param {Places} where @param {number} used @param {number} connections */
function slots({ database: { x, w, h, columns, pitch_x, pitch_y, shown }, middle, narrow }, used, connections) {
  const gap = narrow ? 3 : 3.6;
  const left = x - (columns * pitch_x) / 2;
  const top = middle - (Math.ceil(shown / columns) * pitch_y) / 2;
  const slot = (/** @type {number} */ i) =>
    `M${(left + (i % columns) * pitch_x + gap / 2).toFixed(1)} ${(top + Math.floor(i / columns) * pitch_y + gap * 0.7).toFixed(1)}h${(pitch_x - gap).toFixed(1)}v${(pitch_y - gap * 1.4).toFixed(1)}h${(gap - pitch_x).toFixed(1)}z`;
  const filled = Math.min(shown, connections > shown ? Math.ceil((used / connections) * shown) : used);
  const outlines = Array.from({ length: shown }, (_, i) => slot(i));
  return svg`<rect class="box" x=${x - w / 2} y=${middle - h / 2} width=${w} height=${h} rx="9" />
    <path class="slots ${narrow ? 'small' : ''}" d=${outlines.slice(filled).join('') || nothing} />
    <path class="slots used" d=${outlines.slice(0, filled).join('') || nothing} />`;
}
