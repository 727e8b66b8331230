/**
 * The three prices of a lane at the cursor, each with the shape and colour of its role: how many queries were asked
 * for, the longest response time, the oldest value served; under each, where that lies between floor and ceiling. It
 * gives no verdict.
 */

import { html, nothing, render as draw } from 'lit-html';

import { at, longest } from '../run/steps.js';
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
      const run = laneOf(place, app)?.run;
      if (!run) return;
      const { steps } = run;
      const prices = app.display.veiled ? null : app.session.bounds.prices;
      const work = workAt(steps, at_ns);
      const { asked } = work.queries;
      const wait = longest(steps.wait_max_ms, run.responses, at_ns);
      const locked = longest(steps.lock_wait_max_ms, run.lock_waits, at_ns);
      const age = at(steps.stale_age_max_ms, at_ns);
      draw(
        html`<dl class="numbers">
          ${price('load', 'miss', html`<span class="long">${stageWords.databaseLoad}</span><span class="short">${stageWords.loadShort}</span>`, `${stageWords.work('queries', work.queries)} ${stageWords.work('updates', work.updates)}`, whole(asked), underWay(work.queries), gauge(asked, prices?.db_queries, stageWords.limits.db_queries, whole))}
          ${price('wait', 'wait', words.readerWait, stageWords.response(span(wait), span(locked)), span(wait), null, gauge(wait, prices?.wait_max_ms, stageWords.limits.wait_max_ms, span))}
          ${price('stale', 'stale', words.staleness, stageWords.served, span(age), null, gauge(age, prices?.stale_age_max_ms, stageWords.limits.stale_age_max_ms, span))}
        </dl>`,
        place,
      );
    },
  };
}

/**
 * The queries of reads and refreshes, and the updates of writes, by state. The core counts the connections and their
 * queue for both together.
 * @param {import('../engine/run.js').Run['steps']} steps @param {number} at_ns
 */
function workAt(steps, at_ns) {
  const [queued, in_flight] = [at(steps.updates_queued, at_ns), at(steps.updates_in_flight, at_ns)];
  const queries = {
    asked: at(steps.queries_asked, at_ns),
    queued: at(steps.db_queued, at_ns) - queued,
    in_flight: at(steps.db_in_flight, at_ns) - in_flight,
    done: at(steps.queries_done, at_ns),
  };
  const updates = { asked: at(steps.updates_asked, at_ns), queued, in_flight, done: at(steps.updates_done, at_ns) };
  return { queries, updates };
}

/** In a narrow lane a number of four digits leaves no room for a second one. The chart shows it, too. */
const SHORT_BELOW = 1_000;

/** The text after the number of queries. @param {{ asked: number, in_flight: number }} queries */
const underWay = ({ asked, in_flight }) =>
  html`<span class="unit">${stageWords.asked}</span
    ><span class="long"> · ${stageWords.now(in_flight)}</span
    >${asked < SHORT_BELOW ? html`<span class="short"> · ${stageWords.nowShort(in_flight)}</span>` : nothing}`;

/**
 * @param {string} name @param {import('../kit/mark.js').Role} role
 * @param {unknown} label @param {string} title what it counts @param {string} value @param {unknown} more
 * @param {unknown} gauge
 */
const price = (name, role, label, title, value, more, gauge) =>
  html`<div class="price ${name}" title=${title}>
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
