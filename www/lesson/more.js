/** Additional material below a step: the code, the diagram of a real request, and the table. */

import { html, nothing } from 'lit-html';

import { codeText } from './code.js';
import { lessonWords as words } from './words.js';

/** @param {import('../playback/app.js').App} app @param {import('./lesson.js').Lesson} lesson */
export function more(app, lesson) {
  const { step, left } = lesson;
  if (left.phase !== 'see') return nothing;
  return html`${
    step.code
      ? html`<details>
          <summary>${words.code[step.code]}</summary>
          <pre><code>${codeText[step.code]}</code></pre>
        </details>`
      : nothing
  }`;
}
