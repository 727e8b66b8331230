/**
 * Challenges: goals for code, each decided by runs over 20 seeds in the worker. There are no stars; the result shows
 * the cost.
 */

import { html, nothing } from 'lit-html';

import { withCode } from '../line/line.js';
import { workshopWords as words } from './workshop_words.js';

/** @typedef {import('../engine/code.js').Challenge} Challenge */
/** @typedef {import('../engine/code.js').Attempt} Attempt */
/** How an attempt stands. @typedef {{ done: number, abort: AbortController } | { told: string }} Standing */

/** @param {import('../playback/app.js').App} app @param {() => string} text what is in the editor */
export function challengesOf({ session, redraw }, text) {
  /** @type {Map<string, Standing>} */
  const standing = new Map();

  /** @param {Challenge} challenge */
  async function attempt({ name, seeds }) {
    const now = { done: 0, abort: new AbortController() };
    standing.set(name, now);
    redraw();
    /** @type {Attempt[]} */
    const all = [];
    const line = withCode('', text());
    try {
      for (let seed = 1; seed <= seeds; seed++) {
        const question = /** @type {const} */ ({ type: 'attempt', line, challenge: name, seed });
        all.push(await session.engine.ask(question, { signal: now.abort.signal }));
        now.done = seed;
        redraw();
        if (!all[seed - 1].met) break;
      }
      standing.set(name, { told: told(all) });
    } catch (error) {
      if (now.abort.signal.aborted) standing.delete(name);
      else standing.set(name, { told: error instanceof Error ? error.message : String(error) });
    }
    redraw();
  }

  return {
    /** @param {Challenge[]} all */
    render: (all) =>
      html`<details class="challenges">
        <summary>${words.challenges}</summary>
        <p>${words.challengesWhat}</p>
        <ul>
          ${all.map((one) => {
            const now = standing.get(one.name);
            const trying = now && 'abort' in now ? now : null;
            return html`<li>
              <b>${one.title}</b> <span>${one.goal}</span>
              <button
                type="button"
                class="quiet"
                aria-label="${words.tryIt}: ${one.title}"
                ?disabled=${trying !== null}
                @click=${() => attempt(one)}
              >
                ${words.tryIt}
              </button>
              <span role="status"
                >${trying ? words.trying(trying.done, one.seeds) : now && 'told' in now ? now.told : nothing}</span
              >
            </li>`;
          })}
        </ul>
      </details>`,
  };
}

/** @param {Attempt[]} all the last one may have failed */
function told(all) {
  const last = all[all.length - 1];
  const mean = (/** @type {(one: Attempt) => number} */ of) => all.reduce((sum, one) => sum + of(one), 0) / all.length;
  const most = (/** @type {(one: Attempt) => number} */ of) => Math.max(...all.map(of));
  const cost = words.cost(
    mean((one) => one.db_queries_per_episode).toFixed(2),
    most((one) => one.latency_max_ms).toFixed(0),
    most((one) => one.stale_age_max_ms).toFixed(0),
  );
  return `${last.met ? words.met(all.length) : words.missed(all.length, last.missing)} ${cost}`;
}
