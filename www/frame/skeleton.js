/**
 * The skeleton of a playground: the places of all views, in the order of the page, with the headings and buttons
 * between them. `views.js` has the table of places and views.
 */

import { html, nothing } from 'lit-html';

import { CHARTS, PANELS } from '../playback/focus.js';
import { mark } from '../kit/mark.js';
import { offers } from '../settings/offers.js';
import { told } from '../kit/told.js';
import { words } from '../kit/words.js';
import { card, plots } from './lanes.js';
import { side } from './side.js';
import { frameWords } from './words.js';
import { timelineWords } from '../timeline/words.js';
import { stageWords } from '../stage/words.js';

/** @typedef {import('../playback/app.js').App} App */

/** @typedef {import('../playback/focus.js').Chart} Chart */
/**
 * @typedef {object} Shown The parts of the playground that are shown.
 * @property {(part: string) => boolean} shows whether a part is shown, according to the attribute `panels`
 * @property {Chart | null} chart the chart under the swim lanes
 * @property {import('../playback/focus.js').Panel[]} sides the panels at the side
 * @property {boolean} forked whether there are branches to show
 */

/** The largest number of problems shown. A link could contain very many. */
const PROBLEMS_SHOWN = 5;

/** @param {App} app @returns {Shown} */
function shownIn({ session, focus, display: { panels, veiled } }) {
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
  const { session, focus, display } = app;
  const { lanes, progress } = session;
  const shown = shownIn(app);
  const { shows, sides, forked } = shown;
  const changes = forked ? html`<section class="changes" aria-label=${frameWords.changed}></section>` : nothing;
  return html`<section
    class="playground ${session.order ? 'ordered' : ''}"
    tabindex="-1"
    aria-label=${frameWords.label}
    aria-busy=${progress === null ? 'false' : 'true'}
  >
    ${taught(app)} ${top(app)} ${problems(app)} ${opened(display, shown.chart)}
    <div class="body">
      ${display.settings_open ? html`<div class="settings" role="region" aria-labelledby="settings-title"></div>` : nothing}
      <div class="lanes ${lanes.length > 2 ? 'many' : ''}" ?hidden=${!shows('stage')}>
        ${lanes.map((lane, i) => card(app, lane, i))}
      </div>
      ${sides.length && lanes.length ? side(app, sides, changes) : nothing}
    </div>
    ${timeline(app, shown)}
    ${!app.check && app.lesson?.drawsDiagram ? html`<div class="lesson-diagram"></div>` : nothing}
    ${sides.length ? nothing : changes}
    ${
      display.veiled
        ? nothing
        : app.check || app.lesson
          ? html`<div class="bar">
              ${app.check ? html`<div class="lesson-next check"></div>` : html`<div class="lesson-next step"></div>`}
              ${transport(lanes.length > 0)}
            </div>`
          : transport(lanes.length > 0)
    }
    ${objectMenu(focus)}
    ${!display.veiled && (focus.hovered || focus.place) ? html`<div class="carded"></div>` : nothing}
    ${progress === null ? nothing : working(progress, app.commands)}
  </section>`;
}

/** The card of a step or of the check. @param {App} app */
const taught = ({ check, lesson }) =>
  check
    ? html`<section class="lesson check" aria-labelledby="lesson-title"></section>`
    : lesson
      ? html`<section class="lesson step" aria-labelledby="lesson-title"></section>`
      : nothing;

/** @param {boolean} shown */
const transport = (shown) =>
  html`<div class="transport" role="group" aria-label=${frameWords.transport} ?hidden=${!shown}></div>`;

/** The row at the top: buttons that open panels, and the caption. @param {App} app */
function top({ session, commands, display, lesson, check, shadow }) {
  const { veiled, may, settings_open, help_open } = display;
  const panel = (
    /** @type {'presets' | 'compare' | 'real' | 'orders' | 'share' | 'ask'} */ name,
    /** @type {boolean} */ there,
  ) => (there && !veiled ? tool(frameWords[name], name, display.panel === name, () => commands.panel(name)) : nothing);
  const play = () => /** @type {HTMLElement | null} */ (shadow.querySelector('.play'))?.focus();
  return html`<div class="top">
    ${
      session.lanes.length && !veiled && !lesson && !check
        ? html`<button type="button" class="skip" @click=${play}>${frameWords.skip}</button>`
        : nothing
    }
    <div class="doors">
      <div class="tools">
        ${panel('presets', may.all)} ${panel('compare', may.compare)} ${panel('real', may.all)}
        ${panel('orders', may.all)} ${panel('share', may.share)} ${panel('ask', may.all)}
        ${may.settings ? tool(words.settings, 'settings', settings_open, commands.settings) : nothing}
        ${may.help ? tool(frameWords.keys, 'help', help_open, commands.help) : nothing}
        ${veiled ? nothing : html`<slot name="link"></slot>`}
      </div>
      ${may.help && !veiled ? legend(display.panel === 'legend', () => commands.panel('legend')) : nothing}
    </div>
    <div class="caption" role="status"></div>
  </div>`;
}

