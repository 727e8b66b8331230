/**
 * Share and take away: the link and the command line to copy, the run as data, as a trace, as a picture, and the chosen
 * request as a sequence diagram. Each contains link, seed and fingerprints. The code that makes them is loaded on
 * demand.
 */

import { html, nothing, render as draw } from 'lit-html';
import { live } from 'lit-html/directives/live.js';

import { actorName } from '../run/actor.js';
import { rowOf } from '../run/requests.js';
import css from '../styles/share.css?inline';
import { words as common } from '../kit/words.js';
import { adopt } from '../kit/sheet.js';
import { fileOfCode, filesOf } from './files.js';
import { savingOf } from './saving.js';
import { stampOf } from './stamp.js';
import { shareWords as words } from './words.js';

/** @typedef {import('../playback/app.js').App} App */

/** @param {HTMLElement} place @param {App} app */
export function create(place, app) {
  const { session, commands, focus } = app;
  adopt(app, css);
  // Link and command contain the time, so they would change while they are copied.
  commands.pause();
  let at_ns = 0;
  const lookedAt = () => session.lanes[focus.laneOf(session.lanes.length)];
  const stamp = () => stampOf(session, at_ns, app.page, lookedAt().strategy);
  const saving = savingOf(place, app);
  const files = filesOf(app, stamp, () => at_ns);
  const copy = copierOf(app, saving.tell);

  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render(cursor) {
      if (!session.lanes.length)
        return draw(
          html`<header>
              <h2 id="share-title">${words.share}</h2>
              <button type="button" class="quiet" @click=${() => commands.panel('share')}>${words.close}</button>
            </header>
            <p role="status">${common.waiting}</p>`,
          place,
        );
      at_ns = cursor.at_ns;
      const { link, command } = stamp();
      const { run } = lookedAt();
      const code = session.own.find(({ id }) => id === lookedAt().strategy);
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
          ${app.page ? copied(words.embed, words.frame(link.replace('/index.html#', '/embed.html#')), copy) : nothing}
          <div class="take" role="group" aria-label=${words.take}>
            ${files.all.map((file) => html`<button type="button" @click=${() => saving.save(file)}>${words[file.name]}</button>`)}
            ${code ? codeButton(code, saving) : nothing}
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

/** @param {import('../session/own.js').Own} own @param {ReturnType<typeof savingOf>} saving */
const codeButton = (own, saving) =>
  html`<button type="button" @click=${() => saving.save(fileOfCode(own))}>${words.code(`${own.id}.py`)}</button>`;

/**
 * A text with a button that copies it.
 * @param {string} label @param {string} text @param {(event: Event) => void} copy
 */
const copied = (label, text, copy) =>
  html`<div class="copy">
    <label>${label} <input type="text" readonly .value=${live(text)} /></label>
    <button type="button" @click=${copy} aria-label="${words.copy}: ${label}">${words.copy}</button>
  </div>`;

/** A listener that copies the text next to a button. @param {App} app @param {(text: string) => void} tell */
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
