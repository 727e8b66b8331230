/**
 * The log: the narration of all lanes in order of time, up to the cursor. It describes in words what the stage shows.
 * Every entry is a button that moves the cursor to its time.
 */

import { html, render as draw } from 'lit-html';

import css from '../styles/log.css?inline';
import { clock } from '../line/time.js';
import { entriesUntil } from './caption.js';
import { mark } from '../kit/mark.js';
import { adopt } from '../kit/sheet.js';
import { logWords } from './words.js';

/** @typedef {import('../session/session.js').Lane} Lane */

/** The number of entries shown. For earlier ones the user moves the cursor back. */
const ENTRIES_MAX = 60;

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, commands } = app;
  adopt(app, css);
  /** Keeps the newest entry visible, even if the height of the log changes. */
  const follow = () => (place.scrollTop = place.scrollHeight);
  new ResizeObserver(follow).observe(place);
  let drawn = '';
  /** @type {Lane[]} */
  let lanes_drawn = [];
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const { lanes } = session;
      const counts = lanes.map(({ run }) => entriesUntil(run.narration, at_ns));
      if (lanes === lanes_drawn && drawn === counts.join()) return;
      lanes_drawn = lanes;
      drawn = counts.join();
      const all = lanes
        .flatMap(({ run, title }, i) =>
          run.narration.slice(Math.max(0, counts[i] - ENTRIES_MAX), counts[i]).map((entry) => ({ ...entry, title })),
        )
        .sort((a, b) => a.at_ns - b.at_ns);
      const told = together(all, lanes.length);
      const shown = told.slice(-ENTRIES_MAX);
      const earlier = counts.reduce((sum, count) => sum + count, 0) - all.length + told.length - shown.length;
      draw(
        html`${shown.length === 0 ? html`<p class="quiet">${logWords.logEmpty}</p>` : ''}
          ${earlier > 0 ? html`<p class="quiet">${logWords.logEarlier(earlier)}</p>` : ''}
          <ol>
            ${shown.map(
              (entry) =>
                html`<li>
                  <button type="button" @click=${() => commands.seek(entry.at_ns)}>
                    <time>${clock(entry.at_ns)}</time>${mark(entry.role)}<span
                      ><b>${entry.title}</b> ${entry.text}</span
                    >
                  </button>
                </li>`,
            )}
          </ol>`,
        place,
      );
      follow();
    },
  };
}

/**
 * Entries that all lanes have at the same time in the same words are shown once.
 * @template {{ at_ns: number, text: string, title: string }} Entry
 * @param {Entry[]} all in order of time
 * @param {number} lanes
 */
function together(all, lanes) {
  /** @type {Map<string, number>} */
  const times = new Map();
  const key = (/** @type {Entry} */ entry) => `${entry.at_ns} ${entry.text}`;
  for (const entry of all) times.set(key(entry), (times.get(key(entry)) ?? 0) + 1);
  return all.flatMap((entry) => {
    const said = times.get(key(entry)) ?? 0;
    if (lanes < 2 || said < lanes) return [entry];
    times.set(key(entry), Infinity);
    return said === Infinity ? [] : [{ ...entry, title: '' }];
  });
}
