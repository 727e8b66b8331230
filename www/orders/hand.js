/** Be the scheduler: the user chooses an order move by move, and sees the state of the property after each. */

import { html, nothing } from 'lit-html';

import { mark } from '../kit/mark.js';
import { titleOf } from '../line/strategies.js';
import { besides, findingIn, knownOf, nameOf } from './found.js';
import { sentenceOf, stepsTo } from './way.js';
import { ordersWords as words } from './words.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./lanes.js').Order} Order */
/** @typedef {import('../engine/orders.js').Standing} Standing */

/** @param {State} state @param {Order} order */
export function hand(state, order) {
  const { point, asked } = order;
  const standing = point.standings.find((one) => one.property === asked.property);
  return html`${setups(state, order)}
    <p class="asks">
      ${standing?.kind === 'sometimes' ? words.goalSome : words.goal} <q>${sentenceOf(order)}</q>
      <span class="says" role="status"
        ><span class="unseen">${point.told.at(-1)?.text}</span> ${standing ? stands(order, standing) : nothing}</span
      >
    </p>
    <div class="columns">
      <section aria-labelledby="orders-next">
        <h3 id="orders-next">${point.choices.length ? words.next : words.over}</h3>
        ${choices(state, order)}
        <div class="hands">
          <button type="button" ?disabled=${!order.way} @click=${() => undo(state, order)}>${words.undo}</button>
          <button type="button" ?disabled=${!state.forth.length} @click=${() => redo(state, order)}>
            ${words.redo}
          </button>
          <button type="button" ?disabled=${!order.way} @click=${() => state.choose(asked, '')}>${words.again}</button>
        </div>
      </section>
      <section aria-labelledby="orders-yours">
        <h3 id="orders-yours">${words.yours}</h3>
        <ol class="course">
          ${point.told.map((step) => html`<li>${step.text}</li>`)}
        </ol>
        ${after(state, order, standing)}
      </section>
    </div>`;
}

/** The choice of another strategy, policy or property, which starts over. @param {State} state @param {Order} order */
function setups(state, { asked, point }) {
  const { strategies, policies, defaults } = state.choices;
  const { catalogue } = state.app.session;
  const [strategy, policy] = nameOf(asked.setup, defaults).split('/');
  const begin = (/** @type {string} */ name) =>
    state.choose({ property: asked.property, setup: besides(asked.setup, name) }, '');
  /**
   * @param {string} label @param {[string, string][]} all @param {string} chosen
   * @param {(value: string) => void} choose
   */
  const select = (label, all, chosen, choose) =>
    html`<label
      >${label}
      <select @change=${(/** @type {Event} */ event) => choose(/** @type {HTMLSelectElement} */ (event.target).value)}>
        ${all.map(([value, text]) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`)}
      </select></label
    >`;
  /** @param {string} name @param {'strategy' | 'write_policy'} field @returns {[string, string]} */
  const titled = (name, field) => [name, titleOf(catalogue, name, field).title];
  return html`<div class="setup">
    ${select(
      words.strategy,
      strategies.map((one) => titled(one, 'strategy')),
      strategy,
      (one) => begin(`${one}/${policy}`),
    )}
    ${select(
      words.policy,
      policies.map((one) => {
        const best = state.bestOf(asked.property, besides(asked.setup, `${strategy}/${one}`));
        const [name, title] = titled(one, 'write_policy');
        return [name, best ? words.brokenIn(title, best) : title];
      }),
      policy,
      (one) => begin(`${strategy}/${one}`),
    )}
    ${select(
      words.property,
      point.standings.map((one) => [one.property, words.wrongs[one.property] ?? one.sentence]),
      asked.property,
      (one) => state.choose({ property: one, setup: asked.setup }, ''),
    )}
  </div>`;
}

/** @param {Order} order @param {Standing} standing */
function stands({ point, asked }, { kind, since, now }) {
  const some = kind === 'sometimes';
  if (since === null) return html`${mark('hit')} ${(some ? words.notYetSeen : words.holds)(point.told.length)}`;
  const steps = stepsTo(point.told, since);
  // Only this property can hold again: an old value can still be removed from the cache. All others are about events.
  const right = asked.property === 'stale_until_ttl' && !now;
  return html`${mark('miss')} ${some ? words.seen(steps) : right ? words.brokenBefore(steps) : words.broken(steps)}`;
}

/** The moves that may come next. @param {State} state @param {Order} order */
function choices(state, { point, asked, way }) {
  if (!point.choices.length) return nothing;
  return html`<p class="hint">${words.nextWhat}</p>
    <ol class="choices numbered">
      ${point.choices.map(
        ({ move, text }) =>
          html`<li>
            <button type="button" @click=${() => state.choose(asked, `${way} ${move}`.trim())}>${text}</button>
          </li>`,
      )}
    </ol>`;
}

/** @param {State} state @param {Order} order */
function undo(state, { asked, way }) {
  const moves = way.split(' ');
  const last = /** @type {string} */ (moves.pop());
  state.choose(asked, moves.join(' '), [last, ...state.forth]);
}

/** @param {State} state @param {Order} order */
function redo(state, { asked, way }) {
  const [next, ...rest] = state.forth;
  state.choose(asked, `${way} ${next}`.trim(), rest);
}

/**
 * The machine's verdict, after the user asked for it or reached the goal.
 * @param {State} state @param {Order} order @param {Standing | undefined} standing
 */
function after(state, { asked, point }, standing) {
  const { setup, property } = asked;
  const finding = findingIn(knownOf(setup), property);
  const best = state.bestOf(property, setup);
  const done = standing?.since !== null;
  const asks = state.asksMachine === `${property} ${setup}`;
  if (asks && !finding) state.known(setup);
  return html`<div class="told-by" role="status">
    ${best ? html`<p>${words.best(best)}</p>` : nothing}
    ${
      finding && (done || asks)
        ? html`<p>
              ${finding.steps.length ? words.machineBest(finding.steps.length) : finding.verdict === 'never' ? words.cannot(finding.orders, finding.states) : words.gaveUp(finding.states)}
            </p>
            ${finding.steps.length ? html`<button type="button" @click=${() => state.show(setup, property)}>${words.machine}</button>` : nothing}`
        : done || !point.choices.length || point.told.length > 0
          ? html`<button type="button" @click=${() => state.askMachine(setup, property)}>${words.haveAll}</button>`
          : nothing
    }
    ${asks && !finding ? html`<p>${words.triedSoFar}</p>` : nothing}
  </div>`;
}

/** Handles the keys 1 to 9, which make the choices. @param {State} state @param {KeyboardEvent} event */
export function handKeys(state, event) {
  const { order } = state.app.session;
  if (!order?.asked.mine || state.onTable || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = /** @type {Element} */ (event.composedPath()[0]);
  const choice = /^[1-9]$/.test(event.key) ? order.point.choices[Number(event.key) - 1] : undefined;
  if (!choice || target.matches('input, select, textarea')) return;
  event.preventDefault();
  event.stopPropagation();
  state.choose(order.asked, `${order.way} ${choice.move}`.trim());
}
