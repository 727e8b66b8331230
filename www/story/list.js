/**
 * The steps of a story as a list of times and phrases. Steps after the cursor are greyed out. Names of other requests
 * are links to their stories.
 */

import { html, nothing } from 'lit-html';

import { actorNamed } from '../run/actor.js';
import { clock } from '../line/time.js';
import { mark } from '../kit/mark.js';
import { words } from '../kit/words.js';
import { storyWords } from './phrases.js';

/** @typedef {import('./story.js').Step} Step */
/**
 * @typedef {object} Doors
 * @property {(ns: number) => void} seek
 * @property {(actor: number) => void} choose
 * @property {(actor: number) => boolean} has whether the run has such a request
 */

/**
 * @param {Step[] | null} steps null while they are fetched
 * @param {number} at_ns
 * @param {Doors | null} doors null for a list without buttons
 */
export const stepList = (steps, at_ns, doors) =>
  steps ? listed(steps, at_ns, doors) : html`<p class="hint">${words.fetching}</p>`;

/** @param {Step[]} steps @param {number} at_ns @param {Doors | null} doors */
const listed = (steps, at_ns, doors) =>
  html`<ol class="steps-told">
    ${steps.map((step, i) => {
      const state = step.at_ns > at_ns ? 'later' : (steps[i + 1]?.at_ns ?? Infinity) > at_ns ? 'now' : '';
      const time = html`<time>${clock(step.at_ns)}</time>`;
      return html`<li class=${state} aria-current=${state === 'now' ? 'step' : nothing}>
        ${
          doors
            ? html`<button
                type="button"
                title=${storyWords.jump(clock(step.at_ns))}
                @click=${() => doors.seek(step.at_ns)}
              >
                ${time}
              </button>`
            : time
        }
        ${mark(step.role)}<span class="step">${doors ? linked(step.text, doors) : step.text}</span>
      </li>`;
    })}
  </ol>`;

/** @param {string} text @param {Doors} doors */
const linked = (text, { choose, has }) =>
  text.split(/\b([RWBGD]\d+)\b/).map((part) => {
    const actor = /^[RWBGD]\d+$/.test(part) ? actorNamed(part) : null;
    return actor !== null && has(actor)
      ? html`<button type="button" class="other" @click=${() => choose(actor)}>${part}</button>`
      : part;
  });
