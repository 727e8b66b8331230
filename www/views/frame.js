/**
 * The frame: the places of all views inside the element, and which view lives where. It draws the skeleton when the
 * number of lanes or an open panel changes, and hands (run, cursor) down to the views on every frame.
 */

import { html, nothing, render as draw } from 'lit-html';

import { create as createControls } from '../controls.js';
import { keyWords, words } from '../words.js';
import { create as createAxis } from './axis.js';
import { create as createCaption } from './caption.js';
import { create as createLoad } from './load.js';
import { create as createLog } from './log.js';
import { create as createNumbers } from './numbers.js';
import { create as createStage } from './stage.js';
import { create as createSwim } from './swim.js';
import { create as createTheory } from './theory.js';
import { create as createTransport } from './transport.js';

/** @typedef {import('../session.js').Session} Session */
/** @typedef {import('../session.js').Lane} Lane */
/** @typedef {{ settings_open: boolean, help_open: boolean, keys_on: boolean, panels: string[] | null, controls: boolean }} Look */

const LANE_VIEWS = { numbers: createNumbers, stage: createStage, swim: createSwim, load: createLoad };

/**
 * @param {ShadowRoot} shadow
 * @param {Session} session
 * @param {import('../commands.js').Commands} commands
 * @param {(look: Partial<Look>) => void} update
 */
export function create(shadow, session, commands, update) {
  const root = shadow;
  /** @type {WeakMap<Element, any>} */
  const views = new WeakMap();

  /** @template T @param {string} selector @param {(root: HTMLElement) => T} make @returns {T | null} */
  function view(selector, make) {
    const place = /** @type {HTMLElement | null} */ (root.querySelector(selector));
    if (!place) return null;
    if (!views.has(place)) views.set(place, make(place));
    return views.get(place);
  }

  return {
    /** @param {import('../player.js').Cursor} cursor @param {Look} look */
    render(cursor, look) {
      const { lanes, bounds } = session;
      draw(skeleton(session, look, commands, update), root);
      if (look.settings_open) view('.settings', (place) => createControls(place, session, commands))?.render();
      view('.caption', createCaption)?.render(lanes, cursor, session.problems.length > 0);
      if (!lanes.length) return;
      view('.log', (place) => createLog(place, commands))?.render(lanes, cursor);
      view('.theory', createTheory)?.render(lanes);
      view('.axis', (place) => createAxis(place, commands))?.render(cursor, bounds, session.values.do ?? '');
      view('.transport', (place) => createTransport(place, commands))?.render(session, cursor);
      lanes.forEach(({ run, title }, i) => {
        for (const [name, make] of Object.entries(LANE_VIEWS)) {
          view(`[data-view="${name}"][data-lane="${i}"]`, make)?.render(run, cursor, bounds, title);
        }
      });
    },
  };
}

/**
 * @param {Session} session @param {Look} look
 * @param {import('../commands.js').Commands} commands
 * @param {(look: Partial<Look>) => void} update
 */
