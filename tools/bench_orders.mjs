// The time and memory that the shipped explorer of orders (www/wasm/orders) needs for the table of all strategies and
// write policies, at several sizes. Run `node tools/bench_orders.mjs` after `npm run build`; `--markdown` prints the
// table of docs/EVERY-ORDER.md.
//
// Several processes each load the core and compute all cells. The shortest time of each cell counts, because in longer
// ones the machine was busy with something else. On Linux the processor time of the thread is reported too. Nothing is
// asserted.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { main } from './setup/commands.mjs';
import { CORES } from './setup/cores.mjs';

const MOVES = 'moves=ttl_ends,lock_expires,lose_delete,crash_holder';
const SIZES = [
  'warm=false readers=2 writers=1',
  'warm=true readers=2 writers=1',
  `warm=false readers=2 writers=1 ${MOVES}`,
  'warm=false readers=2 writers=2',
  `warm=false readers=2 writers=2 ${MOVES}`,
  'warm=false readers=3 writers=2',
  `warm=false readers=3 writers=2 ${MOVES}`,
];
/** The rows. The first size comes twice, because the first time includes compilation. */
const ROWS = [
  { size: SIZES[0], title: `\`${SIZES[0]}\`, the core just loaded` },
  { size: SIZES[0], title: `\`${SIZES[0]}\`, once more` },
  ...SIZES.slice(1).map((size) => ({
    size,
    title: `\`${size.replace(` ${MOVES}`, '')}\`${size.includes(MOVES) ? ', all moves' : ''}`,
  })),
];
/** The size of a slice, as in the page's worker. */
const SLICE_STATES = 2000;
/** The number of processes that run all rows, and of those that run only the rows with the fastest cells. */
const PROCESSES = 4;
const PROCESSES_MORE = 20;
const ROWS_SHORT = 3;

/** @typedef {{ line: string, states: number, ms: number, worked_ms: number }} Cell */
/** @typedef {{ cells: Cell[], mib: number }} Row */

/** The processor time of this thread; NaN if the system does not report it. */
function worked_ms() {
  const file = `/proc/self/task/${process.pid}/schedstat`;
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6 : NaN;
}

/**
 * Computes the first rows, in a process that has just loaded the core.
 * @param {number} rows @returns {Promise<Row[]>}
 */
async function once(rows) {
  const { glue } = CORES.orders;
  /** @type {typeof import('../www/wasm/orders/cache_aside_playground.js')} */
  const core = await import(pathToFileURL(path.join(glue, 'cache_aside_playground.js')).href);
  const bytes = readFileSync(path.join(glue, 'cache_aside_playground_bg.wasm'));
  const { memory } = await core.default({ module_or_path: bytes });
  const choices = (/** @type {string} */ name) =>
    core.fields().find((/** @type {{ name: string }} */ field) => field.name === name).choices;
  return ROWS.slice(0, rows).map(({ size }) => {
    /** @type {Cell[]} */
    const cells = [];
    for (const strategy of choices('strategy')) {
      for (const policy of choices('write_policy')) {
        const line = `strategy=${strategy} write_policy=${policy} ${size}`;
        const [begun, had] = [performance.now(), worked_ms()];
        const orders = new core.Orders(line, undefined);
        while (!orders.advance(SLICE_STATES));
        orders.findings();
        cells.push({ line, states: orders.states(), ms: performance.now() - begun, worked_ms: worked_ms() - had });
        orders.free();
      }
    }
    return { cells, mib: memory.buffer.byteLength / 2 ** 20 };
  });
}

/** The shortest times of each cell. @param {Row[]} rows the same row from each process @returns {Row} */
const shortest = (rows) => ({
  cells: rows[0].cells.map((cell, i) => ({
    ...cell,
    ms: Math.min(...rows.map(({ cells }) => cells[i].ms)),
    worked_ms: Math.min(...rows.map(({ cells }) => cells[i].worked_ms)),
  })),
  mib: Math.max(...rows.map(({ mib }) => mib)),
});

/** @param {Row} row @param {string} title @param {boolean} markdown */
function told({ cells, mib }, title, markdown) {
  const sum = (cells.reduce((all, { ms }) => all + ms, 0) / 1000).toFixed(2);
  const { ms, line, states } = cells.reduce((most, cell) => (cell.ms > most.ms ? cell : most));
  const worked = Math.max(...cells.map((cell) => cell.worked_ms)).toFixed(0);
  if (markdown)
    return `| ${[title, sum, ms.toFixed(0), worked, states.toLocaleString('en'), mib.toFixed(0)].join(' | ')} |`;
  return `${title}\n  ${cells.length} cells in ${sum} s; the slowest ${ms.toFixed(1)} ms (of the processor at most ${worked} ms), ${states} states (${line}); ${mib.toFixed(0)} MiB`;
}

await main(async () => {
  const [, , option, value] = process.argv;
  if (option === '--once') return void process.stdout.write(JSON.stringify(await once(Number(value))));
  const self = fileURLToPath(import.meta.url);
  const each = Array.from({ length: PROCESSES + PROCESSES_MORE }, (_, i) => {
    const rows = String(i < PROCESSES ? ROWS.length : ROWS_SHORT);
    const out = execFileSync(process.execPath, [self, '--once', rows], { maxBuffer: 2 ** 26, encoding: 'utf8' });
    return /** @type {Row[]} */ (JSON.parse(out));
  });
  const markdown = option === '--markdown';
  if (markdown)
    console.log(
      '| surroundings | 36 cells, s | slowest cell, ms | of the processor, ms | its states | memory so far, MiB |\n' +
        '|---|--:|--:|--:|--:|--:|',
    );
  for (const [i, { title }] of ROWS.entries())
    console.log(told(shortest(each.flatMap((rows) => rows[i] ?? [])), title, markdown));
});
