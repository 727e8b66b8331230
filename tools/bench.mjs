// `npm run bench`: how fast the core is on this machine, natively and in node's wasm, from one run. The cases are those
// of benches/kernel.rs. Native program and node take turns, each a process of its own per round, so that a machine that
// slows down slows both. A row shows medians, and how they compare with the bare kernel compiled for this machine:
// what is left is the price of wasm, of the model, of the trace. `npm run bench -- --rounds 11` gives a steadier table.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { buildTool, capture, ensureRust, Failure, main, ROOT, run } from './setup.mjs';

const WASM_TARGET = 'wasm32-unknown-unknown';
/** What all but the bare kernel itself, at its own size, is compared with. */
const YARDSTICK = 'bare kernel, 10^4 pending';

await main(() => {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, glue: { type: 'string' } } });
  if (values.glue) return timeCases(values.glue);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Failure('--rounds: a whole number from 1');

  ensureRust();
  const native = build([]);
  const glue = writeGlue(build(['--target', WASM_TARGET]));
  /** @type {{ native: Map<string, number[]>, wasm: Map<string, number[]> }} nanoseconds per event, by case */
  const times = { native: new Map(), wasm: new Map() };
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
    collect(times.native, native, []);
    collect(times.wasm, process.execPath, [fileURLToPath(import.meta.url), '--glue', glue]);
  }
  report(times.native, times.wasm, rounds);
});

/** Compiles the program; the path of what came out. */
function build(/** @type {string[]} */ options) {
  const args = ['build', '--release', '--bench', 'kernel', '--message-format', 'json-render-diagnostics', ...options];
  const { status, stdout } = spawnSync('cargo', args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Failure(`cargo ${args.join(' ')}: exit code ${status}`);
  const messages = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return messages.find(({ executable, target }) => executable && target.name === 'kernel').executable;
}

/** Writes the JavaScript side beside the program, as node loads it; its path. */
function writeGlue(/** @type {string} */ wasm) {
  const directory = path.join(path.dirname(wasm), 'bench-node');
  mkdirSync(directory, { recursive: true });
  run('cargo', [...buildTool('run'), '--', 'bindgen', '--target', 'nodejs', '--out-dir', directory, wasm]);
  writeFileSync(path.join(directory, 'package.json'), '{ "type": "commonjs" }\n');
  return path.join(directory, `${path.basename(wasm, '.wasm')}.js`);
}

/** Runs and times every case in this process; prints what the native program prints. */
function timeCases(/** @type {string} */ glue) {
  const { Prepared } = createRequire(import.meta.url)(glue);
  for (let number = 0; ; number += 1) {
    const prepared = Prepared.set_up(number);
    if (!prepared) return;
    const start = process.cpuUsage();
    const events = prepared.run();
    const { user, system } = process.cpuUsage(start);
    console.log(`${prepared.name()}\t${events}\t${(user + system) * 1000}`);
    prepared.free();
  }
}

/**
 * One round of a program: adds the nanoseconds per event of each case.
 * @param {Map<string, number[]>} times
 * @param {string} program
 * @param {string[]} args
 */
function collect(times, program, args) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', cwd: ROOT });
  if (status !== 0) throw new Failure(`${program} ${args.join(' ')}: exit code ${status}\n${stderr}`);
  for (const line of stdout.trim().split('\n')) {
    const [name, events, nanos] = line.split('\t');
    times.set(name, [...(times.get(name) ?? []), Number(nanos) / Number(events)]);
  }
}

/**
 * @param {Map<string, number[]>} native
 * @param {Map<string, number[]>} wasm
 * @param {number} rounds
 */
function report(native, wasm, rounds) {
  const rustc = capture('rustc', ['--version']);
  console.log(`\n${rustc}, node ${process.version} (V8 ${process.versions.v8}), ${os.cpus()[0]?.model ?? os.arch()}`);
  console.log(`M events per second of processor time: median of ${rounds} (lowest to highest), × native bare kernel\n`);
  console.log(row('', 'native', '', 'wasm in node', ''));
  for (const [name, nanos] of native) {
    const yardstick = median(native.get(name.startsWith('bare kernel') ? name : YARDSTICK) ?? []);
    const share = (/** @type {number[]} */ values) => `× ${(yardstick / median(values)).toFixed(2)}`;
    const other = wasm.get(name) ?? [];
    console.log(row(name, rate(nanos), share(nanos), rate(other), share(other)));
  }
}

/** A line of the table. */
function row(/** @type {string[]} */ ...cells) {
  const widths = [30, 20, 10, 20, 0];
  return cells.map((cell, column) => cell.padEnd(widths[column])).join('');
}

/** Nanoseconds per event of several rounds, as M events per second. */
function rate(/** @type {number[]} */ nanos) {
  const text = (/** @type {number} */ value) => (1000 / value).toFixed(1);
  return `${text(median(nanos))} (${text(Math.max(...nanos))} to ${text(Math.min(...nanos))})`;
}

function median(/** @type {number[]} */ values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
