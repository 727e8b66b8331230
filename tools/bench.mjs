// `npm run bench`: the speed of the kernel and the model on this machine, natively and in node's wasm, compared with
// other simulators on the same work, which benches/README.md describes. All contestants take turns on each piece of
// work, each in a new process, so that a machine that slows down affects all of them. Processor time is measured.
//
//   --only ours,wasm    only these contestants (tools/bench/contestants.mjs)
//   --rounds 7          for a steadier median
//   --write             keeps the results in benches/results.json and docs/BENCHMARKS.md
//   --tables            makes the tables of docs/BENCHMARKS.md from the kept results; --check says whether they are up
// to date

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { IDS, prepare } from './bench/contestants.mjs';
import { NEEDED } from './bench/goals.mjs';
import { checkAgainstErlang, digestOf } from './bench/oracle.mjs';
import { check, goals, rewrite, tables, write } from './bench/tables.mjs';
import { capture, Failure, main, ROOT } from './setup/commands.mjs';

/**
 * @typedef {import('./bench/contestants.mjs').Contestant} Contestant
 * @typedef {import('./bench/oracle.mjs').Case} Case
 * @typedef {{ digest: number, nanos: number, kib: number | null }} Turn
 */

await main(() => {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: IDS.join() },
      rounds: { type: 'string', default: '3' },
      write: { type: 'boolean', default: false },
      tables: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  if (values.check) return check();
  if (values.tables) return rewrite();
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Failure('--rounds: a whole number from 1');
  const ids = values.only.split(',');
  const unknown = ids.find((id) => !IDS.includes(id));
  if (unknown !== undefined) throw new Failure(`--only ${unknown}: expected some of ${IDS.join(', ')}`);

  const contestants = prepare(ids);
  const cases = /** @type {Case[]} */ (JSON.parse(readFileSync(path.join(ROOT, 'benches', 'cases.json'), 'utf8')));
  const results = summary(contestants, cases, rounds, takeTurns(contestants, cases, rounds));
  console.log(tables(results));
  const missing = NEEDED.filter((id) => !contestants.some((one) => one.id === id));
  if (missing.length === 0) console.log(goals(results));
  if (values.write && missing.length > 0) throw new Failure(`--write: the goals need ${missing.join(', ')} as well`);
  if (values.write) write(results);
});

/**
 * All turns, by case and contestant.
 * @param {Contestant[]} contestants
 * @param {Case[]} cases
 * @param {number} rounds
 */
function takeTurns(contestants, cases, rounds) {
  /** @type {Map<string, Turn[]>} */
  const turns = new Map();
  for (let round = 0; round < rounds; round += 1) {
    for (const work of cases) {
      process.stderr.write(`round ${round + 1} of ${rounds}: ${work.name}\n`);
      const expected = digestOf(work);
      for (const contestant of contestants.filter((one) => takesPart(one, work) && round < (one.rounds ?? rounds))) {
        const turn = doWork(contestant, work);
        if (expected !== null && turn.digest !== expected)
          throw new Failure(`${contestant.name}: ${work.name} ended with ${turn.digest}, it must be ${expected}`);
        const key = `${work.id} ${contestant.id}`;
        turns.set(key, [...(turns.get(key) ?? []), turn]);
      }
    }
  }
  return turns;
}

function takesPart(/** @type {Contestant} */ { model, without }, /** @type {Case} */ { kind }) {
  return kind.startsWith('model-') ? Boolean(model) : !without?.includes(kind);
}

/** @returns {Turn} */
function doWork(/** @type {Contestant} */ { name, command }, /** @type {Case} */ { kind, readers, times }) {
  const [program, ...args] = [...command, kind, String(readers), String(times)];
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', cwd: ROOT });
  if (status !== 0) throw new Failure(`${name}, ${args.join(' ')}: exit code ${status}\n${stderr}`);
  const [digest, nanos, kib] = stdout.trimEnd().split('\t');
  return { digest: Number(digest), nanos: Number(nanos), kib: kib ? Number(kib) : null };
}

/**
 * The results of a run to store.
 * @param {Contestant[]} contestants
 * @param {Case[]} cases
 * @param {number} rounds
 * @param {Map<string, Turn[]>} turns
 * @returns {import('./bench/goals.mjs').Results}
 */
function summary(contestants, cases, rounds, turns) {
  const cpu = os.cpus()[0]?.model ?? os.arch();
  const customers = cases.find(({ kind }) => kind === 'mm10')?.readers ?? 0;
  return {
    machine: `${cpu}, ${capture('rustc', ['--version'])?.replace(/ \(.*/, '')}, node ${process.versions.node}`,
    rounds,
    contestants: contestants.map(({ id, name, rounds: most }) => ({
      id,
      name,
      rounds: Math.min(rounds, most ?? rounds),
    })),
    erlang: checkAgainstErlang(customers),
    cases: cases.map((work) => {
      const figures = contestants.flatMap(({ id }) => {
        const taken = turns.get(`${work.id} ${id}`);
        if (!taken) return [];
        // The digest of the model is its number of events.
        const nanos = taken.map((turn) => turn.nanos / (work.events ?? turn.digest));
        const peaks = taken.flatMap(({ kib }) => (kib === null ? [] : [kib / 1024]));
        const [ns, low, high] = [median(nanos), Math.min(...nanos), Math.max(...nanos)].map(rounded);
        return [[id, { ns, low, high, mib: peaks.length > 0 ? rounded(Math.max(...peaks)) : null }]];
      });
      return { id: work.id, name: work.name, events: work.events ?? 0, figures: Object.fromEntries(figures) };
    }),
  };
}

function rounded(/** @type {number} */ value) {
  return Math.round(value * 10) / 10;
}

function median(/** @type {number[]} */ values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
