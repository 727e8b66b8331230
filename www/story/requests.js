/**
 * A list of the requests at the cursor, which can be selected without a pointer, and the story of the selected one.
 * Requests in flight come first, in order of their starts, then those that ended last.
 */

import { bisectRight } from 'd3-array';
import { html, nothing, render as draw } from 'lit-html';

import { actorName } from '../run/actor.js';
import { rowOf, underWay } from '../run/requests.js';
import css from '../styles/story.css?inline';
import { mark } from '../kit/mark.js';
import { laneMenu } from '../kit/lane.js';
import { adopt } from '../kit/sheet.js';
import { stepList } from './list.js';
import { asSequence } from './sequence.js';
import { storyWords } from './phrases.js';
import { standing, storyOf } from './story.js';

/** The number of requests in the list. */
const LISTED_MAX = 12;

/** @param {import('../engine/run.js').Run} run @param {number} at_ns */
function listed(run, at_ns) {
  const going = underWay(run, at_ns);
  const shown = going.slice(0, LISTED_MAX);
  for (let i = bisectRight(run.requests.start_ns, at_ns) - 1; i >= 0 && shown.length < LISTED_MAX; i--) {
    if (run.requests.end_ns[i] <= at_ns) shown.push(i);
  }
  return { shown, more: Math.max(0, going.length - LISTED_MAX) };
}

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, commands, focus } = app;
  adopt(app, css);
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const { lanes } = session;
      if (!lanes.length) return;
      const lane = focus.laneOf(lanes.length);
      const { run } = lanes[lane];
      const chosen = rowOf(run, focus.actor);
      const { shown, more } = listed(run, at_ns);
      const doors = {
        seek: commands.seek,
        has: (/** @type {number} */ actor) => rowOf(run, actor) >= 0,
        choose: (/** @type {number} */ actor) => focus.choose(lane, actor),
      };
      draw(
        html`<div class="pick">${laneMenu(app)}</div>
          ${chosen < 0 ? html`<p class="hint">${shown.length ? storyWords.hint : storyWords.none}</p>` : story(app, run, chosen, at_ns, doors)}
          <ul class="request-list" aria-label=${storyWords.atCursor}>
            ${shown.map((row) => {
              const { role, text } = standing(run, row, at_ns);
              const actor = run.requests.actor[row];
              return html`<li>
                <button
                  type="button"
                  aria-pressed=${String(row === chosen)}
                  @click=${() => (row === chosen ? focus.clear() : focus.choose(lane, actor))}
                >
                  <b>${actorName(actor)}</b>${mark(role)}<span class="step">${text}</span>
                </button>
              </li>`;
            })}
          </ul>
          ${more > 0 ? html`<p class="hint">${storyWords.more(more)}</p>` : nothing}`,
        place,
      );
    },
  };
}

/**
 * @param {import('../playback/app.js').App} app @param {import('../engine/run.js').Run} run @param {number} row
 * @param {number} at_ns @param {import('./list.js').Doors} doors
 */
function story(app, run, row, at_ns, doors) {
  const kinds = app.session.catalogue?.kinds ?? [];
  const name = actorName(run.requests.actor[row]);
  const { role, text } = standing(run, row, at_ns);
  return html`<div class="chosen-request" role="group" aria-label=${storyWords.story(name)}>
    <p class="standing"><b>${name}</b> ${mark(role)} <span>${text}</span></p>
    ${stepList(storyOf(run, kinds, row), at_ns, doors)} ${asSequence(app, run, row, at_ns)}
  </div>`;
}