/**
 * A button of the top row. Where there is little room, its label is the brief one, if it has one.
 * @param {string} label @param {string} name @param {boolean} open @param {() => void} toggle
 */
function tool(label, name, open, toggle) {
  const brief = frameWords.brief[name];
  return html`<button
    type="button"
    class="quiet"
    data-opens=${name}
    aria-label=${brief ? label : nothing}
    aria-expanded=${String(open)}
    @click=${toggle}
  >
    ${brief ? html`<span class="full">${label}</span><span class="brief">${brief}</span>` : label}
  </button>`;
}

/**
 * The four marks with their names, as a button that opens the legend.
 * @param {boolean} open @param {() => void} toggle
 */
const legend = (open, toggle) =>
  html`<button
    type="button"
    class="quiet key"
    data-opens="legend"
    aria-expanded=${String(open)}
    aria-label=${frameWords.legend}
    @click=${toggle}
  >
    ${frameWords.roles.map(([role, called]) => html`<span>${mark(role)}<span class="called">${called}</span></span>`)}
    <span class="instead">${frameWords.legend}</span>
  </button>`;

/** The problems, until they are dismissed. @param {App} app */
const problems = ({ session, commands, display }) =>
  html`<div class="problems" role="alert">
    ${
      session.problems.length
        ? html`<ul>
              ${session.problems.slice(-PROBLEMS_SHOWN).map((problem) => html`<li>${told(problem)}${display.may.settings ? offers(problem, commands) : nothing}</li>`)}
              ${session.problems.length > PROBLEMS_SHOWN ? html`<li>${words.more(session.problems.length - PROBLEMS_SHOWN)}</li>` : nothing}
            </ul>
            ${session.again ? html`<button type="button" class="quiet" @click=${commands.again}>${words.again}</button>` : nothing}
            <button type="button" class="quiet" @click=${commands.dismiss}>${frameWords.dismiss}</button>`
        : nothing
    }
  </div>`;

/**
 * The places of the panels above the lanes.
 * @param {import('../playback/app.js').Display} display @param {Chart | null} chart
 */
function opened({ help_open, quiz, veiled, panel }, chart) {
  const open = veiled ? null : panel;
  return html`${help_open ? html`<section class="help" aria-labelledby="help-title"></section>` : nothing}
  ${open === 'presets' ? html`<dialog class="gallery" aria-labelledby="gallery-title"></dialog>` : nothing}
  ${open === 'compare' ? html`<section class="compare" aria-labelledby="compare-title"></section>` : nothing}
  ${open === 'real' ? html`<section class="real" aria-labelledby="real-title"></section>` : nothing}
  ${open === 'orders' ? html`<section class="orders" aria-labelledby="orders-title"></section>` : nothing}
  ${open === 'table' && chart ? html`<dialog class="table" data-chart=${chart} aria-labelledby="table-title"></dialog>` : nothing}
  ${open === 'legend' ? html`<section class="legend" aria-labelledby="legend-title"></section>` : nothing}
  ${open === 'ask' ? html`<section class="ask" aria-labelledby="ask-title"></section>` : nothing}
  ${open === 'share' ? html`<section class="share" aria-labelledby="share-title"></section>` : nothing}
  ${quiz === null ? nothing : html`<section class="quiz" aria-labelledby="quiz-title"></section>`}`;
}

/** The plots of all lanes over one axis. @param {App} app @param {Shown} shown */
function timeline(app, { shows, chart, forked }) {
  const { lanes, values } = app.session;
  const { veiled } = app.display;
  return html`<section
    class="timeline ${lanes.length > 2 ? 'many' : ''} ${values.do ? 'poked' : ''}"
    aria-label=${frameWords.timeline}
    ?hidden=${!lanes.length || veiled || !(shows('swim') || chart)}
  >
    ${(veiled ? [] : lanes).map((lane, i) => plots(lane, i, shows('swim'), chart))}
    ${forked ? html`<div class="branches" role="group" aria-label=${frameWords.branches}></div>` : nothing}
    <div class="axis"></div>
    ${chart ? picker(app, chart) : nothing}
  </section>`;
}

/** The menu of charts, and the button that opens the table. @param {App} app @param {Chart} chart */
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
 * The place of the open object's menu. It handles presses, so that they do not remove the focus.
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
