/**
 * The measurements for a question: the reports of its lines, over as many seeds as the question asks for, and the
 * findings over all orders of its setups.
 */

import { measure, say, sayMean, weightOf } from '../lesson/measure.js';
import { count } from '../kit/words.js';
import { tokens, withField } from '../line/line.js';
import { meanAndError } from '../session/seeds.js';

/** @typedef {import('../engine/run.js').Report} Report */
/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../engine/orders.js').Finding} Finding */

/** The line with a seed. A preset stays in front. @param {string} line @param {number} seed */
export const seeded = (line, seed) => withField(line, 'seed', String(seed));

/**
 * The line of a scene. A run gets the seed; an order needs none.
 * @param {import('./pool.js').Question} question @param {import('./pool.js').Scene} scene @param {number} seed
 */
export const lineOf = ({ lines, orders = {} }, scene, seed) =>
  'order' in scene ? orders[scene.order] : seeded(lines[scene.line], seed);

/** The line with other values of fields. @param {string} line @param {Record<string, string>} values */
export const changed = (line, values) =>
  Object.entries(values).reduce((soFar, [name, value]) => withField(soFar, name, value), line);

/** The value of a field in a line; null if it is left out. @param {string} line @param {string} name */
export const valueIn = (line, name) => tokens(line).find(([other]) => other === name)?.[1] ?? null;

export class Measured {
  /**
   * @param {Record<string, Report[]>} reports by the names of the lines
   * @param {Run | null} run of the line that decides, if the question needs the run itself
   * @param {import('../engine/run.js').EventKind[]} kinds
   * @param {Record<string, Finding>} [findings] by the names of the orders
   */
  constructor(reports, run, kinds, findings = {}) {
    this.reports = reports;
    this.run = run;
    this.kinds = kinds;
    this.findings = findings;
  }

  /** The mean over the seeds. @param {string} line @param {string} path */
  of(line, path) {
    return this.mean(line, path).mean;
  }

  /** The greatest over the seeds. @param {string} line @param {string} path */
  most(line, path) {
    return Math.max(...this.reports[line].map((report) => measure(report, path)));
  }

  /** @param {string} line @param {string} path */
  mean(line, path) {
    const reports = this.reports[line].filter((report) => !Number.isNaN(measure(report, path)));
    return meanAndError(
      reports.map((report) => measure(report, path)),
      reports.map((report) => weightOf(report, path)),
    );
  }

  /** Whether all orders were tried, and none breaks the property. @param {string} order */
  never(order) {
    return this.findings[order].verdict === 'never';
  }

  /** Whether an order breaks the property. @param {string} order */
  broken(order) {
    return this.findings[order].verdict === 'violated';
  }

  /**
   * A measurement as text. For orders: their number, or the `steps` of the shortest way.
   * @param {string} line @param {string} path
   */
  say(line, path) {
    const found = this.findings[line];
    if (found)
      return path === 'steps'
        ? count(found.steps.length, 'step', 'steps')
        : count(found.orders ?? 0, 'order', 'orders');
    if (!this.reports[line]) return '–';
    const { mean, error } = this.mean(line, path);
    return this.reports[line].length > 1 ? sayMean(path, mean, error) : say(path, mean);
  }
}
