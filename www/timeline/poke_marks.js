/**
 * The pokes on the time axis, with their names if there is room. A poke whose name would overlap the previous one is
 * counted there (`Expire +2`), and a name that would leave the axis is on the other side of its mark.
 */

import { bisectLeft } from 'd3-array';
import { html, nothing } from 'lit-html';

import { actorName } from '../run/actor.js';
import { titleOfAction } from '../line/interventions.js';
import { isIdle, isWhole } from '../run/rows.js';
import { pokeMarkWords } from './poke_marks_words.js';

/** @typedef {typeof marks} Marks */

/** The approximate width of a letter. */
const LETTER_PX = 7.6;
const APART_PX = 10;

/**
 * @param {import('../line/pokes.js').Poke[]} pokes @param {import('../session/session.js').Session} session
 * @param {number} width of the axis, in pixels
 */
export function marks(pokes, { catalogue, lanes, bounds: { end_ns } }, width) {
  const titled = pokes.map(({ at_ns, action }) => {
    const idle = lanes.filter(({ run }) => changesNothing(run, catalogue?.kinds ?? [], at_ns));
    const titles = idle.length < lanes.length ? idle.map(({ title }) => title) : [];
    const title = titleOfAction(catalogue, action);
    return { at_ns, title: idle.length ? pokeMarkWords.idle(title, titles) : title };
  });
  return named(titled, width / end_ns, width).map(
    ({ at_ns, name, before }) =>
      html`<i class="poke" .style=${`inset-inline-start:${(at_ns / end_ns) * 100}%`}
        >${name ? html`<span class=${before ? 'before' : ''}>${name}</span>` : nothing}</i
      >`,
  );
}

/**
 * Whether a poke at this time is told to have changed nothing. Of a run without its events only the log says so.
 * @param {import('../engine/run.js').Run} run
 * @param {import('../engine/run.js').EventKind[]} kinds @param {number} at_ns
 */
function changesNothing(run, kinds, at_ns) {
  if (!isWhole(run) || !kinds.length || !run.report.interventions_idle) return false;
  const { events } = run;
  for (let i = bisectLeft(events.at_ns, at_ns); events.at_ns[i] === at_ns; i++)
    if (actorName(events.actor[i]).startsWith('I') && (isIdle(events, i, kinds) || losesNothing(events, i, kinds)))
      return true;
  return false;
}

/**
 * Whether this event is that the next delete will be lost, and none came, or it would have been lost anyway.
 * @param {import('../engine/run.js').Events} events @param {number} i
 * @param {import('../engine/run.js').EventKind[]} kinds
 */
function losesNothing({ kind }, i, kinds) {
  const [doomed, lost] = ['InvalidationDoomed', 'InvalidationLost'].map((of) =>
    kinds.findIndex(({ name }) => name === of),
  );
  const before = kind.slice(0, i);
  return kind[i] === doomed && (kind.indexOf(lost, i) < 0 || before.lastIndexOf(doomed) > before.lastIndexOf(lost));
}

/**
 * @param {{ at_ns: number, title: string }[]} pokes @param {number} scale pixels per nanosecond @param {number} width
 */
function named(pokes, scale, width) {
  const sorted = [...pokes].sort((a, b) => a.at_ns - b.at_ns);
  /** @type {{ at_ns: number, name: string, before: boolean }[]} */
  const marks = [];
  let last = -1;
  let more = 0;
  let free_px = -Infinity;
  for (const { at_ns, title } of sorted) {
    const x = at_ns * scale;
    // Leaves room for a count that may follow.
    const long_px = (title.length + 4) * LETTER_PX;
    const before = x + long_px > width && x - long_px > 0;
    const mark = { at_ns, name: '', before };
    if ((before ? x - long_px : x) >= free_px + APART_PX) {
      mark.name = title;
      last = marks.length;
      more = 0;
      free_px = before ? x : x + long_px;
    } else marks[last].name = `${marks[last].name.replace(/ \+\d+$/, '')} +${++more}`;
    marks.push(mark);
  }
  return marks;
}
