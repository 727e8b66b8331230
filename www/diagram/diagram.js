/**
 * A sequence diagram of real requests: application, cache and database as lifelines, one for the application's side of
 * each request, and their events from the trace as arrows, in order. Events after the cursor are drawn faintly.
 *
 *      app 2 · R97      cache       database
 *     5.154 s │── GET ───►│             │
 *             │◄─ a miss ─│             │
 *     5.157 s │── SELECT ─┼────────────►│
 *
 * This module computes only outlines and texts. `drawn.js` draws them live, and the bundler writes them into the
 * lesson's page.
 */

import { actorName } from '../run/actor.js';
import { clock } from '../line/time.js';
import { eventsOf } from '../run/rows.js';
import { toTell } from '../run/requests.js';
import { arrowWords, diagramWords as words } from './words.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/run.js').EventKind} EventKind */
/** @typedef {'app' | 'cache' | 'database'} Lifeline */
/**
 * @typedef {{ d: string, class: string } | { text: string, x: number, y: number, anchor: 'start' | 'middle' | 'end',
 * class: string }} Shape
 */
/** @typedef {{ width: number, height: number, shapes: Shape[], names: string[] }} Diagram */
/**
 * `to` is the other end of an arrow; null for a note at the application.
 * @typedef {{ from: Lifeline, to: Lifeline | null, say: string, role?: string, reply?: boolean }} Message
 */

/** @type {(to: Lifeline, say: string, role?: string) => Message} */
const ask = (to, say, role) => ({ from: 'app', to, say, role });
/** @type {(from: Lifeline, say: string, role?: string) => Message} */
const reply = (from, say, role) => ({ from, to: 'app', say, role, reply: true });
/** @type {(say: string, role?: string) => Message} */
const note = (say, role) => ({ from: 'app', to: null, say, role });

/**
 * The arrows of each kind of event. Other kinds are not messages.
 * @type {Record<string, Message[]>}
 */
export const MESSAGES = {
  CacheHit: [ask('cache', 'get'), reply('cache', 'hit', 'hit')],
  CacheStaleHit: [ask('cache', 'get'), reply('cache', 'stale_hit', 'stale')],
  CacheMiss: [ask('cache', 'get'), reply('cache', 'miss', 'miss')],
  CacheSet: [ask('cache', 'set')],
  CacheSetRefused: [ask('cache', 'refused')],
  LeaseVoid: [ask('cache', 'refused')],
  CacheDeleted: [ask('cache', 'del')],
  InvalidationLost: [ask('cache', 'lost', 'miss')],
  LockAcquired: [ask('cache', 'lock')],
  LockReleased: [ask('cache', 'release')],
  LockReleaseRefused: [reply('cache', 'not_own', 'miss')],
  DbQueryStarted: [ask('database', 'query', 'miss')],
  DbQueryFinished: [reply('database', 'row')],
  DbUpdateStarted: [ask('database', 'update')],
  DbUpdateCommitted: [reply('database', 'committed')],
  DbTimedOut: [reply('database', 'timed_out', 'miss')],
  LockWaitStarted: [note('waits', 'wait')],
  LockWaitEnded: [note('waited', 'wait')],
  DbQueued: [note('queued', 'wait')],
  DiceRolled: [note('dice', 'stale')],
  ReadEnded: [note('ends')],
  WriteEnded: [note('written')],
  ReadFailed: [note('fails', 'miss')],
  WriteFailed: [note('fails', 'miss')],
  RequestCrashed: [note('crashes', 'miss')],
};

const TIME_WIDTH = 62;
const APART = 66;
const HEAD = 46;
const ROW = 25;
const EDGE = 34;
/** The largest number of steps of a readable diagram. The rest is in the story. */
const ROWS_MAX = 26;

/**
 * @param {Run} run @param {EventKind[]} kinds @param {number[]} rows the requests, in the order of their lifelines
 * @param {number} width in pixels @param {number} [at_ns] the cursor
 * @returns {Diagram | null} null while the events are fetched
 */
