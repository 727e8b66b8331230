/**
 * The effects of the last poke: for every lane a sentence that compares it with the parent branch, and the first
 * request with another outcome, as a button that moves the cursor to its start.
 */

import { html, nothing, render as draw } from 'lit-html';

import { differences, firstDiverted } from '../run/changes.js';
import { clock, span } from '../line/time.js';
import { whole } from '../kit/words.js';
import { changesWords } from './changes_words.js';

/** @typedef {import('../session/session.js').Lane} Lane */
/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../run/changes.js').Fate} Fate */

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, { session, commands }) {
  /** @type {Run[] | null} */
  let drawn = null;
  return {
    render() {
      const { before, lanes } = session;
      if (drawn === before) return;
      drawn = before;
      draw(before.length ? lanes.map((lane, i) => sentence(lane, before[i], commands)) : nothing, place);
    },
  };
}

/** @param {Lane} lane @param {Run} before @param {import('../playback/commands.js').Commands} commands */
function sentence({ title, run }, before, { seek }) {
  const different = differences(before, run);
  const reads = different.some(({ name }) => name === 'reads') ? null : run.report.reads;
  const told = different.map((one) => {
    const say = (/** @type {number} */ value) => (one.name.endsWith('_ms') ? unbroken(value) : whole(value));
    return changesWords.fromTo(changesWords.numbers[one.name], say(one.before), say(one.after));
  });
  const first = firstDiverted(before, run);
  return html`<p>
    <b>${title}</b> ${changesWords.against(reads, told)}${
      first
        ? html` <button type="button" class="link" @click=${() => seek(first.start_ns)}>
            ${changesWords.firstDiverted(first.name, clock(first.start_ns), fate(first.before), fate(first.after))}
          </button>`
        : nothing
    }
  </p>`;
}

/** @param {Fate} fate */
const fate = ({ outcome, took_ms }) => changesWords.fate(changesWords.outcomes[outcome], unbroken(took_ms));

/** A duration that is not broken across lines. @param {number} ms */
const unbroken = (ms) => span(ms).replace(' ', '\u00a0');
