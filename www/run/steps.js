/**
 * Looking things up in step functions: what held at a time, and the outline of a whole one. The values are the core's;
 * nothing is computed here but which of them to show.
 */

import { bisectRight } from 'd3-array';

/** @typedef {import('../engine/run.js').Steps} Steps */

/** The value that holds at a time. @param {Steps} steps @param {number} at_ns */
export function at(steps, at_ns) {
  const i = bisectRight(steps.at_ns, at_ns) - 1;
  return i < 0 ? 0 : steps.value[i];
}

/** The highest value and when it was reached first. @param {Steps} steps */
export function peak({ at_ns, value }) {
  let best = -1;
  for (let i = 0; i < value.length; i++) if (best < 0 || value[i] > value[best]) best = i;
  return best < 0 ? { value: 0, at_ns: 0 } : { value: value[best], at_ns: at_ns[best] };
}

/**
 * The points of one or more step functions added up. Where there are many more of them than a screen has columns, each
 * bin is thinned to its highest value and the one it ends on, which holds through the quiet that may follow.
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
 * Such points as an area, for the path of an SVG: level from each to the next, down to the base at both ends. (d3-shape
 * has this, with every other curve: a tenth of all that the page needs at first.)
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
