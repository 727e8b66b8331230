/**
 * A card with the story of a request next to the pointer. It is shown while the pointer hovers over the request, and
 * stays if a request is selected by touch or click and there is no room for the panel at the side.
 */

import { html, nothing, render as draw } from 'lit-html';

import { actorName } from '../run/actor.js';
import { rowOf } from '../run/requests.js';
import css from '../styles/story.css?inline';
import { mark } from '../kit/mark.js';
import { adopt } from '../kit/sheet.js';
import { stepList } from './list.js';
import { asSequence } from './sequence.js';
import { storyWords } from './phrases.js';
import { standing, storyOf } from './story.js';

const WIDTH = 330;
const APART = 14;
const MARGIN = 8;
/** The minimum height, even with little room. */
const HEIGHT_MIN = 140;
/** The number of steps on the card of a hovered request. */
const STEPS_MAX = 7;

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, commands, focus } = app;
  adopt(app, css);
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const { lanes } = session;
      const kinds = session.catalogue?.kinds ?? [];
      const { hovered, place: chosen_at } = focus;
      const lane = lanes[hovered ? hovered.lane : focus.laneOf(lanes.length)];
      const row = hovered ? hovered.row : chosen_at ? rowOf(lane.run, focus.actor) : -1;
      if (!lane || row < 0 || row >= lane.run.requests.actor.length) return draw(nothing, place);
      const steps = storyOf(lane.run, kinds, row);
      const name = actorName(lane.run.requests.actor[row]);
      const { role, text } = standing(lane.run, row, at_ns);
      const head = html`<b>${name}</b> ${mark(role)} <span>${text}</span>`;
      if (hovered) {
        const told = steps && steps.length > STEPS_MAX ? [...steps.slice(0, 2), ...steps.slice(2 - STEPS_MAX)] : steps;
        draw(
          html`<div class="card hovering" aria-hidden="true" .style=${beside(app, hovered)}>
            <p class="standing">${head}</p>
            ${stepList(told, at_ns, null)}
          </div>`,
          place,
        );
        return;
      }
      const doors = {
        seek: commands.seek,
        has: (/** @type {number} */ actor) => rowOf(lane.run, actor) >= 0,
        choose: (/** @type {number} */ actor) => focus.choose(focus.laneOf(lanes.length), actor, chosen_at),
      };
      draw(
        html`<div
          class="card"
          role="dialog"
          aria-label=${storyWords.story(name)}
          .style=${chosen_at ? beside(app, chosen_at) : ''}
        >
          <header>
            <p class="standing">${head}</p>
            <button type="button" class="quiet" @click=${() => focus.clear()}>${storyWords.close}</button>
          </header>
          ${stepList(steps, at_ns, doors)} ${asSequence(app, lane.run, row, at_ns)}
        </div>`,
        place,
      );
    },
  };
}

/**
 * The position next to the pointer, on the side with more room.
 * @param {import('../playback/app.js').App} app @param {{ x: number, y: number }} at
 */
function beside({ shadow }, { x, y }) {
  const box = /** @type {HTMLElement} */ (shadow.querySelector('.playground')).getBoundingClientRect();
  const width = Math.min(WIDTH, box.width - 2 * MARGIN);
  const beyond = x + APART + width > box.right - MARGIN ? x - APART - width : x + APART;
  const left = Math.min(Math.max(MARGIN, beyond - box.left), box.width - width - MARGIN);
  const above = y > innerHeight / 2;
  const height = Math.max(HEIGHT_MIN, (above ? y : innerHeight - y) - APART - MARGIN);
  const where = above ? `bottom:${box.bottom - y + APART}px` : `top:${y - box.top + APART}px`;
  return `left:${left}px;${where};width:${width}px;max-height:${height}px`;
}
