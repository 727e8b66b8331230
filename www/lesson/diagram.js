/**
 * A sequence diagram of the step's requests, or of the request selected on the stage, below the stage and at the
 * cursor's time.
 */

import { nothing, render as draw } from 'lit-html';

import { sequenceDrawn } from '../diagram/drawn.js';
import { widthOf } from '../kit/width.js';
import { rowOf } from '../run/requests.js';
import { SHOWN } from './shown.js';

/** The largest width; wider diagrams only have longer arrows. */
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
