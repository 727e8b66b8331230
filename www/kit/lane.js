/** Which lane a view shows: the one its place names, or the one that is chosen in a menu. */

import { html, nothing } from 'lit-html';

import { words } from './words.js';

/** @typedef {import('../playback/app.js').App} App */

/**
 * The lane that a place names in its data; undefined when there are fewer by now.
 * @param {HTMLElement} place @param {App} app
 */
export const laneOf = (place, { session: { lanes } }) => lanes[Number(place.dataset.lane)];

/** The menu of lanes, where there are several. @param {App} app */
export function laneMenu({ session: { lanes }, focus }) {
  const looked_at = focus.laneOf(lanes.length);
  return lanes.length < 2
    ? nothing
    : html`<select
        class="choose"
        aria-label=${words.lane}
        @change=${(/** @type {Event} */ event) => focus.look(/** @type {HTMLSelectElement} */ (event.target).selectedIndex)}
      >
        ${lanes.map(({ title }, i) => html`<option .selected=${i === looked_at}>${title}</option>`)}
      </select>`;
}
