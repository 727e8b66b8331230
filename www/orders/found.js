/** The results of searches: each setup is searched once per page load. */

import { explorer } from '../engine/explorer.js';
import { withField } from '../line/line.js';
import { valueIn } from './line.js';

/** @typedef {import('../engine/explorer.js').Found} Found */
/** @typedef {import('../engine/orders.js').Finding} Finding */

/** The results, by the setup as it was requested and as the core prints it. @type {Map<string, Found>} */
const known = new Map();

/** The result of a setup, if it has been searched. @param {string} setup */
export const knownOf = (setup) => known.get(setup);

/** @param {string} setup @param {import('../engine/explorer.js').Options} [options] */
export async function foundOf(setup, options) {
  const before = known.get(setup);
  if (before) return before;
  const found = await explorer().explore(setup, options);
  known.set(setup, found);
  known.set(found.line, found);
  return found;
}

/** @param {Found | undefined} found @param {string} property */
export const findingIn = (found, property) => found?.findings.find((one) => one.property === property);

/** The same setup with another strategy and policy. @param {string} setup @param {string} beside as in a link */
export function besides(setup, beside) {
  const [strategy, policy] = beside.split('/');
  return withField(withField(setup, 'strategy', strategy), 'write_policy', policy ?? '');
}

/** The name of a setup in `beside`. @param {string} setup @param {Defaults} defaults */
export const nameOf = (setup, { strategy, write_policy }) =>
  `${valueIn(setup, 'strategy', strategy)}/${valueIn(setup, 'write_policy', write_policy)}`;

/** @typedef {{ strategy: string, write_policy: string }} Defaults */
/** @typedef {{ strategies: string[], policies: string[], defaults: Defaults }} Choices */

/**
 * The setups that differ in one choice only, first those in the strategy.
 * @param {string} setup @param {Choices} choices
 */
export function neighbours(setup, { strategies, policies, defaults }) {
  const [strategy, policy] = nameOf(setup, defaults).split('/');
  return [
    ...strategies.filter((one) => one !== strategy).map((one) => `${one}/${policy}`),
    ...policies.filter((one) => one !== policy).map((one) => `${strategy}/${one}`),
  ];
}

/**
 * The nearest cure: a setup that differs only in the strategy, or else only in the policy, and never breaks the
 * property; of several, the one that breaks the fewest other properties. Null if there is none.
 * @param {string} setup @param {string} property @param {Choices} choices
 * @param {import('../engine/explorer.js').Options} [options]
 */
export async function nearestCure(setup, property, choices, options) {
  const [strategy] = nameOf(setup, choices.defaults).split('/');
  /** @type {{ beside: string, price: number }[]} */
  const cures = [];
  for (const beside of neighbours(setup, choices)) {
    const { findings } = await foundOf(besides(setup, beside), options);
    if (findings.find((one) => one.property === property)?.verdict !== 'never') continue;
    const broken = findings.filter(({ verdict }) => verdict === 'violated').length;
    const otherPolicy = beside.startsWith(`${strategy}/`);
    cures.push({ beside, price: broken + (otherPolicy ? 100 : 0) });
  }
  return cures.sort((a, b) => a.price - b.price)[0]?.beside ?? null;
}
