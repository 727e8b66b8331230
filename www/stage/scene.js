/** The picture of a stage at the cursor: road, objects with their data, names under them, requests one by one. */

import { nothing, html, svg } from 'lit-html';

import { KEY } from '../run/rows.js';
import { at } from '../run/steps.js';
import { span } from '../line/time.js';
import { outlineOf } from '../kit/mark.js';
import { keep } from '../kit/scatter.js';
import { cacheBox, keyAt } from './cachebox.js';
import { LOOKS, MARK } from './traffic.js';
import { stageWords } from './words.js';

/** @typedef {import('./places.js').Places} Places */
/** @typedef {import('../session/session.js').Lane} Lane */
/** @typedef {import('../playback/player.js').Cursor} Cursor */
/**
 * @typedef {object} Moving
 * @property {number[]} marks as traffic.js gives them
 * @property {number} waiting_since_ns when the longest wait for a lock began
 * @property {boolean} crowded the requests are a crowd, drawn over the scene and not in it
 * @property {number} followed the row of the request looked at, -1 without one
 * @property {boolean} arrows whether an arrow says which way a request goes: at rest its motion does not
 * @property {boolean} all whether every request was looked at
 */

/** Dots drawn for readers; they stand for all. */
const READERS = 36;

/** @param {Lane} lane @param {Cursor} cursor @param {Places} where @param {Moving} moving */
export function scene({ run, title }, { at_ns }, where, moving) {
  const { width, height, middle, readers, database, narrow } = where;
  const key = keyAt(run, at_ns);
  const counts = {
    waiting: at(run.steps.lock_waiting, at_ns),
    queued: at(run.steps.db_queued, at_ns),
    in_flight: at(run.steps.db_in_flight, at_ns),
  };
  const { waiting, queued, in_flight } = counts;
  const updates = at(run.steps.updates_in_flight, at_ns);
  const told = [
    `${stageWords.key(KEY)} ${key.text}`,
    key.more,
    waiting ? stageWords.waiting(waiting, '') : '',
    stageWords.inFlight(in_flight - updates, updates),
    queued ? stageWords.queued(queued) : '',
  ];
  return html`<svg
    viewBox="0 0 ${width} ${height}"
    width=${width}
    height=${height}
    role="img"
    aria-label=${stageWords.stageOf(title, told)}
  >
    <path class="road" d="M${readers.x + readers.rx} ${middle}H${database.x}" />
    ${crowdOfReaders(where)} ${moving.crowded ? nothing : individuals(moving.marks, narrow, moving.arrows)}
    ${halo(moving.marks, moving.followed)} ${apps(where)} ${cacheBox(where, key)}
    ${slots(where, in_flight, Number(run.values.db_connections))} ${names(run, where)}
    ${notes(where, counts, run.values.db_connections, moving.all ? at_ns - moving.waiting_since_ns : null)}
  </svg>`;
}

/** About as wide as a letter of a name: enough to keep all of it on the stage. */
const LETTER_PX = 7.4;

/** The names under the objects. @param {import('../engine/run.js').Run} run @param {Places} where */
function names({ values: { arrivals, clients, rate, db_connections } }, where) {
  const { width, height, narrow } = where;
  const name = (/** @type {number} */ x, /** @type {string} */ text) => {
    const half = (text.length * LETTER_PX) / 2;
    return svg`<text class="name" x=${Math.max(half, Math.min(x, width - half))} y=${height - 5} text-anchor="middle">${text}</text>`;
  };
  const asked = arrivals === 'closed' ? stageWords.clients(clients) : stageWords.readersAt(rate);
  return svg`${name(where.readers.x, narrow ? stageWords.readers : asked)}
    ${name(where.apps.x, narrow ? stageWords.app : stageWords.application)}
    ${name(where.cache.x, stageWords.cache)}
    ${name(where.database.x, narrow ? stageWords.database : stageWords.databaseWith(db_connections))}`;
}

/**
 * How many wait for the lock and for a connection, beside where they stand.
 * @param {Places} where @param {{ waiting: number, queued: number }} counts @param {string} connections
 * @param {number | null} longest_ns the longest wait for the lock so far, null where it is not known
 */
function notes({ width, height, narrow, crowd, apps, cache, database }, { waiting, queued }, connections, longest_ns) {
  // The notes of a crowd are above the names; others are next to the name on their left, if there is room.
  const y = height - (crowd ? 20 : 5);
  const fits = (/** @type {number} */ from, /** @type {number} */ to, /** @type {string} */ text) =>
    (crowd || !narrow) && to - (crowd ? 0 : from) > text.length * LETTER_PX ? text : '';
  const note = (/** @type {number} */ x, /** @type {string} */ role, /** @type {string} */ text) =>
    svg`<text class="note ${role}" x=${x} y=${y} text-anchor="end">${text}</text>`;
  const named = (stageWords.cache.length / 2 + 1) * LETTER_PX;
  const from = apps.x + (stageWords.application.length / 2 + 1) * LETTER_PX;
  const to = cache.x - (crowd ? cache.w / 2 + 4 : named);
  const told = (/** @type {number | null} */ ns) =>
    waiting ? fits(from, to, stageWords.waiting(waiting, ns === null ? '' : span(ns / 1e6))) : '';
  // The database's name stays on the stage, so it may start left of its box.
  const half = (stageWords.databaseWith(connections).length * LETTER_PX) / 2;
  const beside = Math.min(database.x - database.w / 2, Math.min(database.x, width - half) - half) - 6;
  const after = cache.x + named;
  return svg`${note(to, 'waiting', told(longest_ns) || told(null))}
    ${note(beside, 'queued', queued ? fits(after, beside, stageWords.queued(queued)) : '')}`;
}

