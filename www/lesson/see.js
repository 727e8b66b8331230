/**
 * The results next to the bets: the step's sentences with the numbers of the learner's runs, recorded when the tasks
 * were done. Means over many seeds belong to the lesson and are computed by its test. A view of its own, because
 * nothing needs it before a step is done.
 */

import { html, nothing, render as draw } from 'lit-html';

import { QUESTIONS } from '../quiz/questions.js';
import { measure, say } from './measure.js';
import { prose, proseOf } from './prose.js';
import { lessonWords as words } from './words.js';

/** @param {HTMLElement} root @param {import('../playback/app.js').App} app */
export function create(root, app) {
  let drawn = false;
  return {
    render() {
      const { lesson } = app;
      if (lesson?.left.phase !== 'see') return;
      draw(see(app, lesson), root);
      // It may have come after the card was led to its end, and has moved it.
      if (!drawn) root.closest('.lesson')?.querySelector('.why')?.scrollIntoView({ block: 'nearest' });
      drawn = true;
    },
  };
}

/** @param {import('../playback/app.js').App} app @param {import('./lesson.js').Lesson} lesson */
function see(app, lesson) {
  const { session, commands } = app;
  const { step, left, words: texts } = lesson;
  if (!step.see.length) return nothing;
  const ways = proseOf(app, lesson);
  const lane = session.lanes[session.lanes.length - 1];
  const first = session.lanes[0];
  const moment =
    step.moment && lane ? (QUESTIONS[step.moment].moment(first.run) ?? QUESTIONS[step.moment].moment(lane.run)) : null;
  const go = (/** @type {number} */ at_ns) => {
    commands.pause();
    commands.seek(at_ns);
  };
  return html`<h3>${words.measured}</h3>
    <ul>
      ${texts.see.map((text, i) => html`<li>${prose(text, ways, (number) => measured(step.see[i], left.taken, number))}</li>`)}
    </ul>
    ${moment ? html`<button type="button" class="quiet when" @click=${() => go(moment.at_ns)}>${words.when}</button>` : nothing}`;
}

/**
 * @param {import('./steps.js').Seen} seen @param {Map<number, import('../engine/run.js').Report[]>} taken
 * @param {{ text: string, line: string, path: string, seeds: number }} number
 */
function measured({ line, task, lane }, taken, { text, line: own, path, seeds }) {
  const reports = taken.get(task);
  if (seeds || !reports || own !== line) return text;
  return say(path, measure(reports[lane ?? reports.length - 1], path));
}
