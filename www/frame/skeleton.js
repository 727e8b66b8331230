/**
 * The skeleton of a playground: the places of all views, in the order of the page, with the headings and buttons
 * between them. Which view lives in which place is said in `views.js`.
 */

import { html, nothing } from 'lit-html';

import { CHARTS, PANELS } from '../playback/focus.js';
import { words } from '../kit/words.js';
import { card, plots } from './lanes.js';
import { side } from './side.js';
import { frameWords } from './words.js';
import { timelineWords } from '../timeline/words.js';
import { stageWords } from '../stage/words.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('../playback/focus.js').Chart} Chart */
/**
 * @typedef {object} Shown What of the playground is there at all.
 * @property {(part: string) => boolean} shows whether a part is to be shown, as the attribute `panels` says
 * @property {Chart | null} chart the chart under the swim lanes
 * @property {import('../playback/focus.js').Panel[]} sides the panels at the side
 * @property {boolean} forked whether there are branches to show
 */

/** @param {App} app @returns {Shown} */
function shownIn({ session, focus, look: { panels, veiled } }) {
  const shows = (/** @type {string} */ part) => panels === null || panels.includes(part);
  const charts = CHARTS.filter((name) => panels?.includes(name));
  return {
    shows,
    chart: panels && !charts.length ? null : (focus.chart ?? charts[0] ?? CHARTS[0]),
    sides: PANELS.filter((panel) => shows(panel) && !(veiled && panel === 'requests')),
    forked: session.forks.root.children.length > 0 && shows('branches') && !veiled,
  };
}

/** @param {App} app */
export function skeleton(app) {
  const { session, focus, look } = app;
  const { lanes, progress } = session;
  const shown = shownIn(app);
  const { shows, sides, forked } = shown;
  const changes = forked ? html`<section class="changes" aria-label=${frameWords.changed}></section>` : nothing;
  return html`<section
    class="playground"
    tabindex="-1"
    aria-label=${frameWords.label}
    aria-busy=${progress === null ? 'false' : 'true'}
  >
    ${app.lesson ? html`<section class="lesson" aria-labelledby="lesson-title"></section>` : nothing} ${top(app)}
    ${problems(app)} ${opened(look, shown.chart)}
    <div class="body">
      ${look.settings_open ? html`<div class="settings" role="region" aria-labelledby="settings-title"></div>` : nothing}
      <div class="lanes ${lanes.length > 2 ? 'many' : ''}" ?hidden=${!shows('stage')}>
        ${lanes.map((lane, i) => card(app, lane, i))}
      </div>
      ${sides.length && lanes.length ? side(app, sides, changes) : nothing}
    </div>
    ${timeline(app, shown)} ${app.lesson?.drawsDiagram ? html`<div class="lesson-diagram"></div>` : nothing}
    ${sides.length ? nothing : changes}
    ${
      look.veiled
        ? nothing
        : app.lesson
          ? html`<div class="bar">
              <div class="lesson-next"></div>
              ${transport(lanes.length > 0)}
            </div>`
          : transport(lanes.length > 0)
    }
    ${objectMenu(focus)} ${!look.veiled && (focus.hovered || focus.place) ? html`<div class="carded"></div>` : nothing}
    ${progress === null ? nothing : working(progress, app.commands)}
  </section>`;
}

/** @param {boolean} shown */
const transport = (shown) =>
  html`<div class="transport" role="group" aria-label=${frameWords.transport} ?hidden=${!shown}></div>`;

/** The row at the top: the buttons that open something, and the caption. @param {App} app */
function top({ commands, look }) {
  const { veiled, controls, settings_open, help_open } = look;
  const panel = (/** @type {'presets' | 'compare' | 'share' | 'ask'} */ name) =>
    tool(frameWords[name], look.panel === name, () => commands.panel(name));
  return html`<div class="top">
    <div class="tools">
      ${
        controls
          ? html`${veiled ? nothing : html`${panel('presets')} ${panel('compare')} ${panel('share')} ${panel('ask')}`}
            ${tool(words.settings, settings_open, commands.settings)} ${tool(frameWords.keys, help_open, commands.help)}`
          : nothing
      }${veiled ? nothing : html`<slot name="link"></slot>`}
    </div>
    <div class="caption" role="status"></div>
  </div>`;
}

