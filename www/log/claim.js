/**
 * The claim of a preset, with the number that it is about: for each lane, at the cursor. The core says which number. So
 * it is in view whatever charts are open, and wherever the lanes have been scrolled to.
 */

import { html } from 'lit-html';

import { at, longest } from '../run/steps.js';
import { span } from '../line/time.js';
import { percent, whole } from '../kit/words.js';
import { logWords } from './words.js';

/** @typedef {import('../engine/run.js').Preset} Preset */

/** @param {import('../engine/run.js').Run} run @param {Preset['shows']} shows @param {number} at_ns */
function numberOf({ steps, responses }, shows, at_ns) {
  if (shows === 'hit_ratio') return percent(at(steps.hits, at_ns) / (at(steps.reads, at_ns) || 1));
  if (shows === 'wait_max_ms') return span(longest(steps.wait_max_ms, responses, at_ns));
  return (shows === 'stale_age_max_ms' ? span : whole)(at(steps[shows], at_ns));
}

/**
 * The room for a number, so that nothing moves when it gets longer.
 * @param {import('../engine/run.js').Run} run @param {Preset['shows']} shows
 */
const roomFor = (run, shows) =>
  `min-inline-size:${/_ms|ratio/.test(shows) ? 6 : Math.max(2, numberOf(run, shows, run.end_ns).length)}ch`;

/** @param {Preset} preset @param {import('../session/session.js').Lane[]} lanes @param {number} at_ns */
export const claim = ({ title, claim, shows }, lanes, at_ns) =>
  // Not announced with each frame: the status region is about the sentences.
  html`<p class="claim"><b>${title}.</b> ${claim}</p>
    <p class="shown" aria-live="off">
      <span>${logWords.shown[shows]}</span>
      ${lanes.map(({ run, title }) => html`<span>${lanes.length > 1 ? logWords.laneShows(title) : ''}<b .style=${roomFor(run, shows)}>${numberOf(run, shows, at_ns)}</b></span>`)}
    </p>`;
