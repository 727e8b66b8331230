/**
 * The gallery: every preset of the core with its claim and a small drawing of its actual run, computed when it comes
 * into view. Choosing one opens it in this page, in place: Back leaves in one press as before.
 */

import { html, nothing, render as draw } from 'lit-html';

import css from '../styles/gallery.css?inline';
import { words } from '../kit/words.js';
import { openDialog } from '../kit/dialog.js';
import { galleryWords } from './gallery_words.js';
import { drawing, thumbnail } from './thumbnail.js';

/** Drawings by the line of their run. @type {Map<string, import('./thumbnail.js').Drawing>} */
const drawn = new Map();

/** @param {HTMLDialogElement} root @param {import('../playback/app.js').App} app */
export function create(root, app) {
  const { session, commands, redraw } = app;
  const abort = new AbortController();
  /** Lines of the cards in view that have no drawing yet; what came into view last is drawn first. @type {Set<string>} */
  const wanted = new Set();
  let drawing_one = false;

  /** One run at a time, so that the worker stays free for whoever is opened. */
  async function compute() {
    if (drawing_one) return;
    drawing_one = true;
    for (let line; (line = [...wanted].at(-1)) !== undefined; wanted.delete(line)) {
      try {
        drawn.set(line, drawing(await session.engine.run(line, { signal: abort.signal })));
        redraw();
      } catch {
        // No drawing is honest, too; what is wrong with a run is told where it is opened.
      }
    }
    drawing_one = false;
  }

  const watch = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries.reverse()) {
        const preset = session.catalogue?.presets.find(({ name }) => name === target.getAttribute('data-preset'));
        if (preset && isIntersecting && !drawn.has(preset.line)) wanted.add(preset.line);
        else if (preset) wanted.delete(preset.line);
      }
      compute();
    },
    { root },
  );

  openDialog(root, app, css, () => {
    wanted.clear();
    abort.abort();
    watch.disconnect();
  });
  let watched = false;

  return {
    render() {
      const presets = session.catalogue?.presets ?? [];
      draw(
        html`<div>
          <header>
            <h2 id="gallery-title">${galleryWords.title}</h2>
            <button type="button" class="quiet" @click=${() => root.close()}>${words.close}</button>
          </header>
          <ul>
            ${presets.map(({ name, title, claim, line }) => {
              const picture = drawn.get(line);
              return html`<li data-preset=${name}>
                <button
                  type="button"
                  aria-current=${line === session.line ? 'true' : 'false'}
                  aria-describedby="claim-${name}"
                  @click=${() => open(name)}
                >
                  ${thumbnail(picture)}
                  <b>${title}</b>
                  <span id="claim-${name}"
                    >${claim}${picture ? html` <em>${galleryWords.thumbnail(picture.most)}</em>` : nothing}</span
                  >
                </button>
              </li>`;
            })}
          </ul>
        </div>`,
        root,
      );
      if (!watched && presets.length) {
        watched = true;
        for (const card of root.querySelectorAll('[data-preset]')) watch.observe(card);
      }
    },
  };

  /** @param {string} name */
  function open(name) {
    root.close();
    commands.start(name);
  }
}
