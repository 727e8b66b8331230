/**
 * The transport: "Expire now", pokes, play and step, speed, the cursor as a slider, and the identity of the run. Every
 * button has a shortcut; the keyboard moves the cursor by the slider.
 */

import { bisectRight } from 'd3-array';
import { html, nothing, render as draw, svg } from 'lit-html';

import { SPEED_MAX, SPEED_MIN } from '../playback/player.js';
import { actorName } from '../run/actor.js';
import { eventsOf, isIdle } from '../run/rows.js';
import { clock, shortFingerprint, span } from '../line/time.js';
import { words } from '../kit/words.js';
import { timelineWords } from './words.js';

/** @typedef {import('../playback/app.js').App} App */
/** @typedef {import('../playback/player.js').Cursor} Cursor */

const ICONS = {
  redo: svg`<path d="M11.5 3.5 16 8l-4.5 4.5V9.3h-3a2.7 2.7 0 0 0 0 5.4H13v1.7H8.5a4.4 4.4 0 0 1 0-8.8h3z" />`,
  undo: svg`<path d="M8.5 3.5 4 8l4.5 4.5V9.3h3a2.7 2.7 0 0 1 0 5.4H7v1.7h4.5a4.4 4.4 0 0 0 0-8.8h-3z" />`,
  play: svg`<path d="M7 4.5v11l9-5.5z" />`,
  pause: svg`<path d="M6 4.5h3v11H6zM11 4.5h3v11h-3z" />`,
  step: svg`<path d="M6 5.5v9l7-4.5zM13.5 5.5H15v9h-1.5z" />`,
  momentBack: svg`<path d="M10.5 5.5v9L4.5 10zM16.5 5.5v9l-6-4.5z" />`,
  moment: svg`<path d="M9.5 5.5v9l6-4.5zM3.5 5.5v9l6-4.5z" />`,
  stepBack: svg`<path d="M14 5.5v9L7 10zM5 5.5h1.5v9H5z" />`,
};

/** @param {keyof typeof ICONS} name */
const icon = (name) => html`<svg viewBox="0 0 20 20" aria-hidden="true">${ICONS[name]}</svg>`;

/** @param {number} slowdown */
const speedText = (slowdown) =>
  slowdown >= 64
    ? timelineWords.oneMillisecondTakes(span(slowdown))
    : timelineWords.oneSecondTakes(slowdown >= 1 ? `${slowdown} s` : span(slowdown * 1000));

/** @param {HTMLElement} place @param {App} app */
export function create(place, app) {
  // Without them the names of the kinds are shown.
  import('./event_words.js').then(
    ({ eventWords }) => {
      timelineWords.events = eventWords;
      app.redraw();
    },
    () => {},
  );
  // Elements at the bottom of the page are placed above it.
  new ResizeObserver(() => {
    const playground = /** @type {HTMLElement | null} */ (place.closest('.playground'));
    playground?.style.setProperty('--transport', `${place.offsetHeight}px`);
  }).observe(place);
  return {
    /** @param {Cursor} cursor */
    render(cursor) {
      if (!app.session.lanes.length) return;
      draw(
        html`${pokes(app)} ${steps(app.commands, cursor.playing)} ${speed(app.commands, cursor.slowdown)}
        ${scrub(app, cursor.at_ns)} ${told(app.session, cursor.at_ns)}`,
        place,
      );
    },
  };
}

/** The button "Expire now", the list of pokes, and undo. @param {App} app */
function pokes({ session: { fork }, commands, display }) {
  if (!display.may.pokes) return nothing;
  const open = display.panel === 'pokes';
  return html`<button
      type="button"
      class="expire"
      title=${timelineWords.expireWhat}
      @click=${() => commands.poke('expire')}
    >
      ${timelineWords.expire}
    </button>
    <button
      type="button"
      class="poke-menu"
      data-opens="pokes"
      aria-expanded=${String(open)}
      title=${timelineWords.pokeWhat}
      @click=${() => commands.panel('pokes')}
    >
      ${timelineWords.poke}
    </button>
    ${open ? html`<section class="pokes" aria-label=${timelineWords.pokeTitle}></section>` : nothing}
    <div class="history">
      ${button('undo', timelineWords.undoWhat, 'undo', commands.undo, fork?.parent === null)}
      ${button('redo', timelineWords.redoWhat, 'redo', commands.redo, !fork?.next)}
    </div>`;
}

/** @param {import('../playback/commands.js').Commands} commands @param {boolean} playing */
const steps = (commands, playing) =>
  html`<div class="steps">
    ${button('moment back', timelineWords.momentBack, 'momentBack', commands.previousMoment)}
    ${button('step-back', timelineWords.stepBack, 'stepBack', () => commands.stepBack())}
    ${button('play', playing ? timelineWords.pause : timelineWords.play, playing ? 'pause' : 'play', commands.toggle)}
    ${button('step', timelineWords.step, 'step', () => commands.step())}
    ${button('moment', timelineWords.moment, 'moment', commands.nextMoment)}
  </div>`;

