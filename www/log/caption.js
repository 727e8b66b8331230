/**
 * The caption: the last thing that happened in each lane at the cursor, in a serif. It is the status region too, so
 * that a screen reader says what the lanes show. The words are the core's.
 */

import { bisector } from 'd3-array';
import { html, nothing, render as draw } from 'lit-html';

import { logWords } from './words.js';

/** @typedef {import('../session/session.js').Lane} Lane */

/** @type {(entries: import('../engine/run.js').Run['narration'], at_ns: number) => number} */
export const entriesUntil = bisector((/** @type {{ at_ns: number }} */ entry) => entry.at_ns).right;

/** With many lanes, only the two latest are shown; the log has all. */
const VOICES = 2;

/** @template {{ entry: { at_ns: number } }} Said @param {Said[]} said in the order of the lanes */
function newest(said) {
  const last = [...said].sort((a, b) => b.entry.at_ns - a.entry.at_ns).slice(0, VOICES);
  return said.filter((one) => last.includes(one));
}

/**
 * The longest text there can be. A hidden copy of it reserves its height, so that nothing below ever moves.
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
export function create(place, { session, look }) {
  /** @type {Lane[]} */
  let known = NONE;
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const { lanes, problems } = session;
      const foreseen = look.veiled ? NONE : lanes;
      if (foreseen !== known) place.dataset.longest = longest((known = foreseen));
      const said = lanes.map(({ run, title }) => ({
        title: logWords.laneSays(title),
        entry: run.narration[entriesUntil(run.narration, at_ns) - 1],
      }));
      const first = said[0]?.entry;
      const together = first && said.every(({ entry }) => entry?.at_ns === first.at_ns && entry.text === first.text);
      const voices = together ? [] : newest(said.filter(({ entry }) => entry));
      const silent = !together && voices.length === 0;
      // Each lane has a paragraph of its own, and all together one, so that a sentence never moves sideways.
      draw(
        html`<div>
          ${silent ? html`<p>${lanes.length ? logWords.opening : problems.length ? '' : logWords.loading}</p>` : nothing}
          ${together ? paragraph({ title: '', entry: first }) : nothing}
          ${said.map((one) => (voices.includes(one) ? paragraph(one) : nothing))}
        </div>`,
        place,
      );
    },
  };
}
