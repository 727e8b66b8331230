/**
 * Decides a question: runs its lines, over as many seeds as it asks for, has all its orders tried, and compares the
 * answer with what was measured. The page passes its engines, a test the cores; both get the same results.
 */

import { lineOf, Measured, seeded } from './measured.js';

/** @typedef {import('./pool.js').Question} Question */
/** @typedef {import('../engine/run.js').Report} Report */
/** @typedef {import('../engine/run.js').Run} Run */
/** @typedef {import('../session/theory.js').Theory} Theory */
/** @typedef {import('../engine/orders.js').Finding} Finding */
/**
 * @typedef {object} Core
 * @property {(line: string) => Report | Promise<Report>} report
 * @property {(report: Report) => Theory | Promise<Theory>} theory the closed forms beside what a report measured
 * @property {(line: string) => Run | Promise<Run>} run
 * @property {(line: string) => Finding | Promise<Finding>} orders the finding over all orders, for the property of the
 * line
 * @property {import('../engine/run.js').EventKind[]} kinds
 */
/**
 * An answer: the number of an option, a number, the fields that were set, or a time.
 * @typedef {{ option: number } | { number: number } | { at_ns: number }
 *   | { fields: Record<string, string>, line: string }} Said
 */
/**
 * `wrong` is the number of the explanation that applies, or -1 for a right answer.
 * @typedef {{ wrong: number, measured: Measured }} Verdict
 */

/**
 * The options that hold. It has to be exactly one.
 * @param {import('./pool.js').Choice} question @param {Measured} m
 */
export const holding = ({ options }, m) => options.flatMap((holds, i) => (holds(m) ? [i] : []));

/** @param {Question} question @param {number} seed @param {Core} core @returns {Promise<Measured>} */
export async function measuredOf(question, seed, core) {
  const { lines, orders = {}, over = 1, theory, shows, type, id } = question;
  /** @type {Record<string, Report[]>} */
  const reports = {};
  for (const [name, line] of Object.entries(lines)) {
    reports[name] = [];
    for (let i = 0; i < over; i++) {
      const report = await core.report(seeded(line, seed + i));
      reports[name].push(theory ? { ...report, theory: await core.theory(report) } : report);
    }
  }
  // Only these questions need the run itself, and not just its report.
  const run = type === 'seek' || id === 'cause' ? await core.run(lineOf(question, shows, seed)) : null;
  /** @type {Record<string, Finding>} */
  const findings = {};
  for (const [name, line] of Object.entries(orders)) findings[name] = await core.orders(line);
  return new Measured(reports, run, core.kinds, findings);
}

/** @param {Question} question @param {number} seed @param {Said} said @param {Core} core @returns {Promise<Verdict>} */
export async function judged(question, seed, said, core) {
  const measured = await measuredOf(question, seed, core);
  if ('line' in said) measured.reports.own = [await core.report(said.line)];
  return { wrong: wrongOf(question, said, measured), measured };
}

/** @param {Question} question @param {Said} said @param {Measured} m */
export function wrongOf(question, said, m) {
  if (question.type === 'choice' && 'option' in said) return question.options[said.option](m) ? -1 : said.option;
  if (question.type === 'number' && 'number' in said) {
    const value = question.value(m);
    if (Math.abs(said.number - value) <= question.near * value + 1e-9) return -1;
    return said.number < value ? 0 : 1;
  }
  if (question.type === 'fix' && 'line' in said) {
    const [report] = m.reports.own;
    return question.holds(report) ? -1 : question.wrong(report);
  }
  if (question.type === 'seek' && 'at_ns' in said && m.run) {
    const { from_ns, to_ns } = question.moment(m.run);
    return said.at_ns < from_ns ? 0 : said.at_ns > to_ns ? 1 : -1;
  }
  throw new TypeError(question.id);
}
