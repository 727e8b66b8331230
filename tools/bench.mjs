// `npm run bench`: how fast the core is on this machine, natively and in node's wasm, from one run. The cases are those
// of benches/kernel.rs. Native program and node take turns, each a process of its own per round, so that a machine that
// slows down slows both; a row shows medians. `npm run bench -- --rounds 11` for a steadier table.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { buildTool, capture, ensureRust, Failure, main, ROOT, run } from './setup.mjs';

const WASM_TARGET = 'wasm32-unknown-unknown';

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
  const args = ['build', '--release', '--bench', 'kernel', '--quiet', ...options];
  run('cargo', args);
  const messages = capture('cargo', [...args, '--message-format', 'json']) ?? '';
  const artifacts = messages.split('\n').map((line) => JSON.parse(line));
  return artifacts.find(({ executable, target }) => executable && target.name === 'kernel').executable;
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
  const { Case, name } = createRequire(import.meta.url)(glue);
  for (let number = 0; ; number += 1) {
    const prepared = Case.set_up(number);
    if (!prepared) return;
    const start = process.cpuUsage();
    const events = prepared.run(number);
    const { user, system } = process.cpuUsage(start);
    prepared.free();
    console.log(`${name(number)}\t${events}\t${(user + system) * 1000}`);
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
  console.log(`M events per second of processor time, median (lowest–highest) of ${rounds}; share of native\n`);
  console.log(`${''.padEnd(28)}${'native'.padEnd(20)}${'wasm in node'.padEnd(20)}wasm/native`);
  for (const [name, nanos] of native) {
    const other = wasm.get(name) ?? [];
    const share = median(nanos) / median(other);
    console.log(`${name.padEnd(28)}${rate(nanos).padEnd(20)}${rate(other).padEnd(20)}${share.toFixed(2)}`);
  }
}

/** Nanoseconds per event of several rounds, as M events per second. */
function rate(/** @type {number[]} */ nanos) {
  const text = (/** @type {number} */ value) => (1000 / value).toFixed(1);
  return `${text(median(nanos))} (${text(Math.max(...nanos))}–${text(Math.min(...nanos))})`;
}

function median(/** @type {number[]} */ values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
