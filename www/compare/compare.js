/**
 * Compare: the choice of strategies, or of other values of a field, to compare on the same traffic, the cost of each
 * lane over the whole run, and theory beside it. To show the effect of the seed, the same lanes can be run over many
 * seeds, with mean, standard error and a mark for every value.
 */

import { html, nothing, render as draw } from 'lit-html';

import { PRICES } from '../session/prices.js';
import { meanAndError, pooled, SEEDS_MAX } from '../session/seeds.js';
import { theoryFor } from '../session/theory.js';
import { LANES_MAX } from '../session/lanes.js';
import { strategiesOf, titleOf } from '../line/strategies.js';
import css from '../styles/compare.css?inline';
import picking from '../styles/picking.css?inline';
import { span } from '../line/time.js';
import { whole, words } from '../kit/words.js';
import { compareWords } from './compare_words.js';
import { entered, onEnter, onPress } from '../kit/entering.js';
import { byField } from './by_field.js';
import { dots, noDots } from './dots.js';
import { sampleOf } from './sample.js';
import { mark } from '../kit/mark.js';
import { adopt } from '../kit/sheet.js';
import { measuredOf, quantity, withError } from './theory.js';
import { theoryWords } from './theory_words.js';

/** @typedef {import('../session/session.js').Lane} Lane */
/** @typedef {import('../engine/run.js').Report} Report */
/** @typedef {import('../engine/run.js').Form} Form */
/**
 * @typedef {{ name: import('../session/prices.js').Price, role: import('../kit/mark.js').Role, label: string }} Column
 */

/** @type {Column[]} */
const COLUMNS = [
  { name: 'db_queries', role: 'miss', label: compareWords.databaseQueries },
  { name: 'wait_max_ms', role: 'wait', label: words.readerWait },
  { name: 'stale_age_max_ms', role: 'stale', label: words.staleness },
];

/** @param {HTMLElement} place @param {import('../playback/app.js').App} app */
export function create(place, app) {
  adopt(app, picking);
  adopt(app, css);
  const sample = sampleOf(place, app);
  const others = byField(app);
  const known = theoryFor(app.redraw);
  return {
    render() {
      const { lanes, bounds } = app.session;
      const seeds = lanes.map(sample.reports);
      const theory = lanes.map(({ run }, i) => formsOf(known, run.report, seeds[i]));
      const hasTheory = theory.some((forms) => forms.length > 0);
      const most = COLUMNS.map(({ name }) => Math.max(0, ...seeds.flatMap((one) => (one ?? []).map(PRICES[name]))));
      draw(
        html`<header>
            <h2 id="compare-title">${compareWords.compareTitle}</h2>
            <button type="button" class="quiet" @click=${() => app.commands.panel(null)}>${words.close}</button>
          </header>
          ${picker(app)} ${others.render()} ${lanes.length ? nothing : html`<p role="status">${words.waiting}</p>`}
          <table ?hidden=${!lanes.length}>
            <thead>
              <tr>
                <th scope="col"><span class="unseen">${compareWords.laneName}</span></th>
                ${COLUMNS.map(({ role, label }) => html`<th scope="col">${mark(role)}${label}</th>`)}
                ${hasTheory ? html`<th scope="col">${compareWords.againstTheory}</th>` : nothing}
              </tr>
            </thead>
            <tbody>
              ${lanes.map((lane, i) => row(lane, seeds[i], most, hasTheory ? theory[i] : null))}
            </tbody>
            <tfoot>
              ${edge('floor', bounds, hasTheory)} ${edge('ceiling', bounds, hasTheory)}
            </tfoot>
          </table>
          ${seedsForm(sample, Math.min(...seeds.map((one) => one?.length ?? 0)))}`,
        place,
      );
    },
  };
}

/** The choice of compared strategies. @param {import('../playback/app.js').App} app */
function picker({ session: { lanes, catalogue }, commands }) {
  // A recording leaves with the first change.
  const shown = lanes.filter(({ run }) => !run.recording).map((lane) => lane.strategy);
  /** @param {string} strategy */
  const toggle = (strategy) => {
    const rest = shown.filter((one) => one !== strategy);
    // A new one is inserted above the chosen lane, which stays last.
    commands.compareWith(rest.length < shown.length ? rest : [...rest.slice(0, -1), strategy, rest[rest.length - 1]]);
  };
  return html`<div class="picker" role="group" aria-label=${compareWords.strategies}>
    ${strategiesOf(catalogue).map((strategy) => {
      const pressed = shown.includes(strategy);
      const { title, doc } = titleOf(catalogue, strategy);
      return html`<button
        type="button"
        aria-pressed=${String(pressed)}
        title=${doc}
        ?disabled=${pressed ? shown.length < 2 : shown.length >= LANES_MAX}
        @click=${() => toggle(strategy)}
      >
        ${title}
      </button>`;
    })}
  </div>`;
}

/**
 * The form that computes the lanes over many seeds.
 * @param {import('./sample.js').Sample} sample @param {number} known the number of seeds for which all lanes have a
 * result
 */
