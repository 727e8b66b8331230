/**
 * The branches of the timeline on a separate axis: the run as opened and every chain of pokes, with the point where it
 * branches off and the times of its pokes. A branch is a button that opens it, at the same time of the run.
 */

import { html, render as draw } from 'lit-html';

import css from '../styles/branches.css?inline';
import { titleOfAction, toldOfPokes } from '../line/interventions.js';
import { pokesOf } from '../line/pokes.js';
import { adopt } from '../kit/sheet.js';
import { timelineWords } from './words.js';

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, commands } = app;
  adopt(app, css);
  const called = (/** @type {import('../line/pokes.js').Poke} */ { action }) =>
    titleOfAction(session.catalogue, action);

  return {
    render() {
      const { forks, bounds } = session;
      const rows = forks.branches();
      const at = (/** @type {import('../line/pokes.js').Poke} */ { at_ns }) => (at_ns / bounds.end_ns) * 100;
      const row_of = (/** @type {import('../session/forks.js').Fork} */ fork) =>
        rows.findIndex((row) => row.forks.includes(fork));
      const here = row_of(forks.now);
      draw(
        rows.map(({ pokes: texts, forks: chain, parent }, i) => {
          const pokes = texts.flatMap((text) => pokesOf(text));
          const from = pokes.length ? Math.min(...pokes.map(at)) : 0;
          // The button of the current branch opens its current poke; that of another branch opens its last one.
          const goal = i === here ? forks.now : chain[chain.length - 1];
          const done = pokesOf(goal.text).map(({ text }) => text);
          const name = texts.length
            ? timelineWords.list(toldOfPokes(session.catalogue, texts.join()))
            : timelineWords.asOpened;
          return html`<div class="row">
            <button
              type="button"
              class="branch"
              aria-current=${i === here ? 'true' : 'false'}
              aria-label=${name}
              title=${name}
              @click=${() => commands.visit(goal)}
            >
              <span>${pokes.length ? timelineWords.list(pokes.map(called)) : name}</span>
            </button>
            <div class="plot branch ${i === here ? 'here' : ''}">
              <i class="way" .style=${`inset-inline-start:${from}%`}></i>
              ${parent ? html`<i class="stem" .style=${`inset-inline-start:${from}%;--rows:${i - row_of(parent)}`}></i>` : ''}
              ${pokes.map(
                (poke) =>
                  html`<i
                    class="poked ${done.includes(poke.text) ? 'done' : ''}"
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
