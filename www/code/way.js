/**
 * The shortest way to a property that the user's code violates: the fewest requests that still violate it, and their
 * events. The core searches for it on demand, by runs with some of the requests left out.
 */

import { html, nothing } from 'lit-html';

import { printTime } from '../line/time.js';
import { actorName } from '../run/actor.js';
import { phraseOf } from '../story/story.js';
import { workshopWords as words } from './workshop_words.js';

/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/code.js').Way} Way */
/** The state of a search. @typedef {'looking' | { way: Way | null } | { failed: string }} Standing */

/** Rounded to tenths of a millisecond. @param {number} ns */
const rounded = (ns) => Math.round(ns / 1e5) * 1e5;

/** @param {import('../playback/app.js').App} app */
export function waysOf({ session, redraw }) {
  /** By run, and by the name of the property. @type {WeakMap<Run, Map<string, Standing>>} */
  const known = new WeakMap();

  /** @param {import('../session/session.js').Lane} lane @param {string} name */
  async function look({ line, run }, name) {
    const ways = known.get(run) ?? new Map();
    known.set(run, ways.set(name, 'looking'));
    redraw();
    try {
      ways.set(name, { way: await session.engine.ask({ type: 'shortest', line, name }) });
    } catch (error) {
      ways.set(name, { failed: error instanceof Error ? error.message : String(error) });
    }
    redraw();
  }

  return {
    /** @param {import('../session/session.js').Lane} lane @param {import('../engine/code.js').Broken} broken */
    render(lane, { name, property }) {
      const now = known.get(lane.run)?.get(name);
      const looking = now === 'looking';
      return html`<button
          type="button"
          class="quiet"
          aria-label="${words.shortest}: ${property}"
          ?disabled=${looking}
          @click=${() => look(lane, name)}
        >
          ${words.shortest}
        </button>
        <div role="status">${looking ? words.looking : now ? told(now) : nothing}</div>`;
    },
  };

  /** @param {Exclude<Standing, 'looking'>} now */
  function told(now) {
    if ('failed' in now) return now.failed;
    const { way } = now;
    if (!way) return words.noWay;
    const { events, requests, of, fewest } = way;
    const kinds = session.catalogue?.kinds ?? [];
    const rows = Array.from(events.at_ns, (at_ns, i) => ({ at_ns, actor: events.actor[i], i }));
    return html`<p>${words.way(requests.map(actorName), of, fewest)}</p>
      <ol class="way">
        ${rows.map(
          ({ at_ns, actor, i }) =>
            html`<li>
              <span class="at">${printTime(rounded(at_ns))}</span>
              <b>${actorName(actor)}</b> ${phraseOf(events, kinds, i)}
            </li>`,
        )}
      </ol>`;
  }
}
