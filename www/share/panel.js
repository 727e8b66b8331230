/**
 * Share and take away: the link and the command line to copy, the run as data, as a trace, as a picture, and the chosen
 * request as a sequence diagram. Each carries link, seed and fingerprints. What makes them is fetched when asked for.
 */

import { html, nothing, render as draw } from 'lit-html';
import { live } from 'lit-html/directives/live.js';

import { actorName } from '../run/actor.js';
import { rowOf } from '../run/requests.js';
import css from '../styles/share.css?inline';
import { adopt } from '../kit/sheet.js';
import { filesOf } from './files.js';
import { savingOf } from './saving.js';
import { stampOf } from './stamp.js';
import { shareWords as words } from './words.js';

/** @typedef {import('../playback/app.js').App} App */

/** @param {HTMLElement} place @param {App} app */
export function create(place, app) {
  const { session, commands, focus } = app;
  adopt(app, css);
  // Link and command name the time: while it plays they would change under the hand that copies them.
  commands.pause();
  let at_ns = 0;
  const stamp = () => stampOf(session, at_ns, app.page);
  const saving = savingOf(place, app);
  const files = filesOf(app, stamp, () => at_ns);
  const copy = copierOf(app, saving.tell);

  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render(cursor) {
      if (!session.lanes.length) return;
      at_ns = cursor.at_ns;
      const { link, command } = stamp();
      const { run } = session.lanes[focus.laneOf(session.lanes.length)];
      const row = rowOf(run, focus.actor);
      draw(
        html`<header>
            <h2 id="share-title">${words.share}</h2>
            <p role="status">${saving.told}</p>
            ${
              saving.busy && saving.told
                ? html`<button type="button" class="quiet" @click=${saving.stop}>${words.cancel}</button>`
                : nothing
            }
            <button type="button" class="quiet" @click=${() => commands.panel('share')}>${words.close}</button>
          </header>
          ${copied(words.link, link, copy)} ${copied(words.command, command, copy)}
          <div class="take" role="group" aria-label=${words.take}>
            ${files.all.map((file) => html`<button type="button" @click=${() => saving.save(file)}>${words[file.name]}</button>`)}
            ${
              row < 0
                ? html`<p>${words.sequenceFirst}</p>`
                : html`<button type="button" @click=${() => saving.save(files.sequence(run, row))}>
                    ${words.sequence(actorName(run.requests.actor[row]))}
                  </button>`
            }
          </div>`,
        place,
      );
    },
  };
}

/**
 * A text to be copied, with its button.
 * @param {string} label @param {string} text @param {(event: Event) => void} copy
 */
const copied = (label, text, copy) =>
  html`<div class="copy">
    <label>${label} <input type="text" readonly .value=${live(text)} /></label>
    <button type="button" @click=${copy} aria-label="${words.copy}: ${label}">${words.copy}</button>
  </div>`;

/** Copies the text beside a button. @param {App} app @param {(text: string) => void} tell */
const copierOf =
  ({ commands }, tell) =>
  async (/** @type {Event} */ event) => {
    const button = /** @type {Element} */ (event.currentTarget);
    const input = /** @type {HTMLInputElement} */ (button.previousElementSibling?.querySelector('input'));
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
      tell(words.copied);
    } catch {
      commands.pause();
      tell(words.notCopied);
    }
  };
