/**
 * The three prices of a lane at the cursor, each with the shape and colour of its role: what the database had to do,
 * the longest a reader has waited, the oldest value served; under each, where that lies between floor and ceiling. It
 * gives no verdict.
 */

import { html, render as draw } from 'lit-html';

import { at } from '../run/steps.js';
import { span } from '../line/time.js';
import { whole, words } from '../kit/words.js';
import { laneOf } from '../kit/lane.js';
import { mark } from '../kit/mark.js';
import { stageWords } from './words.js';

/** Where a tick is not seen: left of the gauge by its own length. */
const OUTSIDE = '-100%';

/** @param {HTMLElement} place its data name the lane @param {import('../playback/app.js').App} app */
export function create(place, app) {
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const steps = laneOf(place, app)?.run.steps;
      if (!steps) return;
      const prices = app.look.veiled ? null : app.session.bounds.prices;
      const queries = at(steps.db_queries, at_ns);
      const [wait, age] = [at(steps.wait_max_ms, at_ns), at(steps.stale_age_max_ms, at_ns)];
      draw(
        html`<dl class="numbers">
          ${price('load', 'miss', stageWords.databaseLoad, whole(queries), html`<span class="unit">${stageWords.queries(queries)}</span> · ${stageWords.now(at(steps.db_in_flight, at_ns))}`, gauge(queries, prices?.db_queries, stageWords.limits.db_queries, whole))}
          ${price('wait', 'wait', words.readerWait, span(wait), null, gauge(wait, prices?.wait_max_ms, stageWords.limits.wait_max_ms, span))}
          ${price('stale', 'stale', words.staleness, span(age), null, gauge(age, prices?.stale_age_max_ms, stageWords.limits.stale_age_max_ms, span))}
        </dl>`,
        place,
      );
    },
  };
}

/**
 * @param {string} name @param {import('../kit/mark.js').Role} role
 * @param {string} label @param {string} value @param {unknown} more @param {unknown} gauge
 */
const price = (name, role, label, value, more, gauge) =>
  html`<div class="price ${name}">
    <dt>${mark(role)}${label}</dt>
    <dd><b>${value}</b>${more ? html` <span>${more}</span>` : ''}${gauge}</dd>
  </div>`;

/**
 * How far a price has come on the way to its ceiling, with a tick at its floor; all lanes share the scale.
 * @param {number} value @param {import('../session/prices.js').Limit | undefined} limit
 * @param {(floor: string, ceiling: string | null) => string} tell @param {(value: number) => string} say
 */
function gauge(value, limit, tell, say) {
  if (!limit) return '';
  const { floor, ceiling, most } = limit;
  const end = Math.max(ceiling ?? 0, most);
  if (!end) return '';
  const told = tell(say(floor), ceiling === null ? null : say(ceiling));
  const part = (/** @type {number} */ of) => `${(of / end) * 100}%`;
  return html`<i
    class="gauge"
    role="img"
    aria-label=${told}
    title=${told}
    .style=${`--at:${part(value)};--floor:${part(floor)};--ceiling:${ceiling === null ? OUTSIDE : part(ceiling)}`}
  ></i>`;
}
