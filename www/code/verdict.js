/**
 * The properties that a run of code breaks, each with its first event and a button that goes there; and the code's log.
 */

import { html, nothing } from 'lit-html';

import { actorName } from '../run/actor.js';
import { printTime } from '../line/time.js';
import { workshopWords as words } from './workshop_words.js';

/** The number of lines of the code's log that are shown. */
const SAID_MAX = 50;

/**
 * @param {import('../engine/code.js').CodeOfRun} code
 * @param {import('../playback/commands.js').Commands} commands
 * @param {(broken: import('../engine/code.js').Broken) => unknown} way the shortest way there
 */
export const verdict = ({ broken, said }, commands, way) =>
  html`<section class="verdict" aria-labelledby="verdict-title">
      <h3 id="verdict-title">${words.verdict}</h3>
      ${
        broken.length
          ? html`<ul>
              ${broken.map((one) => {
                const { property, count, first, at_ms } = one;
                return html`<li>
                  <b>${words.notAlways(property)}</b>
                  <span>${first} (${words.times(count)})</span>
                  <button
                    type="button"
                    class="quiet"
                    aria-label="${words.goThere}: ${property}"
                    @click=${() => commands.seek(at_ms * 1e6)}
                  >
                    ${words.goThere}
                  </button>
                  ${way(one)}
                </li>`;
              })}
            </ul>`
          : html`<p>${words.holds}</p>`
      }
    </section>
    ${
      said.length
        ? html`<details class="said">
            <summary>${words.said}</summary>
            <ul>
              ${said
                .slice(0, SAID_MAX)
                .map(
                  ({ at_ns, actor, line, text, value }) =>
                    html`<li>
                      ${printTime(at_ns)} ${actorName(actor)},
                      ${words.atLine(line).toLowerCase()}${text}${value === null ? '' : ` ${value}`}
                    </li>`,
                )}
            </ul>
          </details>`
        : nothing
    }`;
