/**
 * The step's requests as a sequence diagram, under the stage and on the cursor's time: those the step is about, or the
 * one
 * that was chosen on the stage.
 */

import { nothing, render as draw } from 'lit-html';

import { sequenceDrawn } from '../diagram/drawn.js';
import { widthOf } from '../kit/width.js';
import { rowOf } from '../run/requests.js';
import { SHOWN } from './shown.js';

/** Wider than this the arrows only grow longer. */
const WIDTH_MAX = 620;

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const width = widthOf(place, app.redraw);
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const { lesson, session, focus } = app;
      const run = session.lanes[session.lanes.length - 1]?.run;
      const asked = lesson?.step?.diagram;
      if (!run || !asked || !width()) return draw(nothing, place);
      const chosen = rowOf(run, focus.actor);
      const rows = chosen >= 0 ? [chosen] : SHOWN[asked](run);
      draw(rows.length ? sequenceDrawn(app, run, rows, Math.min(width(), WIDTH_MAX), at_ns) : nothing, place);
    },
  };
}
