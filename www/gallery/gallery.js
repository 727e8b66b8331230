/**
 * The gallery: every preset of the core with its claim and a small drawing of its actual run, computed when it becomes
 * visible. A click opens its run; Back returns to the previous run (pages/address.js).
 */

import { html, nothing, render as draw } from 'lit-html';

import css from '../styles/gallery.css?inline';
import { words } from '../kit/words.js';
import { openDialog } from '../kit/dialog.js';
import { galleryWords } from './gallery_words.js';
import { drawingsOf } from './drawings.js';
import { thumbnail } from './thumbnail.js';
import { byTopic } from './topics.js';

/** @param {HTMLDialogElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, commands } = app;
  const drawings = drawingsOf(place, app);
  openDialog(place, app, css, drawings.stop);

  /** @param {string} name */
  const open = (name) => {
    place.close();
    commands.start(name);
  };

  return {
    render() {
      const presets = session.catalogue?.presets ?? [];
      draw(
        html`<div>
          <header>
            <h2 id="gallery-title">${galleryWords.title}</h2>
            <button type="button" class="quiet" @click=${() => place.close()}>${words.close}</button>
          </header>
          ${presets.length ? nothing : html`<p role="status">${words.waiting}</p>`}
          <div class="topics">
            ${byTopic(presets).map(
              ({ id, cards }) =>
                html`<section aria-labelledby="topic-${id}">
                  <h3 id="topic-${id}">${galleryWords.topics[id]}</h3>
                  <ul>
                    ${cards.map(({ preset, step }) => card(preset, drawings.of(preset), preset.line === session.line, open, stepLink(step, app.page)))}
                  </ul>
                </section>`,
            )}
          </div>
        </div>`,
        place,
      );
      drawings.watch(place.querySelectorAll('[data-preset]'));
    },
  };
}

/**
 * @param {import('../engine/run.js').Preset} preset @param {import('./thumbnail.js').Drawing | undefined} drawing
 * @param {boolean} current whether it is the run of the page @param {(name: string) => void} open @param {unknown} step
 * the link to its step of the lesson
 */
const card = ({ name, title, claim }, drawing, current, open, step) =>
  html`<li data-preset=${name}>
    <button
      type="button"
      aria-current=${current ? 'true' : 'false'}
      aria-describedby="claim-${name}"
      @click=${() => open(name)}
    >
      ${thumbnail(drawing)}
      <b>${title}</b>
      <span id="claim-${name}"
        >${claim}${drawing ? html` <em>${galleryWords.thumbnail(drawing.most)}</em>` : nothing}</span
      >
    </button>
    ${step}
  </li>`;

/**
 * The link to a step. The lesson is next to the full page, and not part of the single file.
 * @param {number} step @param {string} page
 */
function stepLink(step, page) {
  if (!step) return nothing;
  const text = galleryWords.step(step);
  return page.endsWith('/index.html')
    ? html`<a class="step" href=${page.replace('index.html', `lesson.html#step=${step}`)}>${text}</a>`
    : html`<span class="step">${text}</span>`;
}
