/**
 * Lookups in step functions: the value at a time, and the outline of a function. The values come from the core; only
 * the values to show are chosen here.
 */

import { bisectRight } from 'd3-array';

/** @typedef {import('../engine/run.js').Steps} Steps */

/** The value at a time. @param {Steps} steps @param {number} at_ns */
export function at(steps, at_ns) {
  const i = bisectRight(steps.at_ns, at_ns) - 1;
  return i < 0 ? 0 : steps.value[i];
}

/**
 * The longest so far, in ms, where what has not ended counts as well.
 * @param {Steps} ended @param {import('../engine/run.js').UnderWay} under_way @param {number} at_ns
 */
export function longest(ended, { from_ns, to_ns, since_ns }, at_ns) {
  const i = bisectRight(from_ns, at_ns) - 1;
  return Math.max(at(ended, at_ns), i < 0 ? 0 : (Math.min(at_ns, to_ns[i]) - since_ns[i]) / 1e6);
}

/** The highest value and when it was reached first. @param {Steps} steps */
export function peak({ at_ns, value }) {
  let best = -1;
  for (let i = 0; i < value.length; i++) if (best < 0 || value[i] > value[best]) best = i;
  return best < 0 ? { value: 0, at_ns: 0 } : { value: value[best], at_ns: at_ns[best] };
}

/**
 * The points of the sum of one or more step functions. If there are many more points than a screen has columns, each
 * bin is reduced to its highest and its last value; the last one lasts until the next change.
 * @param {Steps[]} parts
 * @param {number} end_ns
 * @param {number} bins
 * @returns {{ at_ns: number, value: number }[]}
 */
export function outline(parts, end_ns, bins) {
  const points = [{ at_ns: 0, value: 0 }];
  const places = parts.map(() => 0);
  const crowded = parts.reduce((sum, part) => sum + part.at_ns.length, 0) > bins;
  let bin_before = -1;
  let ending = points[0];
  const end_bin = () => {
    if (ending.value !== points[points.length - 1].value) points.push(ending);
  };
  for (;;) {
    let time = Infinity;
    parts.forEach((part, p) => (time = Math.min(time, part.at_ns[places[p]] ?? Infinity)));
    if (time === Infinity) break;
    let value = 0;
    parts.forEach((part, p) => {
      if (part.at_ns[places[p]] === time) places[p]++;
      value += places[p] ? part.value[places[p] - 1] : 0;
    });
    const bin = crowded ? Math.floor((time / end_ns) * bins) : -1;
    if (bin >= 0 && bin === bin_before) {
      const highest = points[points.length - 1];
      highest.value = Math.max(highest.value, value);
    } else {
      end_bin();
      points.push({ at_ns: time, value });
    }
    ending = { at_ns: time, value };
    bin_before = bin;
  }
  end_bin();
  points.push({ at_ns: end_ns, value: ending.value });
  return points;
}

/**
 * The points as an area for an SVG path: constant between points, down to the base at both ends. (d3-shape can do this,
 * but it would be a tenth of the first download.)
 * @param {{ at_ns: number, value: number }[]} points
 * @param {(at_ns: number) => number} x
 * @param {(value: number) => number} y
 * @param {number} base
 */
export function area(points, x, y, base) {
  const round = (/** @type {number} */ value) => Number(value.toFixed(3));
  const [first] = points;
  return `M${round(x(first.at_ns))} ${base}${points.map((p) => `H${round(x(p.at_ns))}V${round(y(p.value))}`).join('')}V${base}Z`;
}
