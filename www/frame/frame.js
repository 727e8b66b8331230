/**
 * The frame: draws the skeleton, which has the places of all views, and then every view in its place. It also handles
 * what belongs to no single view: pointing at requests, and Escape.
 */

import { render as draw } from 'lit-html';

import { triedAtOnce } from '../kit/fetching.js';
import { SIDE_BESIDE_PX } from './opened.js';
import { skeleton } from './skeleton.js';
import { mount } from './views.js';

/** @param {import('../playback/app.js').App} app */
export function create(app) {
  const { session, commands, focus, display, shadow } = app;
  const views = mount(app);
  const wide = () => shadow.querySelector('.side') !== null && shadow.host.clientWidth > SIDE_BESIDE_PX;

  // Without it requests can be selected from the list.
  triedAtOnce(() => import('../story/point.js')).then(
    ({ pointing }) =>
      pointing(
        app,
        // The outcome of a request is hidden while the run is veiled.
        (place) => (display.veiled ? null : views.viewIn(place)),
        ({ lane, row, x, y }) => {
          commands.pause();
          focus.choose(lane, session.lanes[lane].run.requests.actor[row], wide() ? null : { x, y });
          if (wide()) focus.show('requests');
        },
      ),
    () => {},
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
