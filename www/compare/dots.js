/**
 * A small plot of single values: a mark for each, on a scale from 0 to the maximum of all lanes, and a line at the
 * mean.
 */

import { html } from 'lit-html';

import { meanAndError } from '../session/seeds.js';
import { outlineOf } from '../kit/mark.js';
import { keep } from '../kit/scatter.js';

const WIDTH = 180;
const HEIGHT = 22;
const RADIUS = 2;
const BASE = `M0 ${HEIGHT - 0.5}H${WIDTH}`;

/** The place of a plot whose values are still being computed, so that nothing moves when they come. */
export const noDots = () =>
  html`<svg class="dots" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"><path class="base" d=${BASE} /></svg>`;

/**
 * @param {import('../kit/mark.js').Role} role
 * @param {number[]} values at least one
 * @param {number} most the end of the scale
 * @param {string} label
 */
export function dots(role, values, most, label) {
  const x = (/** @type {number} */ value) => 4 + (WIDTH - 8) * (most > 0 ? value / most : 0);
  // Spread vertically in a deterministic way, so that equal values are visible.
  const y = (/** @type {number} */ i) => 4 + keep(i, 5) * (HEIGHT - 8);
  return html`<svg class="dots" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
    <path class="base" d=${BASE} />
    <path class=${role} d=${values.map((value, i) => outlineOf(role, x(value), y(i), RADIUS)).join('')} />
    <path class="mean" d="M${x(meanAndError(values).mean).toFixed(1)} 0V${HEIGHT}" />
  </svg>`;
}