function skeleton(session, look, commands, update) {
  const { lanes, problems, progress } = session;
  const shows = (/** @type {string} */ panel) => look.panels === null || look.panels.includes(panel);
  return html`<section
    class="playground"
    tabindex="-1"
    aria-label=${words.label}
    aria-busy=${progress === null ? 'false' : 'true'}
  >
    <div class="top">
      ${
        look.controls
          ? html`<div class="tools">
              <button
                type="button"
                class="quiet"
                aria-expanded=${String(look.settings_open)}
                @click=${commands.settings}
              >
                ${words.settings}
              </button>
              <button type="button" class="quiet" aria-expanded=${String(look.help_open)} @click=${commands.help}>
                ${words.keys}
              </button>
            </div>`
          : nothing
      }
      <div class="caption" role="status"></div>
    </div>
    <div class="problems" role="alert">
      ${
        problems.length
          ? html`<ul>
                ${problems.map((problem) => html`<li>${problem.message}</li>`)}
              </ul>
              <button type="button" class="quiet" @click=${commands.dismiss}>${words.dismiss}</button>`
          : nothing
      }
    </div>
    ${look.help_open ? help(look, commands, update) : nothing}
    <div class="body">
      ${look.settings_open ? html`<div class="settings" role="region" aria-labelledby="settings-title"></div>` : nothing}
      <div class="lanes" ?hidden=${!shows('stage')}>
        ${lanes.map((lane, i) => card(lane, i, lanes.length, session, commands))}
      </div>
      ${
        shows('log')
          ? html`<section class="side" aria-labelledby="log-title">
              <h2 id="log-title">${words.log}</h2>
              <div class="log"></div>
              <div class="theory"></div>
            </section>`
          : nothing
      }
    </div>
    <section class="timeline" aria-label=${words.timeline} ?hidden=${!lanes.length}>
      ${lanes.map((lane, i) => plots(lane, i, shows))}
      <div class="axis"></div>
    </section>
    <div class="transport" role="group" aria-label=${words.transport} ?hidden=${!lanes.length}></div>
    ${progress === null ? nothing : working(progress, commands)}
  </section>`;
}

/** @param {number} progress @param {import('../commands.js').Commands} commands */
const working = (progress, commands) =>
  html`<div class="working">
    <span id="working">${words.working}</span>
    <progress aria-labelledby="working" max="1" .value=${progress}></progress>
    <button type="button" class="quiet" @click=${commands.cancel}>${words.cancel}</button>
  </div>`;

/** @param {Lane} lane @param {number} i @param {number} count @param {Session} session @param {import('../commands.js').Commands} commands */
function card(lane, i, count, session, commands) {
  const field = i === count - 1 ? session.catalogue?.fields.find(({ name }) => name === 'strategy') : undefined;
  return html`<article class="lane" aria-label=${lane.title}>
    <header>
      <div class="who">
        ${
          field
            ? html`<h2 class="chosen">
                <select
                  aria-label=${words.strategy}
                  @change=${(/** @type {Event} */ event) => commands.choose(/** @type {HTMLSelectElement} */ (event.target).value)}
                >
                  ${field.choices.map((choice) => html`<option value=${choice} .selected=${choice === lane.strategy}>${session.title(choice).title}</option>`)}
                </select>
              </h2>`
            : html`<h2>${lane.title}</h2>`
        }
        <p>${lane.doc}</p>
      </div>
      <div data-view="numbers" data-lane=${i}></div>
    </header>
    <div class="stage" data-view="stage" data-lane=${i}></div>
  </article>`;
}

/** @param {Lane} lane @param {number} i @param {(panel: string) => boolean} shows */
const plots = (lane, i, shows) =>
  html`<div class="label">
      <b>${lane.title}</b>
      ${shows('swim') ? html`<span class="of-swim">${words.requests}</span>` : nothing}
      ${shows('load') ? html`<span class="of-load">${words.inFlight}</span>` : nothing}
    </div>
    <div class="plot">
      ${shows('swim') ? html`<div class="swim" data-view="swim" data-lane=${i}></div>` : nothing}
      ${shows('load') ? html`<div class="load" data-view="load" data-lane=${i}></div>` : nothing}
    </div>`;

/** @param {Look} look @param {import('../commands.js').Commands} commands @param {(look: Partial<Look>) => void} update */
const help = (look, commands, update) =>
  html`<section class="help" aria-labelledby="help-title">
    <header>
      <h2 id="help-title">${words.keysTitle}</h2>
      <label
        ><input
          type="checkbox"
          .checked=${look.keys_on}
          @change=${(/** @type {Event} */ event) => update({ keys_on: /** @type {HTMLInputElement} */ (event.target).checked })}
        />
        ${words.keysOn}</label
      >
      <button type="button" class="quiet" @click=${commands.help}>${words.close}</button>
    </header>
    <dl>
      ${keyWords.map(
        ([keys, what]) =>
          html`<div>
            <dt>${keys}</dt>
            <dd>${what}</dd>
          </div>`,
      )}
    </dl>
  </section>`;
