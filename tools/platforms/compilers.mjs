// The fingerprints of random scenarios in builds of the core by other compilers and optimisation levels. All have to
// agree: a run depends only on its line, and on nothing that a compiler may choose.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { capture, Failure, ROOT, run } from '../setup/commands.mjs';
import { FIRST_CORE, WASM_TARGET } from '../setup/cores.mjs';
import { buildTool } from '../setup/prerequisites.mjs';

/** @typedef {import('./platforms.mjs').Row} Row */
/** @typedef {import('./platforms.mjs').Answer} Answer */

const LEVELS = ['0', '1', 's'];
/** The maximum size of the output. A row has some hundred bytes. */
const OUTPUT_BYTES_MAX = 2 ** 28;

/**
 * @typedef {object} Build
 * @property {string} name
 * @property {string} [toolchain] a toolchain other than the usual one, such as `nightly`
 * @property {string} [level] the optimisation level, in the release profile
 * @property {boolean} [checked] whether it has the profile of the tests: debug assertions and overflow checks
 * @property {boolean} [wasm]
 */

/** @type {Build[]} */
const BUILDS = [
  { name: 'native, as the tests are built', checked: true },
  ...LEVELS.map((level) => ({ name: `native, opt-level ${level}`, level })),
  { name: 'native, nightly', toolchain: 'nightly' },
  ...['1', 's'].map((level) => ({ name: `wasm in node, opt-level ${level}`, level, wasm: true })),
];

/** Random scenarios with their fingerprints in the native release build. @param {number} count @returns {Row[]} */
export function randomRows(count) {
  return rowsOf({ name: 'native, release' }, count);
}

/** The answers of all other builds. @param {Row[]} rows @returns {AsyncGenerator<Answer>} */
export async function* inBuilds(rows) {
  for (const build of BUILDS) {
    if (build.toolchain && capture('rustc', [`+${build.toolchain}`, '--version']) === null) {
      process.stderr.write(`${build.name}: skipped, there is no such toolchain\n`);
      continue;
    }
    process.stderr.write(`${build.name} ...\n`);
    if (build.wasm) {
      yield { where: build.name, found: await inWasm(build, rows) };
    } else {
      // Each build draws the scenarios itself, so a difference in the draws shows as well.
      const made = rowsOf(build, rows.length);
      const found = made.map(({ line, fingerprint }, index) =>
        line === rows[index].line ? fingerprint : `another line: ${line}`,
      );
      yield { where: build.name, found };
    }
  }
}

/**
 * The arguments for cargo, and the target folder. Each build has a separate folder, so that none is taken for another.
 */
function arrangement(/** @type {Build} */ { name, toolchain, level, checked }) {
  const folder = path.join(ROOT, 'target', 'fingerprints', name.replace(/[^a-z0-9]+/g, '-'));
  const options = ['--locked', '--target-dir', folder, '--quiet'];
  if (!checked) options.push('--release');
  if (level) options.push('--config', `profile.release.opt-level=${/\d/.test(level) ? level : `"${level}"`}`);
  return { folder, cargo: toolchain ? [`+${toolchain}`] : [], options };
}

/** @param {Build} build @param {number} count @returns {Row[]} */
function rowsOf(build, count) {
  const { cargo, options } = arrangement(build);
  const args = [...cargo, 'run', ...options, '--example', 'fingerprints', '--', String(count)];
  const { status, stdout } = spawnSync('cargo', args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: OUTPUT_BYTES_MAX,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Failure(`cargo ${args.join(' ')}: exit code ${status}`);
  const rows = stdout.trimEnd().split('\n');
  return rows.map((row) => {
    const [fingerprint, line] = row.split('  ');
    return { fingerprint, line };
  });
}

/** @param {Build} build @param {Row[]} rows @returns {Promise<string[]>} */
async function inWasm(build, rows) {
  const { folder, cargo, options } = arrangement(build);
  run('cargo', [...cargo, 'build', ...options, '--lib', '--target', WASM_TARGET, ...FIRST_CORE]);
  const wasm = path.join(folder, WASM_TARGET, 'release', 'cache_aside_playground.wasm');
  const glue = path.join(folder, 'node');
  run('cargo', [...buildTool('run'), '--', 'bindgen', '--target', 'web', '--out-dir', glue, wasm]);
  const { default: init, report } = await import(pathToFileURL(path.join(glue, 'cache_aside_playground.js')).href);
  await init({ module_or_path: readFileSync(path.join(glue, 'cache_aside_playground_bg.wasm')) });
  return rows.map(({ line }) => report(line).fingerprint);
}
