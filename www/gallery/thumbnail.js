/**
 * A run as a small picture: the number of queries in flight or queued, on top of it the readers that wait for another
 * reader's query, and below it a strip with the state of the most popular key: fresh, stale or absent.
 */

import { max } from 'd3-array';
import { html, nothing } from 'lit-html';

import { KEY } from '../run/rows.js';
import { linear } from '../kit/scale.js';
import { area, outline } from '../run/steps.js';
import { pokesOf } from '../line/pokes.js';

const WIDTH = 240;
const HEIGHT = 56;
const STRIP = 4;

/**
 * Outlines, and the highest load of the database.
 * @typedef {{ load: string, wait: string, fresh: string, stale: string, pokes: string, most: number }} Drawing
 */

/** @param {import('../engine/run.js').Run} run @returns {Drawing} */
export function drawing({ end_ns, steps, stays, values }) {
  const x = linear([0, end_ns], [0, WIDTH]);
  const load = outline([steps.db_in_flight, steps.db_queued], end_ns, WIDTH);
  const all = outline([steps.db_in_flight, steps.db_queued, steps.lock_waiting], end_ns, WIDTH);
  const foot = HEIGHT - STRIP - 2;
  const y = linear([0, Math.max(4, max(all, ({ value }) => value) ?? 0)], [foot, 2]);
  const strip = (/** @type {Float64Array} */ from, /** @type {Float64Array} */ to) => {
    let d = '';
    for (let i = 0; i < stays.key.length; i++) {
      const end = Math.min(to[i], stays.gone_ns[i]);
      if (stays.key[i] === KEY && end > from[i])
        d += `M${x(from[i]).toFixed(1)} ${HEIGHT - STRIP}H${x(end).toFixed(1)}v${STRIP}H${x(from[i]).toFixed(1)}Z`;
    }
    return d;
  };
  return {
    load: area(load, x, y, foot),
    wait: area(all, x, y, foot),
    fresh: strip(stays.set_ns, stays.fresh_until_ns),
    stale: strip(stays.fresh_until_ns, stays.expires_ns),
    pokes: pokesOf(values.do)
      .map(({ at_ns }) => `M${x(at_ns).toFixed(1)} 0V${foot}`)
      .join(''),
    most: max(load, ({ value }) => value) ?? 0,
  };
}

/** @param {Drawing | undefined} drawing undefined for an empty frame */
export const thumbnail = (drawing) =>
  html`<svg class="thumbnail" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    <path class="wait" d=${drawing?.wait ?? nothing} />
    <path class="load" d=${drawing?.load ?? nothing} />
    <path class="fresh" d=${drawing?.fresh || nothing} />
    <path class="stale" d=${drawing?.stale || nothing} />
    <path class="interventions" d=${drawing?.pokes || nothing} />
  </svg>`;
