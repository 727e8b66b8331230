/**
 * The branches of the timeline, on its own axis: the run as opened, and every chain of pokes, where it left another one
 * and what was done on it when. A branch is a button that leads back to it, at the same time of the run.
 */

import { html, render as draw } from 'lit-html';

import css from '../styles/branches.css?inline';
import { parseTime } from '../line/time.js';
import { titleOfPoke, toldOfPoke } from '../line/interventions.js';
import { pokeWords } from '../stage/poke_words.js';
import { adopt } from '../kit/sheet.js';

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, commands } = app;
  adopt(app, css);
  /** @param {string} poke as in `do=` */
  const called = (poke) => titleOfPoke(session.catalogue, poke.split(':')[1]);
  const told = (/** @type {string} */ poke) => toldOfPoke(session.catalogue, poke);

  return {
    render() {
      const { forks, bounds } = session;
      const rows = forks.branches();
      const at = (/** @type {string} */ poke) => ((parseTime(poke.split(':')[0]) ?? 0) / bounds.end_ns) * 100;
      const row_of = (/** @type {import('../session/forks.js').Fork} */ fork) =>
        rows.findIndex((row) => row.forks.includes(fork));
      const here = row_of(forks.now);
      draw(
        rows.map(({ pokes, forks: chain, parent }, i) => {
          const from = pokes.length ? Math.min(...pokes.map(at)) : 0;
          // A branch one has walked back on leads to where it was left.
          const goal = i === here ? forks.now : chain[chain.length - 1];
          const done = goal.text.split(',');
          const name = pokes.length ? pokeWords.list(pokes.map(told)) : pokeWords.asOpened;
          return html`<div class="row">
            <button
              type="button"
              class="branch"
              aria-current=${i === here ? 'true' : 'false'}
              aria-label=${name}
              title=${name}
              @click=${() => commands.visit(goal)}
            >
              <span>${pokes.length ? pokeWords.list(pokes.map(called)) : name}</span>
            </button>
            <div class="plot branch ${i === here ? 'here' : ''}">
              <i class="way" .style=${`inset-inline-start:${from}%`}></i>
              ${parent ? html`<i class="stem" .style=${`inset-inline-start:${from}%;--rows:${i - row_of(parent)}`}></i>` : ''}
              ${pokes.map(
                (poke) =>
                  html`<i
                    class="poked ${done.includes(poke) ? 'done' : ''}"
                    .style=${`inset-inline-start:${at(poke)}%`}
                  ></i>`,
              )}
            </div>
          </div>`;
        }),
        place,
      );
    },
  };
}
