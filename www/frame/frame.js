/**
 * The frame: the places of all views inside the element, and which view lives where. It draws the skeleton when the
 * number of lanes or an open panel changes, and hands (run, cursor) down to the views on every frame.
 */

import { html, nothing, render as draw } from 'lit-html';

import { CHARTS, Focus, PANELS } from '../playback/focus.js';
import { rowOf } from '../run/requests.js';
import { holdingsOf } from '../run/rows.js';
import { pointing } from '../story/point.js';
import { titleOf } from '../line/strategies.js';
import { words } from '../kit/words.js';
import { create as createAxis } from '../timeline/axis.js';
import { create as createCaption } from '../log/caption.js';
import { later } from './later.js';
import { create as createLoad } from '../timeline/load.js';
import { create as createNumbers } from '../stage/numbers.js';
import { create as createObjects, objectMenu } from '../stage/objects.js';
import { side } from '../kit/side.js';
import { create as createStage } from '../stage/stage.js';
import { create as createTransport } from '../timeline/transport.js';

/** @typedef {import('../session/session.js').Session} Session */
/** @typedef {import('../session/session.js').Lane} Lane */
/** @typedef {{ settings_open: boolean, help_open: boolean, panel: import('../playback/commands.js').Panel | null, keys_on: boolean, quiz: boolean, veiled: boolean, panels: string[] | null, controls: boolean }} Look `veiled`: nothing may be seen of what is to come */

/** A wider element has the panels beside the lanes, as styles/narrow.css says. */
const SIDE_BESIDE_PX = 1080;

/** @type {Record<string, (root: HTMLElement) => { render(run: import('../engine/run.js').Run, cursor: import('../playback/player.js').Cursor, bounds: import('../session/session.js').Bounds, title: string, followed: number): void }>} */
const LANE_VIEWS = { numbers: createNumbers, stage: createStage, load: createLoad };

/**
 * @param {ShadowRoot} shadow
 * @param {Session} session
 * @param {import('../playback/commands.js').Commands} commands
 * @param {(patch: import('./element.js').Patch) => void} update
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

  let veiled = false;
  const focus = new Focus(() => update({}));
  const drawLater = later(shadow, session, commands, focus, views);
  const wide = () => {
    const beside = shadow.querySelector('.side');
    return beside !== null && /** @type {HTMLElement} */ (shadow.host).clientWidth > SIDE_BESIDE_PX;
  };
  pointing(
    shadow,
    focus,
    // What is to become of a request is part of what is veiled.
    (place) => (veiled ? null : views.get(place)),
    ({ lane, row, x, y }) => {
      commands.pause();
      focus.choose(lane, session.lanes[lane].run.requests.actor[row], wide() ? null : { x, y });
      if (wide()) focus.show('requests');
    },
  );
  shadow.addEventListener('keydown', (event) => {
    if (/** @type {KeyboardEvent} */ (event).key === 'Escape') focus.clear();
  });

  return {
    focus,
    /** @param {import('../playback/player.js').Cursor} cursor @param {Look} look */
    render(cursor, look) {
      const { lanes } = session;
      veiled = look.veiled;
      const bounds = veiled ? { ...session.bounds, prices: null } : session.bounds;
      draw(skeleton(session, look, commands, focus), root);
      view('.caption', createCaption)?.render(lanes, cursor, session.problems.length > 0, veiled);
      if (!lanes.length) return drawLater(cursor);
      view('.axis', (place) => createAxis(place, commands))?.render(cursor, bounds, session.values.do ?? '');
      const actor = focus.actorOf(lanes);
      view('.transport', (place) => createTransport(place, commands))?.render(session, cursor, look.panel === 'pokes');
      // After the transport, which has the place of the pokes.
      drawLater(cursor);
      lanes.forEach(({ run, title }, i) => {
        for (const [name, make] of Object.entries(LANE_VIEWS)) {
          view(`[data-view="${name}"][data-lane="${i}"]`, make)?.render(run, cursor, bounds, title, rowOf(run, actor));
        }
        view(`.objects[data-lane="${i}"]`, (place) => createObjects(place, focus))?.render(
          run,
          bounds,
          title,
          i,
          holdingsOf(run).length > 0,
        );
      });
    },
  };
}

/**
 * @param {Session} session @param {Look} look
 * @param {import('../playback/commands.js').Commands} commands
 * @param {Focus} focus
 */