/** @param {string} label @param {boolean} open @param {() => void} toggle */
const tool = (label, open, toggle) =>
  html`<button type="button" class="quiet" aria-expanded=${String(open)} @click=${toggle}>${label}</button>`;

/** What went wrong, until it is dismissed. @param {App} app */
const problems = ({ session, commands }) =>
  html`<div class="problems" role="alert">
    ${
      session.problems.length
        ? html`<ul>
              ${session.problems.map((problem) => html`<li>${problem.message}</li>`)}
            </ul>
            <button type="button" class="quiet" @click=${commands.dismiss}>${frameWords.dismiss}</button>`
        : nothing
    }
  </div>`;

/**
 * The places of what is open over the lanes.
 * @param {import('../playback/app.js').Look} look @param {Chart | null} chart
 */
function opened({ help_open, quiz, veiled, panel }, chart) {
  const open = veiled ? null : panel;
  return html`${help_open ? html`<section class="help" aria-labelledby="help-title"></section>` : nothing}
  ${open === 'presets' ? html`<dialog class="gallery" aria-labelledby="gallery-title"></dialog>` : nothing}
  ${open === 'compare' ? html`<section class="compare" aria-labelledby="compare-title"></section>` : nothing}
  ${open === 'table' && chart ? html`<dialog class="table" data-chart=${chart} aria-labelledby="table-title"></dialog>` : nothing}
  ${open === 'ask' ? html`<section class="ask" aria-labelledby="ask-title"></section>` : nothing}
  ${open === 'share' ? html`<section class="share" aria-labelledby="share-title"></section>` : nothing}
  ${quiz === null ? nothing : html`<section class="quiz" aria-labelledby="quiz-title"></section>`}`;
}

/** The plots of all lanes over one axis. @param {App} app @param {Shown} shown */
function timeline(app, { shows, chart, forked }) {
  const { lanes } = app.session;
  const { veiled } = app.look;
  return html`<section
    class="timeline ${lanes.length > 2 ? 'many' : ''}"
    aria-label=${frameWords.timeline}
    ?hidden=${!lanes.length || veiled || !(shows('swim') || chart)}
  >
    ${(veiled ? [] : lanes).map((lane, i) => plots(lane, i, shows('swim'), chart))}
    ${forked ? html`<div class="branches" role="group" aria-label=${frameWords.branches}></div>` : nothing}
    <div class="axis"></div>
    ${chart ? picker(app, chart) : nothing}
  </section>`;
}

/** The choice of the chart, and the button for its numbers as a table. @param {App} app @param {Chart} chart */
const picker = ({ focus, commands }, chart) =>
  html`<div class="picked">
    <label
      ><select
        aria-label=${frameWords.chart}
        @change=${(/** @type {Event} */ event) => focus.draw(CHARTS[/** @type {HTMLSelectElement} */ (event.target).selectedIndex])}
      >
        ${CHARTS.map((name) => html`<option .selected=${name === chart}>${timelineWords.charts[name]}</option>`)}
      </select></label
    >
    <button
      type="button"
      class="quiet"
      aria-haspopup="dialog"
      aria-label=${frameWords.tableOf(timelineWords.charts[chart])}
      title=${frameWords.tableOf(timelineWords.charts[chart])}
      @click=${() => commands.panel('table')}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2 3.5h12v9H2zM2 6.5h12M2 9.5h12M6 3.5v9" /></svg>
    </button>
  </div>`;

/**
 * The place of the open object's menu. It takes presses, so that a press on it does not lose the focus.
 * @param {import('../playback/focus.js').Focus} focus
 */
const objectMenu = ({ object }) =>
  object
    ? html`<section
        class="object-menu"
        role="dialog"
        tabindex="-1"
        aria-label=${stageWords.objects[object.name]}
      ></section>`
    : nothing;

/** @param {number} progress @param {import('../playback/commands.js').Commands} commands */
const working = (progress, commands) =>
  html`<div class="working">
    <span id="working">${frameWords.working}</span>
    <progress aria-labelledby="working" max="1" .value=${progress}></progress>
    <button type="button" class="quiet" @click=${commands.cancel}>${words.cancel}</button>
  </div>`;
