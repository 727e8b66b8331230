/**
 * The stage of a lane, in request order: readers, application instances, cache, database. Objects carry their own
 * data: the cache its key and what is left of its TTL, the database its connections, used ones filled. What moves is
 * `traffic.js`; where things stand is `places.js`. Up to some hundreds it is drawn here, one by one; a crowd is drawn
 * by `crowd.js`, which is fetched when there is one.
 */

import { html, nothing, render as draw, svg } from 'lit-html';

import { rowOf } from '../run/requests.js';
import { KEY } from '../run/rows.js';
import { at } from '../run/steps.js';
import { span } from '../line/time.js';
import { words } from '../kit/words.js';
import { cacheBox, keyAt } from './cachebox.js';
import { laneOf } from '../kit/lane.js';
import { outlineOf } from '../kit/mark.js';
import { INDIVIDUALS, keep, places, sizeOf } from './places.js';
import { LOOKS, MARK, traffic, WAY_REAL_NS } from './traffic.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('./places.js').Places} Places */

/** Readers drawn as a crowd; they stand for all. */
const READERS = 36;

/** Room that the number waiting needs beside the application's name, with how long they have been. */
const NOTE_PX = 155;

const reduced = matchMedia('(prefers-reduced-motion: reduce)');

/** @param {HTMLElement} place its data name the lane @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const size = sizeOf(place, app);
  /** As traffic.js gives them. @type {number[]} */
  let marks = [];
  /** @type {import('./crowd.js').Crowd | 'wanted' | 'lost' | null} */
  let crowd = null;
  return {
    /**
     * The row of the request drawn nearest to a point of the stage, -1 when none is within reach.
     * @param {number} x @param {number} y @param {number} reach
     */
    nearest(x, y, reach) {
      let row = -1;
      for (let i = 0; i < marks.length; i += MARK) {
        const apart = Math.hypot(marks[i + 1] - x, marks[i + 2] - y);
        if (apart < reach) [row, reach] = [marks[i], apart];
      }
      return row;
    },
    /** @param {import('../playback/player.js').Cursor} cursor */
    render(cursor) {
      const lane = laneOf(place, app);
      const { width, low } = size();
      if (!width || !lane) return;
      const { run, title } = lane;
      const { bounds, lanes } = app.session;
      const followed = rowOf(run, app.focus.actorOf(lanes));
      const { instances, db_connections, rate, arrivals, clients } = run.values;
      const readers_told = arrivals === 'closed' ? words.clients(clients) : words.readersAt(rate);
      const where = places(width, Number(instances) || 1, Number(db_connections), bounds.in_flight, low);
      const { height, middle, readers, cache, database, narrow } = where;
      const crowded = where.crowd || isStream(run);
      if (crowded) crowd ??= fetchCrowd();
      const painter = crowded && typeof crowd === 'object' ? crowd : null;
      const scale = painter?.scaleOf(run, where, bounds.in_flight, cursor.slowdown, reduced.matches) ?? null;
      const moving = traffic(run, cursor, where, reduced.matches, scale);
      marks = crowded && !painter ? [] : moving.marks;
      const queued = at(run.steps.db_queued, cursor.at_ns);
      const waiting = at(run.steps.lock_waiting, cursor.at_ns);
      const in_flight = at(run.steps.db_in_flight, cursor.at_ns);
      const key = keyAt(run, cursor.at_ns);
      // Told where there is room, and where everybody was looked at.
      const tell_since = cache.x - cache.w / 2 - where.apps.x >= NOTE_PX && (scale?.each ?? 1) === 1;
      const notes_y = height - (where.crowd ? 20 : 8);
      draw(
        html`<svg
            viewBox="0 0 ${width} ${height}"
            width=${width}
            height=${height}
            role="img"
            aria-label=${words.stageOf(title, [`${words.key(KEY)} ${key.text}`, key.more, waiting ? words.waiting(waiting, '') : '', words.inFlight(in_flight), queued ? words.queued(queued) : ''])}
          >
            <path class="road" d="M${readers.x + readers.rx} ${middle}H${database.x}" />
            ${crowdOfReaders(where)}
            ${crowded ? nothing : individuals(marks, narrow, cursor.playing && !reduced.matches)}
            ${halo(marks, followed)} ${apps(where)} ${cacheBox(where, key)}
            ${slots(where, in_flight, Number(db_connections))}
            ${name(readers.x, height, narrow ? words.readers : readers_told)}
            ${name(where.apps.x, height, narrow ? words.instance(0).replace(/ .*/, '') : words.application)}
            ${name(cache.x, height, words.cache)}
            ${name(database.x, height, narrow ? words.database : words.databaseWith(db_connections))}
            ${note(cache.x - cache.w / 2 - 4, notes_y, 'waiting', waiting && (where.crowd || !narrow) ? words.waiting(waiting, !tell_since ? '' : span((cursor.at_ns - moving.waiting_since_ns) / 1e6)) : '')}
            ${note(database.x - database.w / 2 - 6, notes_y, 'queued', queued && (where.crowd || !narrow) ? words.queued(queued) : '')}
          </svg>
          ${painter ? html`<div class="crowd"></div>` : crowded && crowd === 'lost' ? html`<p class="hint">${words.notLoaded}</p>` : nothing}`,
        place,
      );
      const over = /** @type {HTMLElement | null} */ (place.querySelector('.crowd'));
      if (painter && scale && over) painter.paint(over, moving.marks, run, cursor, where, scale);
    },
  };

  /** @returns {'wanted'} */
  function fetchCrowd() {
    import('./crowd.js').then(
      (module) => {
        crowd = module.create(app);
        app.redraw();
      },
      () => {
        crowd = 'lost';
        app.redraw();
      },
    );
    return 'wanted';
  }
}

