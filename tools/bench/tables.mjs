// The tables of the benchmark, for the terminal and for docs/BENCHMARKS.md, where they are between two marks.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { Failure, ROOT } from '../setup/commands.mjs';
import { IDS } from './contestants.mjs';
import { verdicts } from './goals.mjs';

/** @typedef {import('./goals.mjs').Results} Results */

const PAGE = path.join(ROOT, 'docs', 'BENCHMARKS.md');
const RESULTS = path.join(ROOT, 'benches', 'results.json');
const BEGIN = '<!-- benchmark: made by `npm run bench -- --write` -->\n';
const END = '<!-- end of benchmark -->';
const isModel = (/** @type {{ id: string }} */ { id }) => id.startsWith('model-');

/** All tables, as Markdown. */
export function tables(/** @type {Results} */ results) {
  const { contestants, rounds, erlang } = results;
  const kernel = results.cases.filter((one) => !isModel(one));
  const model = results.cases.filter(isModel);
  const once = contestants.filter((one) => one.rounds < rounds).map(({ name }) => name);
  const missing = IDS.filter((id) => !contestants.some((one) => one.id === id));
  const parts = [
    `${results.machine}. ${rounds === 1 ? 'One round' : `Median of ${rounds} rounds`}${once.length ? `, one of ${once.join(', ')}` : ''}.` +
      (missing.length ? ` Not in this run: ${missing.join(', ')}.` : ''),
    'Nanoseconds of processor time per event, and how many times ours, native:',
    table(
      ['', ...kernel.map(({ name }) => name)],
      contestants.map(({ id, name }) => [
        name,
        ...kernel.map(({ figures }) => {
          const [own, ours] = [figures[id], figures.ours];
          return own
            ? `${own.ns.toFixed(0)}${id === 'ours' || !ours ? '' : ` (${(own.ns / ours.ns).toFixed(1)}×)`}`
            : '–';
        }),
      ]),
    ),
    'Peak memory in MiB: of the process, and for ours in wasm of its wasm memory:',
    table(
      ['', ...kernel.map(({ name }) => name)],
      contestants.map(({ id, name }) => [name, ...kernel.map(({ figures }) => mebibytes(figures[id]?.mib))]),
    ),
  ];
  const own = contestants.filter(({ id }) => model.some(({ figures }) => figures[id]));
  if (own.length > 0) {
    parts.push(
      'The whole model, per poll of a task: nanoseconds, and peak memory in MiB:',
      table(
        ['', ...own.map(({ name }) => name)],
        model.map(({ name, figures }) => [
          name.replace('model, ', ''),
          ...own.map(({ id }) => `${figures[id].ns.toFixed(0)}, ${mebibytes(figures[id].mib)}`),
        ]),
      ),
    );
  }
  parts.push(
    `All end with the same digests. The mean wait of M/M/10 is ${erlang.measured.toFixed(5)} ± ${erlang.error.toFixed(5)} ` +
      `mean services; Erlang C says ${erlang.theory.toFixed(5)}.`,
  );
  return `${parts.join('\n\n')}\n`;
}

/** The table of the goals with their verdicts, as Markdown. */
export function goals(/** @type {Results} */ results) {
  const rows = verdicts(results).map(({ goal, measured, met, reason }) => [
    goal,
    measured,
    met ? 'yes' : `no: ${reason}`,
  ]);
  return `${table(['goal', 'measured', 'met'], rows)}\n`;
}

function mebibytes(/** @type {number | null | undefined} */ mib) {
  return typeof mib === 'number' ? mib.toFixed(0) : '–';
}

/**
 * @param {string[]} head
 * @param {string[][]} rows
 */
function table(head, rows) {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, head.length > 3 ? rule : head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** Writes the results to their file and to the page. */
export function write(/** @type {Results} */ results) {
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(PAGE, pageWith(results));
}

/** Fails if the page does not show the stored results. */
export function check() {
  const results = JSON.parse(readFileSync(RESULTS, 'utf8'));
  if (readFileSync(PAGE, 'utf8') !== pageWith(results))
    throw new Failure('docs/BENCHMARKS.md does not show benches/results.json: run `npm run bench -- --tables`');
}

/** Writes the tables of the page from the stored results, without a run. */
export function rewrite() {
  write(JSON.parse(readFileSync(RESULTS, 'utf8')));
}

function pageWith(/** @type {Results} */ results) {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Failure('docs/BENCHMARKS.md has lost the marks of its benchmark');
  return `${page.slice(0, begin + BEGIN.length)}\n${tables(results)}\n${goals(results)}\n${page.slice(end)}`;
}
