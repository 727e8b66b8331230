/**
 * The caption: the latest sentence of each lane at the cursor. It is also the status region, so that a screen reader
 * reads it. The sentences come from the core.
 */

import { bisector } from 'd3-array';
import { html, nothing, render as draw } from 'lit-html';

import { claim } from './claim.js';
import { logWords } from './words.js';

/** @typedef {import('../session/session.js').Lane} Lane */

/** @type {(entries: import('../engine/run.js').Run['narration'], at_ns: number) => number} */
export const entriesUntil = bisector((/** @type {{ at_ns: number }} */ entry) => entry.at_ns).right;

/** The number of sentences shown: with many lanes only the two latest. The log has all. */
const VOICES = 2;

/** @template {{ entry: { at_ns: number } }} Said @param {Said[]} said in the order of the lanes */
function newest(said) {
  const last = [...said].sort((a, b) => b.entry.at_ns - a.entry.at_ns).slice(0, VOICES);
  return said.filter((one) => last.includes(one));
}

/**
 * The longest possible text. A hidden copy of it reserves the height, so that nothing below moves.
 * @param {Lane[]} lanes
 */
const longest = (lanes) =>
  lanes
    .map(
      ({ run, title }) =>
        logWords.laneSays(title) +
        run.narration.reduce((most, { text }) => (text.length > most.length ? text : most), ''),
    )
    .sort((a, b) => b.length - a.length)
    .slice(0, VOICES)
    .join('\n');

/** @param {{ title: string, entry: import('../engine/run.js').Run['narration'][number] }} said */
const paragraph = ({ title, entry }) =>
  html`<p><span class="who">${title}</span><span class="said ${entry.role}">${entry.text}</span></p>`;

/** @type {Lane[]} */
const NONE = [];

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, display } = app;
  /** @type {Lane[]} */
  let known = NONE;
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const { lanes, asked } = session;
      const foreseen = display.veiled ? NONE : lanes;
      if (foreseen !== known) place.dataset.longest = longest((known = foreseen));
      const said = lanes.map(({ run, title }) => ({
        title: logWords.laneSays(title),
        entry: run.narration[entriesUntil(run.narration, at_ns) - 1],
      }));
      const first = said[0]?.entry;
      const together = first && said.every(({ entry }) => entry?.at_ns === first.at_ns && entry.text === first.text);
      const voices = together ? [] : newest(said.filter(({ entry }) => entry));
      const silent = !together && voices.length === 0;
      // Each lane has its own paragraph, and a sentence of all lanes has another, so that a sentence never moves
      // sideways.
      const preset = display.veiled || app.lesson ? undefined : session.preset;
      draw(
        lanes.length
          ? html`${preset ? claim(preset, lanes, at_ns) : nothing}
              <div>
                ${silent ? html`<p class="silent">${logWords[session.order ? 'openingOrder' : 'opening']}</p>` : nothing}
                ${together ? paragraph({ title: '', entry: first }) : nothing}
                ${said.map((one) => (voices.includes(one) ? paragraph(one) : nothing))}
              </div>`
          : // A different element, so that the next sentence appears in another place and nothing shifts.
            html`<div><p class="silent">${asked.length ? logWords.loading : ''}</p></div>`,
        place,
      );
    },
  };
}