/** @param {import('../playback/commands.js').Commands} commands @param {number} slowdown */
function speed({ setSpeed }, slowdown) {
  const text = speedText(slowdown);
  return html`<label class="speed"
    ><span aria-hidden="true">${text}</span>
    <input
      type="range"
      min=${-SPEED_MAX}
      max=${-SPEED_MIN}
      step="1"
      aria-label=${timelineWords.speed}
      aria-valuetext=${text}
      .value=${String(-Math.log2(slowdown))}
      @input=${(/** @type {InputEvent} */ event) => setSpeed(-number(event))}
    />
  </label>`;
}

/** The cursor as a slider. @param {App} app @param {number} at_ns */
const scrub = ({ session: { bounds }, commands }, at_ns) =>
  html`<input
    class="scrub"
    type="range"
    min="0"
    max=${bounds.end_ns / 1e6}
    step="any"
    aria-label=${timelineWords.scrub}
    aria-valuetext=${timelineWords.timeOf(clock(at_ns), clock(bounds.end_ns))}
    .value=${String(at_ns / 1e6)}
    .style=${`--done:${(at_ns / bounds.end_ns) * 100}%`}
    @input=${(/** @type {InputEvent} */ event) => commands.seek(Math.round(number(event) * 1e6))}
    @keydown=${(/** @type {KeyboardEvent} */ event) => nudge(event, bounds.end_ns, commands)}
  />`;

/**
 * The position of the cursor, and the identity of the run.
 * @param {import('../session/session.js').Session} session @param {number} at_ns
 */
function told({ lanes, bounds, values, catalogue }, at_ns) {
  const { run } = lanes[lanes.length - 1];
  return html`<div class="told">
    <p class="where">
      <span class="time">${clock(at_ns)}<span class="of"> / ${clock(bounds.end_ns)}</span></span>
      <span class="event" title=${eventTitle(run, at_ns)}>${eventText(lanes, at_ns, catalogue?.kinds ?? [])}</span>
    </p>
    <p class="which">
      <span class="fingerprint" title=${run.fingerprint}
        ><span class="run-is">${timelineWords.run} </span>${shortFingerprint(run.fingerprint)}</span
      >
      <span class="seed">${timelineWords.seed(values.seed ?? '')}</span>
    </p>
  </div>`;
}

/** The number of events so far, and of all. @param {import('../engine/run.js').Run} run @param {number} at_ns */
function eventTitle(run, at_ns) {
  const events = eventsOf(run, { at_ns });
  return events
    ? timelineWords.event(events.first + bisectRight(events.at_ns, at_ns), run.report.events)
    : words.fetching;
}

/**
 * The last event up to the cursor, in any lane: `R123 waits for the lock`.
 * @param {import('../session/session.js').Lane[]} lanes
 * @param {number} at_ns
 * @param {import('../engine/run.js').EventKind[]} kinds
 */
function eventText(lanes, at_ns, kinds) {
  let text = timelineWords.noEvent;
  let newest = -1;
  for (const { run } of lanes) {
    const events = eventsOf(run, { at_ns });
    if (!events) return words.fetching;
    const i = bisectRight(events.at_ns, at_ns) - 1;
    if (i < 0 || events.at_ns[i] < newest) continue;
    newest = events.at_ns[i];
    const idle = kinds.length && isIdle(events, i, kinds);
    const kind = idle ? 'InterventionIdle' : (kinds[events.kind[i]]?.name ?? '');
    text = `${timelineWords.subject(actorName(events.actor[i]))} ${timelineWords.events[kind] ?? timelineWords.eventName(kind)}`;
  }
  return text;
}

/** @param {string} name @param {string} label @param {keyof typeof ICONS} shape @param {() => void} command */
const button = (name, label, shape, command, disabled = false) =>
  html`<button type="button" class=${name} aria-label=${label} title=${label} ?disabled=${disabled} @click=${command}>
    ${icon(shape)}
  </button>`;

/** @param {Event} event */
const number = (event) => Number(/** @type {HTMLInputElement} */ (event.target).value);

/**
 * Moves the slider by a hundredth of its range with the arrow keys, and by a tenth with Page Up and Down, because its
 * step is "any". The browser handles Home and End.
 * @param {KeyboardEvent} event
 * @param {number} end_ns
 * @param {{ seekBy: (ns: number) => void }} commands
 */
function nudge(event, end_ns, { seekBy }) {
  const parts = { ArrowRight: 1, ArrowLeft: -1, ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
  if (parts === undefined || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  seekBy((parts * end_ns) / 100);
}
