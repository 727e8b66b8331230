/**
 * What was measured, beside what was bet: the step's sentences with the numbers of the learner's own runs in them,
 * taken
 * when the tasks ticked. Means over many seeds are the lesson's own, computed by its test.
 */

import { html, nothing } from 'lit-html';

import { QUESTIONS } from '../quiz/questions.js';
import { measure, say } from './measure.js';
import { prose } from './prose.js';
import { lessonWords as words } from './words.js';

/**
 * @param {import('../playback/app.js').App} app @param {import('./lesson.js').Lesson} lesson
 * @param {import('./prose.js').Prose} ways
 */
export function see({ session, commands }, { step, left, words: texts }, ways) {
  if (!step.see.length) return nothing;
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
