/** Buttons that run another line instead of a refused one. */

import { html } from 'lit-html';

import { offersOf } from '../line/offers.js';
import { words } from '../kit/words.js';

/**
 * @param {import('../engine/run.js').ScenarioError} problem
 * @param {{ take: (line: string) => unknown }} commands
 */
export const offers = (problem, commands) =>
  offersOf(problem).map(
    ({ text, line }) =>
      html` <button type="button" class="quiet offer" @click=${() => commands.take(line)}>
        ${words.runWith(text)}
      </button>`,
  );
