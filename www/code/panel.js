/**
 * The code of a lane's strategy, and of the write policy where there are writes, in a language of choice. Beside the
 * lines stands how many requests are at them at the cursor, with the shape of what they do; it moves as the run plays.
 */

import { html, nothing, render as draw } from 'lit-html';

import css from '../styles/code.css?inline';
import { words } from '../kit/words.js';
import { mark } from '../kit/mark.js';
import { laneMenu } from '../kit/lane.js';
import { adopt } from '../kit/sheet.js';
import { lines, LANGUAGES, parts } from './listing.js';
import { atMark, standingAt } from './stand.js';
import { codeWords } from './words.js';

/** @typedef {import('./listing.js').Line} Line */

/** Columns that a wrapped line is indented beyond its own. */
const HANG = 4;
const TAB = '  ';

/** The language chosen last, on this page. */
let language = 'python';

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, focus, redraw } = app;
  adopt(app, css);
  /**
   * What is on its way, there, or not to be had.
   * @type {Record<string, import('./listing.js').Language | 'wanted' | 'lost'>}
   */
  const known = {};
  /** @param {string} name */
  async function load(name) {
    known[name] = 'wanted';
    known[name] = await LANGUAGES[name][1]().catch(() => 'lost');
    redraw();
  }
  const choose = (/** @type {Event} */ event) => {
    language = /** @type {HTMLSelectElement} */ (event.target).value;
    // Chosen again, it is tried again.
    if (known[language] === 'lost') delete known[language];
    redraw();
  };
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render({ at_ns }) {
      const { lanes } = session;
      if (!lanes.length) return;
      if (!known[language]) load(language);
      const found = known[language];
      const listings = typeof found === 'object' ? found : null;
      const lane = focus.laneOf(lanes.length);
      const { run, strategy, title } = lanes[lane];
      const counts = standingAt(run, at_ns);
      const keywords = new Set(listings?.keywords.split(' '));
      const show = (/** @type {string | undefined} */ text) =>
        text
          ? listing(lines(text, language, run.values), counts, keywords)
          : html`<p class="hint">${codeWords.noListing}</p>`;
      const writing = !/^0\//.test(run.values.write_rate ?? '0/s') || run.report.writes > 0;
      draw(
        html`<div class="pick">
            ${laneMenu(app)}
            <select class="choose" aria-label=${codeWords.language} @change=${choose}>
              ${Object.entries(LANGUAGES).map(([name, [title]]) => html`<option value=${name} .selected=${name === language}>${title}</option>`)}
            </select>
            <p class="who-stands">${told(counts)}</p>
          </div>
          <div class="listings" tabindex="0" role="group" aria-label=${codeWords.codeOf(title)}>
            ${found === 'lost' ? html`<p class="hint">${words.notLoaded}</p>` : nothing}
            ${listings ? show(listings.reads[strategy]) : nothing}
            ${listings && writing ? show(listings.writes[run.values.write_policy]) : nothing}
          </div>`,
        place,
      );
    },
  };
}

/** Where everybody is, in words. @param {import('./stand.js').Standing} counts */
function told(counts) {
  const by_place = new Map();
  for (const [name, count] of counts) {
    const where = name.replace(/^[bw]-/, '');
    by_place.set(where, (by_place.get(where) ?? 0) + count);
  }
  const places = Object.entries(codeWords.stand).filter(([place]) => by_place.has(place));
  return places.length ? places.map(([place, say]) => say(by_place.get(place))).join(' · ') : codeWords.nobody;
}

/** @param {Line[]} listing @param {import('./stand.js').Standing} counts @param {Set<string>} keywords */
function listing(listing, counts, keywords) {
  /** Counted where a mark stands first; further lines of it are tinted only. @type {Set<string>} */
  const counted = new Set();
  return html`<pre class="listing"><code>${listing.map(({ text, marks }) => {
    const here = marks.map((name) => ({ name, found: atMark(counts, name) })).filter(({ found }) => found.length > 0);
    const fresh = here.filter(({ name }) => !counted.has(name)).flatMap(({ found }) => found);
    for (const { name } of here) counted.add(name);
    const code = text.replaceAll('\t', TAB);
    const indent = code.search(/\S|$/) + HANG;
    return html`<span class="line ${here.length ? 'here' : ''}"
      ><span class="gutter" aria-hidden="true"
        >${fresh.map(({ role, count }) => html`<span>${role === 'plain' ? html`<i></i>` : mark(role)}${count}</span>`)}</span
      ><span class="text" .style=${`padding-inline-start:${indent}ch;text-indent:-${indent}ch`}
        >${parts(code, keywords).map(([kind, part]) => (kind ? html`<span class=${kind}>${part}</span>` : part))}${'\n'}</span
      ></span
    >`;
  })}</code></pre>`;
}
