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
import { stampOf } from './stamp.js';
import { shareWords as words } from './words.js';

/** A file's address is good for so long: Safari begins a download some time after the click. */
const GOOD_MS = 40_000;

/** @param {HTMLElement} root @param {import('../playback/app.js').App} app */
export function create(root, app) {
  const { session, commands, focus, shadow, page } = app;
  adopt(app, css);
  // Link and command name the time: while it plays they change under the hand that copies them.
  commands.pause();
  let told = '';
  let at_ns = 0;
  /** Of the file being made, should that take its time. @type {AbortController | null} */
  let saving = null;
  const stamp = () => stampOf(session, at_ns, page);
  const tell = (/** @type {string} */ text) => {
    told = text;
    app.redraw();
  };

  /** @param {Event} event */
  async function copy(event) {
    const input = /** @type {HTMLInputElement} */ (
      /** @type {Element} */ (event.currentTarget).parentElement?.querySelector('input')
    );
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
      tell(words.copied);
    } catch {
      commands.pause();
      tell(words.notCopied);
    }
  }

  /** @typedef {Blob | string | AsyncIterable<string> | Iterable<string>} Made */

  /** @param {Made} made @param {string} type @param {AbortSignal} signal */
  async function blobOf(made, type, signal) {
    if (made instanceof Blob || typeof made === 'string') return new Blob([made], { type });
    /** @type {Blob[]} */
    const parts = [];
    for await (const part of made) {
      parts.push(new Blob([part]));
      // The page has its turn, and who has closed the panel does not want the file any more.
      await new Promise((done) => setTimeout(done));
      if (!root.isConnected) saving?.abort();
      signal.throwIfAborted();
    }
    return new Blob(parts, { type });
  }

  /** @param {string} ending @param {string} type @param {(job: import('./windows.js').Job) => Promise<Made>} make */
  const save = (ending, type, make) => async () => {
    saving?.abort();
    const { signal } = (saving = new AbortController());
    const job = { signal, onProgress: (/** @type {number} */ part) => signal.aborted || tell(words.making(part)) };
    try {
      const lane = session.lanes[session.lanes.length - 1];
      const file = `cache-aside-${lane.strategy}-${lane.run.fingerprint.slice(0, 8)}.${ending}`;
      const address = URL.createObjectURL(await blobOf(await make(job), type, signal));
      const anchor = Object.assign(document.createElement('a'), { href: address, download: file });
      anchor.click();
      setTimeout(() => URL.revokeObjectURL(address), GOOD_MS);
      saving = null;
      tell(words.saved(file));
    } catch (error) {
      if (signal.aborted) return;
      saving = null;
      tell(words.failed);
      throw error;
    }
  };
  const stop = () => {
    saving?.abort();
    saving = null;
    tell('');
  };
  /** @param {import('./windows.js').Job} job */
  const windows = async ({ signal, onProgress }) => {
    const { windowsOf } = await import('./windows.js');
    const { engine, lanes } = session;
    return (/** @type {import('../session/session.js').Lane} */ lane) => {
      const done = lanes.indexOf(lane);
      const part = (/** @type {number} */ part) => onProgress((done + part) / lanes.length);
      return windowsOf(engine, lane.run, { signal, onProgress: part });
    };
  };
  const kinds = () => session.catalogue?.kinds ?? [];
  const picture = async () => {
    const module = await import('./picture.js');
    return { ...module, picture: module.pictureOf(shadow, session.lanes, at_ns, stamp()) };
  };
  const files = {
    csv: save('csv', 'text/csv', async (job) =>
      (await import('./tables.js')).csv(session.lanes, kinds(), stamp(), await windows(job)),
    ),
    json: save('json', 'application/json', async (job) =>
      (await import('./tables.js')).json(session.lanes, kinds(), stamp(), await windows(job)),
    ),
    trace: save('trace.json', 'application/json', async () =>
      (await import('./trace.js')).trace(session.lanes, stamp()),
    ),
    png: save('png', 'image/png', async () => picture().then(({ pngOf, picture }) => pngOf(picture))),
    svg: save('svg', 'image/svg+xml', async () => picture().then(({ svgOf, picture }) => svgOf(picture))),
  };

  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render(cursor) {
      if (!session.lanes.length) return;
      at_ns = cursor.at_ns;
      const { link, command } = stamp();
      const { run } = session.lanes[focus.laneOf(session.lanes.length)];
      const row = rowOf(run, focus.actor);
      const sequence = save('mmd', 'text/plain', async (job) => {
        const { eventsOfRequest } = await import('./windows.js');
        const events = await eventsOfRequest(session.engine, run, row, job);
        return (await import('./sequence.js')).sequence(run, kinds(), row, stamp(), events);
      });
      draw(
        html`<header>
            <h2 id="share-title">${words.share}</h2>
            <p role="status">${told}</p>
            ${
              saving && told
                ? html`<button type="button" class="quiet" @click=${stop}>${words.cancel}</button>`
                : nothing
            }
            <button type="button" class="quiet" @click=${() => commands.panel('share')}>${words.close}</button>
          </header>
          ${[
            [words.link, link],
            [words.command, command],
          ].map(
            ([label, text]) =>
              html`<div class="copy">
                <label>${label} <input type="text" readonly .value=${live(text)} /></label>
                <button type="button" @click=${copy} aria-label="${words.copy}: ${label}">${words.copy}</button>
              </div>`,
          )}
          <div class="take" role="group" aria-label=${words.take}>
            ${Object.entries(files).map(
              ([name, take]) =>
                html`<button type="button" @click=${take}>${words[/** @type {keyof typeof files} */ (name)]}</button>`,
            )}
            ${
              row < 0
                ? html`<p>${words.sequenceFirst}</p>`
                : html`<button type="button" @click=${sequence}>
                    ${words.sequence(actorName(run.requests.actor[row]))}
                  </button>`
            }
          </div>`,
        root,
      );
    },
  };
}
