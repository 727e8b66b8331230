/**
 * The frame: draws the skeleton, which has the places of all views, and then every view in its place. Here also ends
 * what belongs to no single view: pointing at requests, and Escape.
 */

import { render as draw } from 'lit-html';

import { pointing } from '../story/point.js';
import { skeleton } from './skeleton.js';
import { mount } from './views.js';

/** A wider element has the panels beside the lanes, as styles/narrow.css says. */
const SIDE_BESIDE_PX = 1080;

/** @param {import('../playback/app.js').App} app */
export function create(app) {
  const { session, commands, focus, look, shadow } = app;
  const views = mount(app);
  const wide = () => shadow.querySelector('.side') !== null && shadow.host.clientWidth > SIDE_BESIDE_PX;

  pointing(
    app,
    // What becomes of a request is part of what is veiled.
    (place) => (look.veiled ? null : views.viewIn(place)),
    ({ lane, row, x, y }) => {
      commands.pause();
      focus.choose(lane, session.lanes[lane].run.requests.actor[row], wide() ? null : { x, y });
      if (wide()) focus.show('requests');
    },
  );
  shadow.addEventListener('keydown', (event) => {
    if (/** @type {KeyboardEvent} */ (event).key === 'Escape') focus.clear();
  });

  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render(cursor) {
      draw(skeleton(app), shadow);
      views.render(cursor);
    },
  };
}