/** Whether so many come by that, even when nobody waits, they cannot be told apart. @param {Run} run */
const isStream = ({ requests, end_ns }) => (requests.start_ns.length / end_ns) * (WAY_REAL_NS / 2) > INDIVIDUALS;

/** Everybody as an outline of their own, with an arrow ahead when they stand still. @param {number[]} marks @param {boolean} narrow @param {boolean} moving */
function individuals(marks, narrow, moving) {
  const shapes = LOOKS.map(() => '');
  let arrows = '';
  for (let i = 0; i < marks.length; i += MARK) {
    const [x, y, look, heading] = marks.slice(i + 1, i + MARK);
    const role = LOOKS[look];
    const radius = narrow ? (role === 'wait' && !heading ? 2.6 : 3.4) : 4.4;
    shapes[look] += outlineOf(role === 'ask' ? 'hit' : role, x, y, radius);
    if (heading && !moving) arrows += arrow(x + heading * (radius + 2), y, heading);
  }
  return svg`<path class="arrows" d=${arrows || nothing} />
    ${LOOKS.map((role, look) => svg`<path class="mover ${role}" d=${shapes[look] || nothing} />`)}`;
}

/** The head of an arrow. @param {number} x @param {number} y @param {number} heading 1 to the right, -1 to the left */
const arrow = (x, y, heading) => `M${x.toFixed(1)} ${(y - 3).toFixed(1)}l${heading * 4} 3l${-heading * 4} 3`;

/** A ring around the request looked at. @param {number[]} marks @param {number} row */
function halo(marks, row) {
  let i = 0;
  while (i < marks.length && marks[i] !== row) i += MARK;
  return row < 0 || i >= marks.length
    ? nothing
    : svg`<circle class="halo" cx=${marks[i + 1]} cy=${marks[i + 2]} r="9" />`;
}

/** @param {number} x @param {number} height @param {string} text */
const name = (x, height, text) => svg`<text class="name" x=${x} y=${height - 5} text-anchor="middle">${text}</text>`;

/** @param {number} x @param {number} y @param {string} role @param {string} text */
const note = (x, y, role, text) => svg`<text class="note ${role}" x=${x} y=${y} text-anchor="end">${text}</text>`;

/** @param {Places} where */
function crowdOfReaders({ readers, middle, narrow }) {
  const dots = Array.from({ length: READERS }, (_, i) => {
    const angle = keep(i, 5) * 2 * Math.PI;
    const far = Math.sqrt(keep(i, 6));
    return `M${(readers.x + Math.cos(angle) * far * readers.rx).toFixed(1)} ${(middle + Math.sin(angle) * far * readers.ry).toFixed(1)}h0`;
  });
  return svg`<path class="readers ${narrow ? 'small' : ''}" d=${dots.join('')} />`;
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
function slots({ database, middle, narrow }, used, connections) {
  const { x, w, h, columns, pitch_x, pitch_y } = database;
  const shown = database.slots ? database.shown : 0;
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
