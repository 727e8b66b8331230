/**
 * The marks of roles, with the same colour and shape everywhere: circle for a hit, triangle for a miss, diamond for
 * stale, square for waiting. They are inline marks in text, and outlines of any size on the stage.
 */

import { html, nothing } from 'lit-html';

/** @typedef {'plain' | 'hit' | 'miss' | 'stale' | 'wait'} Role */

/** @param {Role} role */
export const mark = (role) =>
  role === 'plain'
    ? nothing
    : html`<svg class="mark" viewBox="-6 -6 12 12" aria-hidden="true">
        <path class=${role} d=${outlineOf(role, 0, 0, 4.6)} />
      </svg>`;

/**
 * @param {Role} role
 * @param {number} x @param {number} y centre
 * @param {number} r radius
 */
export function outlineOf(role, x, y, r) {
  const at = (/** @type {number} */ dx, /** @type {number} */ dy) =>
    `${(x + dx * r).toFixed(1)} ${(y + dy * r).toFixed(1)}`;
  switch (role) {
    case 'miss':
      return `M${at(0, -1.1)}L${at(1.05, 0.85)}H${(x - 1.05 * r).toFixed(1)}Z`;
    case 'stale':
      return `M${at(0, -1.25)}L${at(1.05, 0)}L${at(0, 1.25)}L${at(-1.05, 0)}Z`;
    case 'wait':
      return `M${at(-0.9, -0.9)}h${(1.8 * r).toFixed(1)}v${(1.8 * r).toFixed(1)}h${(-1.8 * r).toFixed(1)}Z`;
    default:
      return `M${at(-1, 0)}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0Z`;
  }
}

/** The role of an outcome. @type {Record<import('../engine/run.js').Outcome, Role>} */
export const ROLE = {
  unfinished: 'plain',
  hit: 'hit',
  stale_hit: 'stale',
  early: 'stale',
  waited: 'wait',
  miss: 'miss',
  failed: 'miss',
  write: 'plain',
  refresh: 'stale',
  abandoned: 'miss',
};
