/** The table: the results of the search for each strategy and write policy, for one property or all of them. */

import { html, nothing } from 'lit-html';

import { mark } from '../kit/mark.js';
import { tokens } from '../line/line.js';
import { titleOf } from '../line/strategies.js';
import { findingIn, knownOf } from './found.js';
import { valueIn } from './line.js';
import { ordersWords as words } from './words.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('../engine/orders.js').Finding} Finding */

const MOVES = Object.keys(words.moveNames);
const CONTROLS = ['readers', 'writers', 'warm', 'moves'];

/** @param {State} state */
export function table(state) {
  const { catalogue } = state.app.session;
  const { strategies, policies } = state.choices;
  return html`<p class="about">${words.about}</p>
    ${controls(state)} ${progress(state)} ${wrongs(state)}
    <div class="scroll" role="region" tabindex="0" aria-label=${words.table}>
      <table>
        <thead>
          <tr>
            <th scope="col"><span class="unseen">${words.strategy}</span></th>
            ${policies.map((policy) => {
              const { title, doc } = titleOf(catalogue, policy, 'write_policy');
              return html`<th scope="col" title=${doc}>${title}</th>`;
            })}
          </tr>
        </thead>
        <tbody>
          ${strategies.map((strategy) => {
            const { title, doc } = titleOf(catalogue, strategy);
            return html`<tr>
              <th scope="row" title=${doc}>${title}</th>
              ${policies.map((policy) => html`<td>${cell(state, strategy, policy)}</td>`)}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
}

/** The controls for the numbers of readers and writers, the cache, and the moves. @param {State} state */
function controls(state) {
  const { around } = state;
  const moves = valueIn(around, 'moves', 'none').split(',');
  const others = tokens(around).filter(([name]) => !CONTROLS.includes(name));
  /** @param {string} name @param {string} label @param {[value: string, text: string][]} values */
  const select = (name, label, values) =>
    html`<label
      >${label}
      <select
        @change=${(/** @type {Event} */ event) => state.set(name, /** @type {HTMLSelectElement} */ (event.target).value)}
      >
        ${values.map(([value, text]) => html`<option value=${value} .selected=${valueIn(around, name) === value}>${text}</option>`)}
      </select></label
    >`;
  /** @param {string} name */
  const toggle = (name) => {
    const rest = moves.includes(name) ? moves.filter((one) => one !== name) : [...moves, name];
    const chosen = MOVES.filter((one) => rest.includes(one));
    state.set('moves', chosen.join(','));
  };
  return html`<div class="setup">
    ${select('readers', words.readers, numbers(1, 3))} ${select('writers', words.writers, numbers(0, 2))}
    ${select('warm', words.cache, [
      ['false', words.warm.false],
      ['true', words.warm.true],
    ])}
    <fieldset>
      <legend>${words.moves}</legend>
      ${MOVES.map(
        (name) =>
          html`<label
            ><input type="checkbox" .checked=${moves.includes(name)} @change=${() => toggle(name)} />
            ${words.moveNames[name]}</label
          >`,
      )}
    </fieldset>
    ${others.length ? html`<p>${words.also} <code>${others.map((pair) => pair.join('=')).join(' ')}</code></p>` : nothing}
  </div>`;
}

/** @param {number} from @param {number} to @returns {[string, string][]} */
const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => [String(from + i), String(from + i)]);

/** The progress of the search. @param {State} state */
function progress(state) {
  const { setups } = state;
  const founds = setups.flatMap((setup) => knownOf(setup) ?? []);
  const done = founds.length;
  const states = founds.reduce((sum, found) => sum + found.states, 0);
  if (state.abort)
    return html`<div class="doing">
      <progress aria-label=${words.title} max=${setups.length} .value=${done}></progress>
      <span>${words.trying(done, setups.length, state.tried)}</span>
      <button type="button" @click=${() => state.stop()}>${words.cancel}</button>
    </div>`;
  return html`<div class="doing" role="status">
    ${state.problem || (done < setups.length ? words.stopped(done, setups.length) : words.tried(done, states))}
    ${done < setups.length ? html`<button type="button" @click=${() => state.fill()}>${words.goOn}</button>` : nothing}
  </div>`;
}

/** The choice of a property, with the number of cells in which each is broken. @param {State} state */
function wrongs(state) {
  const founds = state.setups.flatMap((setup) => knownOf(setup) ?? []);
  const always = founds[0]?.findings.filter(({ kind }) => kind === 'always') ?? [];
  const brokenIn = (/** @type {string} */ property) =>
    founds.filter((found) => findingIn(found, property)?.verdict === 'violated').length;
  /** @param {string | null} property @param {string} text @param {unknown} told */
  const button = (property, text, told) =>
    html`<button
      type="button"
      aria-pressed=${String(state.property === property)}
      @click=${() => {
        state.property = property;
        state.app.redraw();
      }}
    >
      ${text} ${told}
    </button>`;
  const sentence = always.find(({ property }) => property === state.property)?.sentence;
  return html`<div class="wrongs" role="group" aria-label=${words.what}>
      ${always.map(({ property }) => button(property, wrongOf(property), html`<small>${words.brokenOf(brokenIn(property), founds.length)}</small>`))}
      ${always.length ? button(null, words.all, nothing) : nothing}
    </div>
    <p class="sentence">${sentence ? html`<q>${sentence}</q>` : always.length ? words.allAbout : nothing}</p>`;
}

/** @param {string} property */
const wrongOf = (property) => words.wrongs[property] ?? property;

/** @param {State} state @param {string} strategy @param {string} policy */
function cell(state, strategy, policy) {
  const setup = state.setup(strategy, policy);
  const found = knownOf(setup);
  if (!found) return html`<span class="not-yet" title=${words.notYet}>…</span>`;
  const always = found.findings.filter(({ kind }) => kind === 'always');
  const chosen = state.property === null ? null : findingIn(found, state.property);
  const first = chosen ?? always.find(({ verdict }) => verdict === 'violated') ?? always[0];
  const { catalogue } = state.app.session;
  const name = words.both(titleOf(catalogue, strategy).title, titleOf(catalogue, policy, 'write_policy').title);
  const told = (chosen ? [chosen] : always).map((one) => `${chosen ? '' : `${wrongOf(one.property)} `}${toldOf(one)}`);
  return html`<button
    type="button"
    class="cell ${chosen?.verdict ?? 'every'}"
    aria-label=${words.cell(name, told.join(', '))}
    @click=${() => state.show(setup, first.property)}
  >
    ${chosen ? inWords(chosen) : always.map((one) => html`<i class=${one.verdict}>${short(one)}</i>`)}
  </button>`;
}

/** @param {Finding} finding */
function inWords(finding) {
  const { verdict, ways, orders } = finding;
  const kinds = ways.length > 1 ? words.kinds(ways.length) : '';
  return html`<b
      >${mark(verdict === 'violated' ? 'miss' : verdict === 'never' ? 'hit' : 'plain')}${verdictOf(finding)}</b
    >
    <small>${verdict === 'never' ? words.ofOrders(orders) : kinds}</small>`;
}

/** @param {Finding} finding */
export function verdictOf({ verdict, steps }) {
  if (verdict === 'violated') return words.inSteps(steps.length);
  return verdict === 'never' ? words.never : words.undecided;
}

/** @param {Finding} finding */
const toldOf = (finding) =>
  finding.verdict === 'never' ? `${words.never} ${words.ofOrders(finding.orders)}` : verdictOf(finding);

/** @param {Finding} finding */
const short = ({ verdict, steps }) => (verdict === 'violated' ? steps.length : verdict === 'never' ? '✓' : '?');
