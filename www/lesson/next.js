/**
 * The main button of the lesson: it does what the open task asks for, and then goes to the next step. It is a separate
 * view, because it is next to the transport, within reach of a thumb.
 */

import { html, nothing, render as draw } from 'lit-html';

import { STEPS } from './steps.js';
import { lessonWords as words, stepTitles } from './words.js';

/** @param {HTMLElement} root @param {import('../playback/app.js').App} app */
export function create(root, app) {
  return {
    render() {
      const { lesson } = app;
      if (!lesson?.step) return;
      const { left, number, task, now, field, words: texts } = lesson;
      const watching = Boolean(task && now && task.begun?.(now));
      const back =
        number > 1
          ? html`<button
              type="button"
              class="back"
              aria-label=${words.back}
              title=${words.back}
              @click=${() => ask(number - 1)}
            >
              <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M12 4.5 6.5 10l5.5 5.5" /></svg>
            </button>`
          : nothing;
      draw(html`${back}${primary(lesson)}`, root);

      /** @param {import('./lesson.js').Lesson} lesson */
      function primary(lesson) {
        if (left.phase === 'bet')
          return html`<button type="button" class="primary unbet" @click=${() => lesson.skip()}>${words.skip}</button>`;
        if (task)
          return html`<button type="button" class="primary" ?disabled=${!now || watching} @click=${() => lesson.act()}>
            ${watching ? words.watch : 'field' in task.act && field === task.act.field ? words.changeIt : texts.acts[left.ticked]}
          </button>`;
        // On the lesson's own page something follows the last step, but not in a frame.
        if (number === STEPS.length && !lesson.after)
          return html`<button type="button" class="primary" @click=${() => lesson.again()}>${words.again}</button>`;
        const title = number < STEPS.length ? stepTitles[STEPS[number].id] : words.after;
        return html`<button type="button" class="primary" @click=${() => ask(number + 1)}>
          ${words.next(title)}
        </button>`;
      }
    },
  };

  /** To another step: the page may have more than the steps, so it is asked first. @param {number} number */
  function ask(number) {
    const event = new CustomEvent('cache-aside-step-asked', {
      detail: { step: number },
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    if (app.shadow.host.dispatchEvent(event) && number <= STEPS.length) app.lesson?.go(number);
  }
}
