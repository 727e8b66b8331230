/** The lane that a view shows: the lane of its place, or the one selected in a menu. */

import { html, nothing } from 'lit-html';

import { words } from './words.js';

/** @typedef {import('../playback/app.js').App} App */

/**
 * The lane whose number is in the data of a place; undefined if there are fewer lanes now.
 * @param {HTMLElement} place @param {App} app
 */
export const laneOf = (place, { session: { lanes } }) => lanes[Number(place.dataset.lane)];

/** The menu of lanes, if there are several. @param {App} app */
export function laneMenu({ session: { lanes }, focus }) {
  const looked_at = focus.laneOf(lanes.length);
  return lanes.length < 2
    ? nothing
    : html`<select
        class="choose"
        aria-label=${words.lane}
        @change=${(/** @type {Event} */ event) => focus.selectLane(/** @type {HTMLSelectElement} */ (event.target).selectedIndex)}
      >
        ${lanes.map(({ title }, i) => html`<option .selected=${i === looked_at}>${title}</option>`)}
      </select>`;
}
