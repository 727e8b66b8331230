/** The view of an order that is played: its verdict and steps, alternatives, and the same order with a cure. */

import { entered, onEnter, onPress } from '../kit/entering.js';
import { html, nothing } from 'lit-html';

import { mark } from '../kit/mark.js';
import { titleOf } from '../line/strategies.js';
import { besides, findingIn, knownOf, nameOf, neighbours } from './found.js';
import { valueIn } from './line.js';
import { verdictOf } from './table.js';
import { ordersWords as words } from './words.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./lanes.js').Order} Order */
/** @typedef {import('../engine/orders.js').Finding} Finding */
/** @typedef {import('../engine/orders.js').StepTold} StepTold */

/** @param {State} state @param {Order} order @param {number} at_ns */
export function way(state, order, at_ns) {
  const { setup, property } = order.asked;
  const found = state.known(setup);
  const finding = findingIn(found, property);
  const at = stepAt(order, at_ns);
  return html`<p class="asks">
      <q>${sentenceOf(order)}</q>
      <span class="says" role="status">${verdict(order, finding)}</span>
    </p>
    ${order.shows ? html`<p>${words.shown(findingIn(found, order.shows)?.sentence ?? '')}</p>` : nothing}
    ${kinds(state, order, finding)}
    <div class="columns">
      ${steps(state, order, at)}
      <div>${instead(state, order, at)}</div>
      <div>
        ${finding?.verdict === 'violated' ? cure(state, order) : nothing} ${short(state, order)}
        ${found ? everything(state, order, found.findings) : nothing}
      </div>
    </div>`;
}

/** @param {State} state @param {string} setup */
export function titleIn({ app, choices }, setup) {
  const { catalogue } = app.session;
  const [strategy, policy] = nameOf(setup, choices.defaults).split('/');
  return words.both(titleOf(catalogue, strategy).title, titleOf(catalogue, policy, 'write_policy').title);
}

/** @param {string} setup */
export function actorsOf(setup) {
  const warm = /** @type {'true' | 'false'} */ (valueIn(setup, 'warm', 'true'));
  const actors = words.actors(
    Number(valueIn(setup, 'readers', '2')),
    Number(valueIn(setup, 'writers', '1')),
    words.warm[warm],
  );
  const moves = valueIn(setup, 'moves').split(',').filter(Boolean);
  return [actors, ...moves.map((name) => words.moveNames[name] ?? name)].join(', ');
}

/** @param {Order} order */
export const sentenceOf = ({ asked, point }) =>
  point.standings.find((one) => one.property === asked.property)?.sentence ?? '';

/** @param {Order} order @param {Finding | undefined} finding */
function verdict({ asked, point }, finding) {
  const since = point.standings.find((one) => one.property === asked.property)?.since ?? null;
  const own = asked.way !== null && finding && finding.ways[0]?.way !== point.way;
  const here = since === null ? words.holdsHere : words.goesWrongHere(stepsTo(point.told, since));
  const { verdict, steps = [], orders = null, states = 0 } = finding ?? {};
  if (!finding) return here;
  const all =
    verdict === 'violated'
      ? words.goesWrong(steps.length)
      : verdict === 'never'
        ? words.cannot(orders, states)
        : verdict === 'happens'
          ? words.happens
          : words.gaveUp(states);
  return html`${mark(verdict === 'violated' ? 'miss' : verdict === 'never' ? 'hit' : 'plain')} ${own ? here : nothing}
  ${all}`;
}

/**
 * The number of lines that a number of moves makes in a list of steps.
 * @param {StepTold[]} told @param {number} moves
 */
export function stepsTo(told, moves) {
  let soFar = 0;
  return told.findIndex((step) => (soFar += step.moves) >= moves) + 1 || told.length;
}

/** The last line that has happened at the cursor; -1 if none has. @param {Order} order @param {number} at_ns */
function stepAt({ point, times_ns }, at_ns) {
  const done = times_ns.filter((time) => time <= at_ns).length;
  return done ? stepsTo(point.told, done) - 1 : -1;
}

/** The moves before a line of the list, and the rest. @param {Order} order @param {number} line */
function movesBefore({ way, point }, line) {
  const count = point.told.slice(0, line).reduce((sum, step) => sum + step.moves, 0);
  const moves = way.split(' ').filter(Boolean);
  return { before: moves.slice(0, count), rest: moves.slice(count) };
}

/**
 * The kinds of violations of a property, the shortest first.
 * @param {State} state @param {Order} order @param {Finding | undefined} finding
 */
function kinds(state, { asked, way }, finding) {
  if (!finding || finding.ways.length < 2) return nothing;
  return html`<div class="wrongs" role="group" aria-label=${words.causes}>
    ${finding.ways.map(
      (one, i) =>
        html`<button
          type="button"
          aria-pressed=${String(one.way === way)}
          @click=${() => state.show(asked.setup, asked.property, i ? one.way : null)}
        >
          ${words.cause(words.causeNames[one.cause ?? ''] ?? one.cause ?? words.otherWay, one.told.length)}
        </button>`,
    )}
  </div>`;
}