/** Every request as a separate outline. @param {number[]} marks @param {boolean} narrow @param {boolean} arrows */
function individuals(marks, narrow, arrows) {
  const shapes = LOOKS.map(() => '');
  let ahead = '';
  for (let i = 0; i < marks.length; i += MARK) {
    const [x, y, look, heading] = marks.slice(i + 1, i + MARK);
    const role = LOOKS[look];
    const radius = narrow ? (role === 'wait' && !heading ? 2.6 : 3.4) : 4.4;
    shapes[look] += outlineOf(role === 'ask' ? 'hit' : role, x, y, radius);
    if (heading && arrows) ahead += arrow(x + heading * (radius + 2), y, heading);
  }
  return svg`<path class="arrows" d=${ahead || nothing} />
    ${LOOKS.map((role, look) => svg`<path class="mover ${role}" d=${shapes[look] || nothing} />`)}`;
}

/** The head of an arrow. @param {number} x @param {number} y @param {number} heading 1 to the right, -1 to the left */
const arrow = (x, y, heading) => `M${x.toFixed(1)} ${(y - 3).toFixed(1)}l${heading * 4} 3l${-heading * 4} 3`;

/** A ring around the selected request. @param {number[]} marks @param {number} row */
function halo(marks, row) {
  let i = 0;
  while (i < marks.length && marks[i] !== row) i += MARK;
  return row < 0 || i >= marks.length
    ? nothing
    : svg`<circle class="halo" cx=${marks[i + 1]} cy=${marks[i + 2]} r="9" />`;
}

/** @param {Places} where */
function crowdOfReaders({ readers, middle, narrow }) {
  const dots = Array.from({ length: READERS }, (_, i) => {
    const angle = keep(i, 5) * 2 * Math.PI;
    const far = Math.sqrt(keep(i, 6));
    const [x, y] = [readers.x + Math.cos(angle) * far * readers.rx, middle + Math.sin(angle) * far * readers.ry];
    return `M${x.toFixed(1)} ${y.toFixed(1)}h0`;
  });
  return svg`<path class="readers ${narrow ? 'small' : ''}" d=${dots.join('')} />`;
}

/** The application's instances. @param {Places} where */
const apps = ({ apps: { x, w, h, ys, more }, narrow }) =>
  ys.map(
    (y, i) => svg`<rect class="box" x=${x - w / 2} y=${y - h / 2} width=${w} height=${h} rx="6" />
      <text class="in-box" x=${x} y=${y + 4} text-anchor="middle">${label(i, ys.length, more, narrow)}</text>`,
  );

/** @param {number} i @param {number} shown @param {number} more @param {boolean} narrow */
function label(i, shown, more, narrow) {
  if (more > 0 && i === shown - 1) return `+${more + 1}`;
  return narrow ? String(i + 1) : stageWords.instance(i + 1);
}

/**
 * Connections as slots, the used ones filled.
 * @param {Places} where @param {number} used @param {number} connections
 */
function slots({ database, middle, narrow }, used, connections) {
  const { x, w, h, columns, pitch_x, pitch_y } = database;
  const shown = database.slots ? database.shown : 0;
  const gap = narrow ? 3 : 3.6;
  const left = x - (columns * pitch_x) / 2;
  const top = middle - (Math.ceil(shown / columns) * pitch_y) / 2;
  const outline = `h${(pitch_x - gap).toFixed(1)}v${(pitch_y - gap * 1.4).toFixed(1)}h${(gap - pitch_x).toFixed(1)}z`;
  const outlines = Array.from({ length: shown }, (_, i) => {
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const [from_x, from_y] = [left + column * pitch_x + gap / 2, top + row * pitch_y + gap * 0.7];
    return `M${from_x.toFixed(1)} ${from_y.toFixed(1)}${outline}`;
  });
  const filled = Math.min(shown, connections > shown ? Math.ceil((used / connections) * shown) : used);
  return svg`<rect class="box" x=${x - w / 2} y=${middle - h / 2} width=${w} height=${h} rx="9" />
    <path class="slots ${narrow ? 'small' : ''}" d=${outlines.slice(filled).join('') || nothing} />
    <path class="slots used" d=${outlines.slice(0, filled).join('') || nothing} />`;
}