function seedsForm(sample, known) {
  const { count, progress } = sample;
  /** @param {Element} group */
  const submit = (group) => {
    if (progress === null && entered(group)) sample.compute();
  };
  /** The typed text stays until the box is left, even if the panel is redrawn. @param {Event} event */
  const change = (event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.checkValidity()) sample.choose(Number(input.value));
    else input.value = String(count);
  };
  return html`<div class="form" @keydown=${onEnter(submit)}>
    <label
      >${compareWords.over}
      <input type="number" min="2" max=${SEEDS_MAX} required .value=${String(count)} @change=${change} />
      ${compareWords.seeds}</label
    >
    ${
      progress === null
        ? html`<button type="button" @click=${onPress('.form', submit)}>${compareWords.computeSeeds}</button>`
        : html`<progress aria-label=${compareWords.computingSeeds} max="1" .value=${progress.part}></progress>
            <span class="left">${compareWords.soFar(progress.seeds, progress.of, left(progress.left_ms))}</span>
            <button type="button" @click=${() => sample.cancel()}>${words.cancel}</button>`
    }
    <p>${known ? compareWords.seedsTold(known) : compareWords.seedsWhat}</p>
  </div>`;
}

/** In whole seconds, to avoid flicker. @param {number | null} ms */
const left = (ms) => (ms === null ? null : Math.ceil(ms / 1000));

/**
 * @param {Lane} lane @param {Report[] | undefined} seeds
 * @param {number[]} most of all lanes, for each price
 * @param {[string, Form][] | null} theory the closed forms of this lane; null if no lane has some
 */
const row = ({ title, run }, seeds, most, theory) =>
  html`<tr>
    <th scope="row">${title}${run.report.strategy_idle ? html`<span class="idle">${words.idle}</span>` : nothing}</th>
    ${COLUMNS.map(({ name, role, label }, i) => {
      const of = PRICES[name];
      return html`<td>
        <span class="price-of" aria-hidden="true">${mark(role)}${label}</span>
        <b>${say(name, of(run.report))}</b>
        ${seeds ? overSeeds(name, role, seeds.map(of), most[i]) : nothing}
      </td>`;
    })}
    ${theory ? html`<td class="theory-of">${theory.map(form)}</td>` : nothing}
  </tr>`;

/**
 * The floor or the ceiling of every price, with its meaning.
 * @param {'floor' | 'ceiling'} edge @param {import('../session/session.js').Bounds} bounds
 * @param {boolean} theory whether there is a column for it
 */
const edge = (edge, { prices, ceiling }, theory) =>
  html`<tr>
    <th scope="row">${compareWords[edge]}</th>
    ${COLUMNS.map(({ name, role, label }) => {
      const value = prices?.[name][edge] ?? null;
      return html`<td>
        <span class="price-of" aria-hidden="true">${mark(role)}${label}</span>
        <b>${value === null ? compareWords.unknown : say(name, value)}</b>
        <span class="means">${value === null ? compareWords.why[ceiling] : compareWords.means[edge][name]}</span>
      </td>`;
    })}
    ${theory ? html`<td></td>` : nothing}
  </tr>`;

/**
 * The closed forms that apply to the line, with the combined measurement of its seeds, as far as they are known. Until
 * the first of them is, with that of the run.
 * @param {ReturnType<typeof theoryFor>} known @param {Report} report @param {Report[]} [seeds]
 * @returns {[string, Form][]}
 */
function formsOf(known, report, seeds = []) {
  const of = (/** @type {Report[]} */ all) =>
    all.map((one) => known.of(one) || {}).filter((theory) => Object.keys(theory).length > 0);
  const ofSeeds = of(seeds);
  const told = ofSeeds.length ? ofSeeds : of([report]);
  return Object.keys(told[0] ?? {}).map((name) => [name, pooled(told.map((theory) => theory[name]))]);
}

/** @param {[string, Form]} form */
const form = ([name, form]) =>
  html`<p>
    ${form.label} <b>${measuredOf(name, form)}</b>
    <span title=${theoryWords.countedWhat}>${theoryWords.counted(form.n)}</span>
    <span>${compareWords.theoryIs(quantity(name, form.predicted))}</span>
  </p>`;

/** @param {string} name @param {number} value */
const say = (name, value) => (name.endsWith('_ms') ? span(value) : whole(value));

/**
 * A price over the seeds that are known.
 * @param {import('../session/prices.js').Price} name @param {import('../kit/mark.js').Role} role
 * @param {number[]} values @param {number} most
 */
const overSeeds = (name, role, values, most) =>
  values.length
    ? html`<span class="mean">${mean(name, values)}</span>
        ${dots(role, values, most, compareWords.spread(say(name, Math.min(...values)), say(name, Math.max(...values))))}`
    : html`<span class="mean coming" aria-hidden="true">…</span> ${noDots()}`;

/**
 * The mean over some seeds with its standard error, which a single one does not have.
 * @param {string} name @param {number[]} values
 */
function mean(name, values) {
  const { mean, error } = meanAndError(values);
  if (values.length < 2) return say(name, mean);
  return error > 0 ? withError(name, mean, error) : theoryWords.plusMinus(say(name, mean), '0', '');
}
