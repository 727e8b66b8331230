/**
 * The code of a lane's strategy and, if there are writes, of the write policy, in the selected language. Next to each
 * line is the number of requests that are there at the cursor, with the mark of what they do.
 */

import { html, nothing, render as draw } from 'lit-html';

import css from '../styles/code.css?inline';
import { notThere, untilFetched } from '../kit/fetching.js';
import { mark } from '../kit/mark.js';
import { laneMenu } from '../kit/lane.js';
import { adopt } from '../kit/sheet.js';
import { lines, LANGUAGES, parts } from './listing.js';
import { hasWrites, shadowsOf, textOf } from './shadow.js';
import { atMark, standingAt } from './stand.js';
import { roleOn } from './standing.js';
import { marked } from './verbs.js';
import { codeWords } from './words.js';

/** @typedef {import('./listing.js').Line} Line */

/** The additional indentation of a wrapped line in columns. */
const HANG = 4;
const TAB = '  ';

/** The language selected last on this page. */
let language = 'python';

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  const { session, focus, redraw, display } = app;
  adopt(app, css);
  const listingsIn = languagesIn(redraw);
  const workshop = workshopIn(place, app);
  const shadows = shadowsOf(app);
  /** The strategy whose listing is being edited. @type {string | null} */
  let editing = null;
  const edit = (/** @type {string | null} */ strategy) => {
    editing = strategy;
    redraw();
  };
  return {
    /** @param {import('../playback/player.js').Cursor} cursor */
    render(cursor) {
      const { lanes } = session;
      if (!lanes.length) return;
      const lane = lanes[focus.laneOf(lanes.length)];
      const { run, strategy, title } = lane;
      const own = session.own.find(({ id }) => id === strategy);
      const shown = own ? 'python' : language;
      const { listings, lost } = listingsIn(shown);
      const written = listings && shown === 'python' ? textOf(listings, own?.base ?? strategy, run) : null;
      // An order is of the strategies as they are: nothing of it runs by the machine, nor with other code.
      const edits = display.editing && !session.order;
      const writes = Boolean(own) || (edits && editing === strategy && shown === 'python');
      const counts = standingAt(run, cursor.at_ns);
      const stands = written && !writes && !session.order ? shadows.linesAt(lane, written, cursor.at_ns) : null;
      const keywords = new Set(listings?.keywords.split(' '));
      const head = html`<div class="pick">
        ${laneMenu(app)} ${own ? nothing : languageMenu(redraw)}
        ${written && !writes && edits ? editButton(title, () => edit(strategy)) : nothing}
        <p class="who-stands">${told(counts)}</p>
      </div>`;
      const name = codeWords.codeOf(title);
      draw(
        writes
          ? html`${head}
              <div class="workshop listings" role="group" aria-label=${name}></div>`
          : html`${head}
              <div class="listings" tabindex="0" role="group" aria-label=${name}>
                ${lost ? notThere(lost) : nothing}
                ${listings ? listingsOf(listings, lane, { counts, stands, keywords }) : nothing}
                ${shown === 'python' ? nothing : html`<p class="hint">${codeWords.picture}</p>`}
              </div>`,
        place,
      );
      if (!writes || !listings) return;
      const ran = own?.text ?? written ?? '';
      workshop(cursor, { lane, ran, base: written ?? '', keywords, close: own ? null : () => edit(null) });
    },
  };
}

/**
 * The listings of a language: loaded on demand; null while they are loaded. `lost` is called if they cannot be loaded.
 * @param {() => void} redraw
 */
function languagesIn(redraw) {
  /**
   * What is on its way, there, or not to be had as yet.
   * @type {Record<string, import('./listing.js').Language | 'wanted' | import('../kit/fetching.js').Lost>}
   */
  const known = {};
  /** @param {string} name */
  async function load(name) {
    known[name] = 'wanted';
    known[name] = await untilFetched(LANGUAGES[name][1], (lost) => {
      known[name] = lost;
      redraw();
    });
    redraw();
  }
  return (/** @type {string} */ name) => {
    if (!known[name]) load(name);
    const found = known[name];
    return {
      listings: typeof found === 'object' && 'reads' in found ? found : null,
      lost: typeof found === 'object' && 'again' in found ? found : null,
    };
  };
}

/** @param {() => void} redraw */
function languageMenu(redraw) {
  const choose = (/** @type {Event} */ event) => {
    language = /** @type {HTMLSelectElement} */ (event.target).value;
    redraw();
  };
  return html`<select class="choose" aria-label=${codeWords.language} @change=${choose}>
    ${Object.entries(LANGUAGES).map(([name, [title]]) => html`<option value=${name} .selected=${name === language}>${title}</option>`)}
  </select>`;
}

