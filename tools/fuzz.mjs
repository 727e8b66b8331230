// `npm run fuzz`: fuzzes each target for a minute with libFuzzer, starting from the corpora of fuzz/corpus/. Inputs
// that reach new code are written to target/fuzz/, inputs that make a target fail to fuzz/artifacts/.
//
// `npm run fuzz -- --runs 1000000 --only run,boundary` runs some targets that number of times. `npm run fuzz -- --keep`
// merges the new inputs into the corpora: as few and as small ones as reach the same code as all together.
//
// Needs cargo-fuzz (`cargo install cargo-fuzz --locked`). `npm test` replays the corpora without it (tests/it/fuzz.rs).

import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { capture, Failure, main, ROOT, run } from './setup/commands.mjs';

/**
 * The maximum length of inputs. For text it is a little more than that of a line; other bytes make some hundred fields.
 */
const LENGTHS_MAX = /** @type {Record<string, number>} */ ({
  scenario_line: 4_200,
  interventions: 4_200,
  boundary: 512,
  run: 512,
  code_text: 2_000,
  code_run: 512,
});
const SECONDS = '60';
/** The time limit for one input, in seconds. Inputs usually take a few milliseconds. */
const TIMEOUT = '-timeout=60';
const DICTIONARY = path.join(ROOT, 'fuzz', 'scenario.dict');

await main(() => {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string' },
      seed: { type: 'string', default: '0' },
      only: { type: 'string', default: Object.keys(LENGTHS_MAX).join() },
      keep: { type: 'boolean', default: false },
    },
  });
  const targets = values.only.split(',');
  const unknown = targets.find((target) => !(target in LENGTHS_MAX));
  if (unknown !== undefined) {
    throw new Failure(`--only ${unknown}: expected some of ${Object.keys(LENGTHS_MAX).join(', ')}`);
  }
  if (capture('cargo', ['fuzz', '--version']) === null) {
    throw new Failure('cargo-fuzz is missing: cargo install cargo-fuzz --locked');
  }
  for (const target of targets) {
    console.log(`\n=== ${target}`);
    if (values.keep) keep(target);
    else fuzz(target, values.runs ? [`-runs=${values.runs}`] : [`-max_total_time=${SECONDS}`], values.seed);
  }
});

/** The folders of a target's new inputs (`found`) and of its corpus (`kept`). */
function folders(/** @type {string} */ target) {
  const found = path.join(ROOT, 'target', 'fuzz', target);
  const kept = path.join(ROOT, 'fuzz', 'corpus', target);
  mkdirSync(found, { recursive: true });
  mkdirSync(kept, { recursive: true });
  return { found, kept };
}

/**
 * Runs cargo-fuzz. There is no unsafe code, so no sanitizer is needed. Without one, stable Rust is enough, and it is
 * faster.
 */
function cargoFuzz(/** @type {string} */ target, /** @type {string[]} */ inputs, /** @type {string[]} */ options) {
  run('cargo', ['fuzz', 'run', '--sanitizer', 'none', target, ...inputs, '--', ...options]);
}

/** @param {string} target @param {string[]} until @param {string} seed */
function fuzz(target, until, seed) {
  const { found, kept } = folders(target);
  const options = [
    `-max_len=${LENGTHS_MAX[target]}`,
    `-dict=${DICTIONARY}`,
    `-seed=${seed}`,
    '-print_final_stats=1',
    TIMEOUT,
  ];
  // The listings are also part of the initial corpus.
  const code = target === 'code_text' ? [path.join(ROOT, 'src', 'python', 'listings')] : [];
  cargoFuzz(target, [found, kept, ...code], [...until, ...options, '-verbosity=0']);
}

/** Replaces the corpus by a small one that reaches the same edges as all inputs together. */
function keep(/** @type {string} */ target) {
  const { found, kept } = folders(target);
  const small = `${found}-small`;
  rmSync(small, { recursive: true, force: true });
  mkdirSync(small, { recursive: true });
  cargoFuzz(target, [small, found, kept], ['-merge=1', '-use_counters=0', '-verbosity=0']);
  if (readdirSync(small).length === 0) throw new Failure(`${target}: nothing is left`);
  rmSync(kept, { recursive: true });
  renameSync(small, kept);
}
