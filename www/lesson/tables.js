/** The lesson's two tables, live: the workloads with what their runs showed, and the cures at the learner's own numbers. */

import { html, nothing } from 'lit-html';

import { measure, say } from './measure.js';
import { plain } from './text.js';
import { WORKLOADS } from './steps.js';
import { lessonWords as words, workloadWords } from './words.js';

/** @param {import('./lesson.js').Lesson} lesson */
export const workloads = (lesson) =>
  html`<table class="workloads">
    <caption>
      ${words.workloads}
    </caption>
    <thead>
      <tr>
        <th scope="col">${words.columns.workload}</th>
        <th scope="col">${words.columns.shows}</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${WORKLOADS.map(({ preset, fits, of }) => {
        const { name, shows } = workloadWords[preset];
        const report = lesson.left.ran.get(preset);
        return html`<tr class=${fits ? 'fits' : 'fits-not'}>
          <th scope="row">${name} <span class="verdict">${fits ? words.fits : words.fitsNot}</span></th>
          <td>${report ? live(shows, report, of) : nothing}</td>
          <td>
            <button
              type="button"
              class="quiet"
              aria-label=${words.runIt(name.split(':')[0])}
              @click=${() => lesson.openWorkload(preset)}
            >
              ${words.run}
            </button>
          </td>
        </tr>`;
      })}
    </tbody>
  </table>`;

/** The sentence with this run's numbers. @param {string} text @param {import('../engine/run.js').Report} report @param {string[]} of */
function live(text, report, of) {
  return plain(
    text.replace(/\[[^|\]]*\|\S+ (\S+)\]/g, (whole, path) =>
      of.includes(path) ? say(path, measure(report, path)) : whole,
    ),
  );
}