/** @param {State} state @param {Order} order @param {number} at */
function steps({ app }, order, at) {
  const { told } = order.point;
  let moves = 0;
  return html`<section aria-labelledby="orders-steps">
    <h3 id="orders-steps">${words.steps}</h3>
    <ol class="course">
      ${told.map((step, i) => {
        moves += step.moves;
        const time = order.times_ns[moves - 1];
        return html`<li>
          <button
            type="button"
            aria-current=${i === at ? 'step' : nothing}
            @click=${() => {
              app.commands.pause();
              app.commands.seek(time);
            }}
          >
            ${step.text}
            ${step.interrupts ? html`<small title=${words.interruptsWhat}>${words.interrupts}</small>` : nothing}
          </button>
        </li>`;
      })}
    </ol>
  </section>`;
}

/**
 * The other moves that were possible instead of the step at the cursor.
 * @param {State} state @param {Order} order @param {number} at
 */
function instead(state, order, at) {
  const line = Math.max(at, 0);
  if (line >= order.point.told.length) return nothing;
  const { before, rest } = movesBefore(order, line);
  const { setup, property } = order.asked;
  const point = state.pointAt(setup, before.join(' '));
  const others = point?.choices.filter(({ move }) => move !== rest[0]) ?? [];
  return html`<section aria-labelledby="orders-instead">
    <h3 id="orders-instead">${words.instead} (${line + 1})</h3>
    ${
      point && !others.length
        ? html`<p>${words.insteadNone}</p>`
        : html`<ul class="choices">
            ${others.map(
              ({ move, text }) =>
                html`<li>
                  <button type="button" @click=${() => state.choose({ property, setup }, [...before, move].join(' '))}>
                    ${text}
                  </button>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

/** The same order with another strategy or policy. @param {State} state @param {Order} order */
function cure(state, order) {
  const { asked, beside, point } = order;
  const { setup } = asked;
  if (asked.beside === null) state.cureFor(order);
  const others = neighbours(setup, state.choices);
  const chosen = asked.beside ?? 'none';
  const change = (/** @type {Event} */ event) =>
    state.play({ ...asked, beside: /** @type {HTMLSelectElement} */ (event.target).value });
  const optionOf = (/** @type {string} */ name) => {
    const other = besides(setup, name);
    const finding = findingIn(knownOf(other), asked.property);
    return html`<option value=${name} .selected=${name === chosen}>
      ${titleIn(state, other)}${finding ? `: ${verdictOf(finding)}` : ''}
    </option>`;
  };
  return html`<section class="cure">
    <label
      >${words.beside}
      <select @change=${change}>
        <option value="none" .selected=${chosen === 'none'}>${words.besideNone}</option>
        ${others.map(optionOf)}
      </select></label
    >
    <p role="status">
      ${beside ? besideTold(point.told, beside.told) : asked.beside === null ? words.finding : state.isWithoutCure(asked) ? words.noCure : nothing}
    </p>
  </section>`;
}

/** The last step that differs there, in its words. @param {StepTold[]} told @param {StepTold[]} there */
function besideTold(told, there) {
  const texts = told.map(({ text }) => text);
  const last = there.filter(({ text }) => !texts.includes(text)).at(-1);
  return last ? words.besideTold(last.text) : words.besideSame;
}

/** The short form of the order, to copy, or to play another one. @param {State} state @param {Order} order */
function short(state, { asked, way }) {
  /** @param {Element} group */
  const submit = (group) => {
    const [text] = entered(group) ?? [];
    if (text !== undefined) state.play({ ...asked, way: text });
  };
  return html`<div class="short" @keydown=${onEnter(submit)}>
    <label
      >${words.short}
      <input type="text" spellcheck="false" autocapitalize="characters" autocomplete="off" .value=${way}
    /></label>
    <button type="button" @click=${(/** @type {Event} */ event) => state.copy(event)}>${words.copy}</button>
    <button type="button" @click=${onPress('.short', submit)}>${words.replay}</button>
    <span role="status">${state.told}</span>
  </div>`;
}

/**
 * All properties of this setup, including the `sometimes` ones.
 * @param {State} state @param {Order} order @param {Finding[]} findings
 */
const everything = (state, { asked }, findings) =>
  html`<details>
    <summary>${words.everything}</summary>
    <table class="every">
      <thead>
        <tr>
          <th scope="col">${words.asked}</th>
          <th scope="col">${words.verdict}</th>
        </tr>
      </thead>
      <tbody>
        ${findings.map(
          (one) =>
            html`<tr>
              <th scope="row">
                <button
                  type="button"
                  aria-current=${one.property === asked.property ? 'true' : nothing}
                  @click=${() => state.show(asked.setup, one.property)}
                >
                  ${one.sentence}
                </button>
              </th>
              <td>${answerOf(one)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;

/** @param {Finding} finding */
function answerOf(finding) {
  const { kind, verdict, steps, orders } = finding;
  if (kind === 'always') return `${verdictOf(finding)} ${verdict === 'never' ? words.ofOrders(orders) : ''}`;
  if (verdict === 'happens') return `${words.happens} ${words.inSteps(steps.length)}`;
  return verdict === 'never' ? words.neverHappens : words.undecided;
}
