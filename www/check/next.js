/** The button of the check beside the transport: it begins, answers, or goes to the next question. */

import { html, nothing, render as draw } from 'lit-html';

import { STEPS } from '../lesson/steps.js';
import { checkWords as words } from './words.js';

/** @typedef {import('./check.js').Check} Check */

/** @param {HTMLElement} root @param {import('../playback/app.js').App} app */
export function create(root, app) {
  return {
    render() {
      const { check } = app;
      if (!check) return;
      const [label, act, ready] = todo(check);
      draw(
        html`${check.after && check.phase === 'start' ? back(check) : nothing}<button
            type="button"
            class="primary"
            ?disabled=${!ready}
            @click=${act}
          >
            ${label}
          </button>`,
        root,
      );
    },
  };
}

/** @param {Check} check @returns {[label: string, act: () => unknown, ready: boolean]} */
function todo(check) {
  const { phase, question, number, questions, earlier, busy } = check;
  if (phase === 'start') return [words.begin, () => check.begin(), true];
  if (phase === 'end') return [words.others, () => check.begin(), true];
  if (phase === 'ask') {
    const label = { choice: words.run, number: words.run, fix: words.answerFix, seek: words.answerSeek }[question.type];
    return [busy ? words.running : label, () => check.answer(), !busy && check.said !== null];
  }
  const last = number + 1 === questions.length;
  return [last ? (earlier ? words.againEnd : words.end) : words.next, () => check.next(), true];
}

/** The button that returns to the last step of the lesson. @param {Check} check */
const back = (check) =>
  html`<button
    type="button"
    class="back"
    aria-label=${words.back}
    title=${words.back}
    @click=${() => check.ask(STEPS.length)}
  >
    <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M12 4.5 6.5 10l5.5 5.5" /></svg>
  </button>`;
