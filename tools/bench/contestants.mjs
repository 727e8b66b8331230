// The contestants of the benchmark: how each is built, and the command that runs a piece of work.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { Failure, ROOT, run } from '../setup/commands.mjs';
import { FIRST_CORE, WASM_TARGET, withoutPaths } from '../setup/cores.mjs';
import { buildTool, ensureRust } from '../setup/prerequisites.mjs';

/**
 * @typedef {object} Contestant
 * @property {string} id
 * @property {string} name as in the tables, with its version
 * @property {string[]} command to which KIND READERS TIMES are added
 * @property {string[]} [without] kinds of work that it cannot do
 * @property {boolean} [model] whether it also runs the model
 * @property {number} [rounds] the maximum number of rounds, because each takes minutes
 */

const PEERS = path.join(ROOT, 'benches', 'peers');

/**
 * The contestants in the order of the tables, each with its preparation, which returns null if something is missing.
 */
export const IDS = [
  'ours',
  'wasm',
  'by-hand',
  'asim',
  'nexosim',
  'odem-rs',
  'simu-des',
  'tokio',
  'javascript',
  'simpy',
];

/** Prepares contestants. One that cannot run on this machine is skipped with a message. */
export function prepare(/** @type {string[]} */ ids) {
  ensureRust();
  /** @type {(Contestant | null)[]} */
  const all = [];
  if (ids.includes('ours')) all.push({ id: 'ours', name: 'ours, native', command: [buildOurs([])], model: true });
  if (ids.includes('wasm')) {
    const glue = writeGlue(buildOurs(['--target', WASM_TARGET, ...FIRST_CORE, ...withoutPaths()]));
    const command = [process.execPath, path.join(ROOT, 'tools', 'bench', 'ours.mjs'), glue];
    all.push({ id: 'wasm', name: 'ours, wasm in node', command, model: true });
  }
  const rust = ids.filter((id) => PEERS_IN_RUST.has(id));
  const program = rust.length > 0 ? buildPeers() : null;
  for (const id of program ? rust : []) {
    const { name, without } = /** @type {{ name: string, without?: string[] }} */ (PEERS_IN_RUST.get(id));
    all.push({ id, name: name.replace('VERSION', versionInLock(id)), command: [String(program), id], without });
  }
  if (ids.includes('javascript')) {
    const command = [process.execPath, path.join(PEERS, 'javascript', 'generators.js')];
    all.push({ id: 'javascript', name: 'hand-written JavaScript', command });
  }
  if (ids.includes('simpy')) all.push(prepareSimPy());
  return all.filter((contestant) => contestant !== null);
}

/** Contestants without tasks cannot have blocked ones. */
const NOBODY_WAITS = ['blocked'];
const PEERS_IN_RUST = new Map(
  Object.entries({
    'by-hand': { name: 'hand-written state machine', without: NOBODY_WAITS },
    asim: { name: 'asim VERSION' },
    nexosim: { name: 'nexosim VERSION', without: NOBODY_WAITS },
    'odem-rs': { name: 'odem-rs VERSION' },
    'simu-des': { name: 'simu-des VERSION' },
    tokio: { name: 'tokio VERSION, clock paused' },
  }),
);

function skipped(/** @type {string} */ who, /** @type {string} */ why) {
  console.error(`${who} left out: ${why}`);
  return null;
}

/** Compiles benches/kernel/, and returns the path of the program. */
function buildOurs(/** @type {string[]} */ options) {
  const args = [
    'build',
    '--locked',
    '--release',
    '--bench',
    'kernel',
    '--message-format',
    'json-render-diagnostics',
    ...options,
  ];
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

/** Writes the JavaScript side for node next to the program, and returns its path. */
function writeGlue(/** @type {string} */ wasm) {
  const directory = path.join(path.dirname(wasm), 'bench-node');
  mkdirSync(directory, { recursive: true });
  run('cargo', [...buildTool('run'), '--', 'bindgen', '--target', 'nodejs', '--out-dir', directory, wasm]);
  writeFileSync(path.join(directory, 'package.json'), '{ "type": "commonjs" }\n');
  return path.join(directory, `${path.basename(wasm, '.wasm')}.js`);
}

/** Compiles benches/peers/ into a separate folder, and returns the path of the program. */
function buildPeers() {
  const target = path.join(ROOT, 'target', 'peers');
  const manifest = path.join(PEERS, 'Cargo.toml');
  const args = ['build', '--release', '--locked', '--manifest-path', manifest, '--target-dir', target];
  const { status } = spawnSync('cargo', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0)
    return skipped('The peers in Rust', 'they cannot be compiled here (the first time needs crates.io)');
  return path.join(target, 'release', process.platform === 'win32' ? 'cache-aside-peers.exe' : 'cache-aside-peers');
}

/** The version of a crate that the peers' lock file names. */
function versionInLock(/** @type {string} */ crate) {
  const lock = readFileSync(path.join(PEERS, 'Cargo.lock'), 'utf8');
  return lock.match(new RegExp(`name = "${crate}"\\nversion = "(.+)"`))?.[1] ?? '';
}

/** Installs SimPy in a separate virtual environment. */
function prepareSimPy() {
  const requirements = path.join(PEERS, 'simpy', 'requirements.txt');
  const pinned = readFileSync(requirements, 'utf8').trim();
  const environment = path.join(ROOT, 'target', 'simpy');
  const python = path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const stamp = path.join(environment, '.installed');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== pinned) {
    const made = spawnSync('python3', ['-m', 'venv', environment], { stdio: ['ignore', 'ignore', 'inherit'] });
    if (made.status !== 0) return skipped('SimPy', 'it needs python3 with its module venv');
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
    const installed = spawnSync(python, install, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (installed.status !== 0) return skipped('SimPy', 'pip cannot install it here (the first time needs PyPI)');
    writeFileSync(stamp, pinned);
  }
  const version = spawnSync(python, ['-c', 'import platform; print(platform.python_version())'], { encoding: 'utf8' });
  // -B: no compiled files are written beside the sources.
  const name = `SimPy ${pinned.split('==')[1]}, Python ${version.stdout.trim()}`;
  return { id: 'simpy', name, command: [python, '-B', path.join(PEERS, 'simpy', 'contestant.py')], rounds: 1 };
}