export function diagramOf(run, kinds, rows, width, at_ns = Infinity) {
  const steps = stepsOf(run, kinds, rows);
  if (!steps) return null;
  const shown = steps.slice(0, ROWS_MAX);
  const app = (/** @type {number} */ i) => TIME_WIDTH + 12 + i * APART;
  const database = width - EDGE;
  const cache = app(rows.length - 1) + (database - app(rows.length - 1)) / 2;
  const height = HEAD + shown.length * ROW + 12;
  const at = (/** @type {Lifeline} */ lifeline, /** @type {number} */ i) =>
    lifeline === 'app' ? app(i) : lifeline === 'cache' ? cache : database;
  /** @type {Shape[]} */
  const shapes = [];
  const names = rows.map((row) => actorName(run.requests.actor[row]));
  const heads = [
    ...names.map((name, i) => ({ x: app(i), text: name })),
    { x: cache, text: words.cache },
    { x: database, text: words.database },
  ];
  for (const { x, text } of heads) {
    shapes.push({ text, x, y: HEAD - 18, anchor: 'middle', class: 'name' });
    shapes.push({ d: `M${x} ${HEAD - 10}V${height}`, class: 'lifeline' });
  }
  shapes.push({ text: words.application, x: app((rows.length - 1) / 2), y: 12, anchor: 'middle', class: 'time' });
  let time = '';
  shown.forEach(({ at_ns: when, request, message, text }, i) => {
    const y = HEAD + i * ROW + 16;
    const state = when > at_ns ? ' later' : (steps[i + 1]?.at_ns ?? Infinity) > at_ns ? ' now' : '';
    const role = message.role ? ` ${message.role}` : '';
    const told = clock(when);
    if (told !== time) shapes.push({ text: told, x: 0, y: y + 3, anchor: 'start', class: `time${state}` });
    time = told;
    const x = app(request);
    if (!message.to) {
      shapes.push({ d: `M${x - 4} ${y - 4}h8v8h-8z`, class: `note${role}${state}` });
      shapes.push({
        text,
        x: Math.max(x, app(rows.length - 1)) + 10,
        y: y + 4,
        anchor: 'start',
        class: `label${role}${state}`,
      });
      return;
    }
    const [from, to] = [at(message.from, request), at(message.to, request)];
    const tip = to > from ? -1 : 1;
    shapes.push({ d: `M${from} ${y}H${to + tip * 2}`, class: `arrow${message.reply ? ' reply' : ''}${role}${state}` });
    shapes.push({ d: `M${to} ${y}l${tip * 7} -3.5v7z`, class: `tip${role}${state}` });
    shapes.push({
      text,
      x: (app(rows.length - 1) + cache) / 2,
      y: y - 5,
      anchor: 'middle',
      class: `label${role}${state}`,
    });
  });
  return { width, height, shapes, names };
}

/** @typedef {{ at_ns: number, request: number, message: Message, text: string }} Step */

/**
 * The messages of all these requests, in order of time.
 * @param {Run} run @param {EventKind[]} kinds @param {number[]} rows @returns {Step[] | null}
 */
function stepsOf(run, kinds, rows) {
  /** @type {Step[]} */
  const steps = [];
  for (const [request, row] of rows.entries()) {
    const events = eventsOf(run, toTell(run, row));
    if (!events) return null;
    const { actor, start_ns, end_ns } = run.requests;
    for (let i = 0; i < events.at_ns.length; i++) {
      if (events.actor[i] !== actor[row] || events.at_ns[i] < start_ns[row] || events.at_ns[i] > end_ns[row]) continue;
      const kind = kinds[events.kind[i]];
      const values = [events.a[i], events.b[i], events.c[i]];
      const fields = Object.fromEntries((kind?.fields ?? []).map(({ name }, f) => [name, values[f]]));
      for (const message of MESSAGES[kind?.name ?? ''] ?? [])
        steps.push({ at_ns: events.at_ns[i], request, message, text: arrowWords[message.say](fields) });
    }
  }
  return steps.sort((a, b) => a.at_ns - b.at_ns);
}

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * The diagram as markup, for a page or a file with styles for its classes.
 * @param {Diagram} diagram @param {string} [inside] such as a style
 */
export const markup = ({ width, height, shapes, names }, inside = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" class="sequence" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(words.of(names))}">${inside}${shapes
    .map((shape) =>
      'text' in shape
        ? `<text class="${shape.class}" x="${shape.x}" y="${shape.y}" text-anchor="${shape.anchor}">${escaped(shape.text)}</text>`
        : `<path class="${shape.class}" d="${shape.d}"/>`,
    )
    .join('')}</svg>`;