function skeleton(session, look, commands, focus) {
  const { lanes, problems, progress } = session;
  const { veiled } = look;
  const shows = (/** @type {string} */ panel) => look.panels === null || look.panels.includes(panel);
  const panels = PANELS.filter((panel) => shows(panel) && !(veiled && panel === 'requests'));
  const forked = session.forks.root.children.length > 0 && shows('branches') && !veiled;
  const charts = CHARTS.filter((name) => look.panels?.includes(name));
  const chart = look.panels && !charts.length ? null : (focus.chart ?? charts[0] ?? CHARTS[0]);
  const changes = forked ? html`<section class="changes" aria-label=${words.changed}></section>` : nothing;
  return html`<section
    class="playground"
    tabindex="-1"
    aria-label=${words.label}
    aria-busy=${progress === null ? 'false' : 'true'}
  >
    <div class="top">
      <div class="tools">
        ${
          look.controls
            ? html`${
                veiled
                  ? nothing
                  : html`${tool(words.presets, look.panel === 'presets', () => commands.panel('presets'))}
                    ${tool(words.compare, look.panel === 'compare', () => commands.panel('compare'))}
                    ${tool(words.share, look.panel === 'share', () => commands.panel('share'))}`
              }
              ${tool(words.settings, look.settings_open, commands.settings)}
              ${tool(words.keys, look.help_open, commands.help)}`
            : nothing
        }${veiled ? nothing : html`<slot name="link"></slot>`}
      </div>
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
    ${look.help_open ? html`<section class="help" data-keys=${look.keys_on ? 'on' : 'off'} aria-labelledby="help-title"></section>` : nothing}
    ${look.panel === 'presets' ? html`<dialog class="gallery" aria-labelledby="gallery-title"></dialog>` : nothing}
    ${look.panel === 'compare' ? html`<section class="compare" aria-labelledby="compare-title"></section>` : nothing}
    ${look.panel === 'table' && chart ? html`<dialog class="table" data-chart=${chart} aria-labelledby="table-title"></dialog>` : nothing}
    ${look.panel === 'share' ? html`<section class="share" aria-labelledby="share-title"></section>` : nothing}
    ${look.quiz ? html`<section class="quiz" aria-labelledby="quiz-title"></section>` : nothing}
    <div class="body">
      ${look.settings_open ? html`<div class="settings" role="region" aria-labelledby="settings-title"></div>` : nothing}
      <div class="lanes ${lanes.length > 2 ? 'many' : ''}" ?hidden=${!shows('stage')}>
        ${lanes.map((lane, i) => card(lane, i, lanes.length, session, commands, veiled))}
      </div>
      ${panels.length && lanes.length ? side(panels, focus, changes, veiled) : nothing}
    </div>
    <section
      class="timeline ${lanes.length > 2 ? 'many' : ''}"
      aria-label=${words.timeline}
      ?hidden=${!lanes.length || veiled || !(shows('swim') || chart)}
    >
      ${(veiled ? [] : lanes).map((lane, i) => plots(lane, i, shows, chart))}
      ${forked ? html`<div class="branches" role="group" aria-label=${words.branches}></div>` : nothing}
      <div class="axis"></div>
      ${chart ? picker(chart, focus, commands) : nothing}
    </section>
    ${panels.length ? nothing : changes}
    ${veiled ? nothing : html`<div class="transport" role="group" aria-label=${words.transport} ?hidden=${!lanes.length}></div>`}
    ${objectMenu(focus)} ${!veiled && (focus.hovered || focus.place) ? html`<div class="carded"></div>` : nothing}
    ${progress === null ? nothing : working(progress, commands)}
  </section>`;
}

/** @param {string} label @param {boolean} open @param {() => void} toggle */
const tool = (label, open, toggle) =>
  html`<button type="button" class="quiet" aria-expanded=${String(open)} @click=${toggle}>${label}</button>`;

/** @param {number} progress @param {import('../playback/commands.js').Commands} commands */
const working = (progress, commands) =>
  html`<div class="working">
    <span id="working">${words.working}</span>
    <progress aria-labelledby="working" max="1" .value=${progress}></progress>
    <button type="button" class="quiet" @click=${commands.cancel}>${words.cancel}</button>
  </div>`;

/** @param {Lane} lane @param {number} i @param {number} count @param {Session} session @param {import('../playback/commands.js').Commands} commands @param {boolean} veiled */
function card(lane, i, count, session, commands, veiled) {
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
                  ${field.choices.map((choice) => html`<option value=${choice} .selected=${choice === lane.strategy}>${titleOf(session.catalogue, choice).title}</option>`)}
                </select>
              </h2>`
            : html`<h2>${lane.title}</h2>`
        }
        <p>${lane.doc}</p>
      </div>
      <div data-view="numbers" data-lane=${i}></div>
    </header>
    <div class="stage" data-view="stage" data-lane=${i}></div>
    ${veiled ? nothing : html`<div class="objects" data-lane=${i}></div>`}
    ${lane.run.dice ? html`<div class="dice" data-view="dice" data-lane=${i}></div>` : nothing}
  </article>`;
}

/** Which chart is drawn, and its numbers as a table. @param {import('../playback/focus.js').Chart} chart @param {Focus} focus @param {import('../playback/commands.js').Commands} commands */
const picker = (chart, focus, commands) =>
  html`<div class="picked">
    <label
      ><select
        aria-label=${words.chart}
        @change=${(/** @type {Event} */ event) => focus.draw(CHARTS[/** @type {HTMLSelectElement} */ (event.target).selectedIndex])}
      >
        ${CHARTS.map((name) => html`<option .selected=${name === chart}>${words.charts[name]}</option>`)}
      </select></label
    >
    <button
      type="button"
      class="quiet"
      aria-haspopup="dialog"
      aria-label=${words.tableOf(words.charts[chart])}
      title=${words.tableOf(words.charts[chart])}
      @click=${() => commands.panel('table')}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 3.5h12v9H2zM2 6.5h12M2 9.5h12M6 3.5v9" /></svg>
    </button>
  </div>`;

/** @param {Lane} lane @param {number} i @param {(panel: string) => boolean} shows @param {import('../playback/focus.js').Chart | null} chart */
const plots = (lane, i, shows, chart) =>
  html`<div class="label">
      <b>${lane.title}</b>
      ${shows('swim') ? html`<span class="of-swim">${words.requests}</span>` : nothing}
      ${chart ? html`<span class="of-chart">${words.charts[chart]} <b class="now" data-lane=${i}></b></span>` : nothing}
    </div>
    <div class="plot">
      ${shows('swim') ? html`<div class="swim" data-view="swim" data-lane=${i}></div>` : nothing}
      ${
        chart === 'load'
          ? html`<div class="load" data-view="load" data-lane=${i}></div>`
          : chart
            ? html`<div class="chart" data-view="chart" data-lane=${i} data-chart=${chart}></div>`
            : nothing
      }
    </div>`;