/** @param {string} title @param {() => void} edit */
const editButton = (title, edit) =>
  html`<button type="button" class="quiet edit" aria-label=${codeWords.editOf(title)} @click=${edit}>
    ${codeWords.edit}
  </button>`;

/**
 * The listings of a lane, with the number of requests on each line: for code that runs, from the machine; for other
 * listings, from their marks.
 * @param {import('./listing.js').Language} listings @param {import('../session/session.js').Lane} lane
 * @param {{ counts: import('./stand.js').Standing, stands: import('./standing.js').Lines | null, keywords: Set<string>
 * }} at
 */
function listingsOf({ reads, writes }, { run, strategy }, { counts, stands, keywords }) {
  let first = 1;
  const show = (/** @type {string | undefined} */ text, isWrite = false) => {
    if (!text) return html`<p class="hint">${codeWords.noListing}</p>`;
    const plain = lines(text, language, run.values);
    const all = language === 'python' ? marked(plain, isWrite) : plain;
    const from = first;
    // There is an empty line between the two.
    first += all.length + 1;
    return listing(all, keywords, stands ? byLine(stands, all, from) : byMark(counts));
  };
  return html`${show(reads[strategy])} ${hasWrites(run) ? show(writes[run.values.write_policy], true) : nothing}`;
}

/**
 * The workshop in this place, loaded when it is needed.
 * @param {HTMLElement} place @param {import('../playback/app.js').App} app
 */
function workshopIn(place, app) {
  /** @type {typeof import('./workshop.js') | null} */
  let module = null;
  let wanted = false;
  /** @type {WeakMap<Element, ReturnType<typeof import('./workshop.js').create>>} */
  const made = new WeakMap();
  async function load() {
    wanted = true;
    module = await app.session.later(() => import('./workshop.js'));
    app.redraw();
  }
  return (
    /** @type {import('../playback/player.js').Cursor} */ cursor,
    /** @type {import('./workshop.js').Given} */ given,
  ) => {
    const inner = /** @type {HTMLElement | null} */ (place.querySelector('.workshop'));
    if (!wanted) load();
    if (!module || !inner) return;
    const view = made.get(inner) ?? module.create(inner, app);
    made.set(inner, view);
    view.render(cursor, given);
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

/** Who stands on a line. @typedef {{ role: import('../kit/mark.js').Role, count: number }[]} Here */

/**
 * The counts by a line's marks: shown at the first line of each mark; its other lines are only tinted.
 * @param {import('./stand.js').Standing} counts @returns {(line: Line) => { here: boolean, fresh: Here }}
 */
function byMark(counts) {
  /** @type {Set<string>} */
  const counted = new Set();
  return ({ marks }) => {
    const here = marks.map((name) => ({ name, found: atMark(counts, name) })).filter(({ found }) => found.length > 0);
    const fresh = here.filter(({ name }) => !counted.has(name)).flatMap(({ found }) => found);
    for (const { name } of here) counted.add(name);
    return { here: here.length > 0, fresh };
  };
}

/**
 * By the machine that ran the same code.
 * @param {import('./standing.js').Lines} stands @param {Line[]} all @param {number} first the number of the first of
 * them
 * @returns {(line: Line) => { here: boolean, fresh: Here }}
 */
const byLine = (stands, all, first) => (line) => {
  const count = stands.get(first + all.indexOf(line)) ?? 0;
  return { here: count > 0, fresh: count ? [{ role: roleOn(line.text), count }] : [] };
};

/**
 * @param {Line[]} listing
 * @param {Set<string>} keywords
 * @param {(line: Line) => { here: boolean, fresh: Here }} standing
 */
function listing(listing, keywords, standing) {
  return html`<pre class="listing"><code>${listing.map((line) => {
    const { here, fresh } = standing(line);
    const code = line.text.replaceAll('\t', TAB);
    const indent = code.search(/\S|$/) + HANG;
    return html`<span class="line ${here ? 'here' : ''}"
      ><span class="gutter" aria-hidden="true"
        >${fresh.map(({ role, count }) => html`<span>${role === 'plain' ? html`<i></i>` : mark(role)}${count}</span>`)}</span
      ><span class="text" .style=${`padding-inline-start:${indent}ch;text-indent:-${indent}ch`}
        >${parts(code, keywords).map(([kind, part]) => (kind ? html`<span class=${kind}>${part}</span>` : part))}${'\n'}</span
      ></span
    >`;
  })}</code></pre>`;
}
