// Builds the crate in real/, and runs it with private servers.

import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { capture, Failure, programsToErrors, ROOT, run } from '../setup/commands.mjs';
import { ensureRust } from '../setup/prerequisites.mjs';
import { stayAwake } from './awake.mjs';
import { record } from './recordings.mjs';
import { ensurePrograms, startServers } from './servers.mjs';

const DOCS = path.join(ROOT, 'docs', 'REAL.md');
const MANIFEST = path.join('real', 'Cargo.toml');
/** Options that need no server. */
const ALONE = ['--help', '--read'];
const PRIORITY = -10;
const REAL_TIME = 10;
const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** A separate target folder, because the core is built there with other versions of shared dependencies. */
const TARGET = path.join(process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target'), 'real');

/** The arguments of cargo for a command on the crate. @param {string} command */
export const inReal = (command) => [
  command,
  ...['--release', '--locked', '--manifest-path', MANIFEST, '--target-dir', TARGET],
];

/** Builds the crate. Returns the path of the program. */
export function buildReal() {
  ensureRust([]);
  run('cargo', [...inReal('build'), '--quiet']);
  return path.join(TARGET, 'release', 'cache-aside-real');
}

/** Runs the program with these arguments. Returns its exit code. @param {string[]} args */
export async function runReal(args) {
  // Only the output of the program itself goes to standard output.
  programsToErrors();
  const program = buildReal();
  if (args.some((arg) => ALONE.includes(arg))) return await ended(program, args);
  hurry();
  const letThemSleep = stayAwake();
  try {
    return await onServers(program, args);
  } finally {
    letThemSleep();
  }
}

/**
 * Runs the program on the servers of the arguments, or else on private ones.
 * @param {string} program @param {string[]} args
 */
async function onServers(program, args) {
  const given = (/** @type {string} */ name) => args.includes(name);
  if (given('--url-redis') && given('--url-postgres') && !given('--recordings')) return await ended(program, args);
  return await withServers(async (servers) => {
    const own = [
      ...(given('--url-redis') ? [] : ['--url-redis', servers.redis]),
      ...(given('--url-postgres') ? [] : ['--url-postgres', servers.postgres]),
    ];
    const rest = [...own, ...args].filter((one) => one !== '--recordings');
    if (given('--recordings')) return record((more) => answered(program, [...rest, ...more]));
    return given('--table') ? await table(program, [...own, ...args]) : await ended(program, [...own, ...args]);
  });
}

/**
 * Raises the priority of this process and its children, so that requests are sent in time: to a real-time priority if
 * possible (they mostly sleep), otherwise to a lower nice value. Root may do both.
 */
function hurry() {
  if (capture('chrt', ['-f', '-p', `${REAL_TIME}`, `${process.pid}`]) !== null) return;
  try {
    os.setPriority(PRIORITY);
  } catch {
    // The report shows in any case how late requests were.
  }
}

/** Makes the table, and writes it to docs/REAL.md. @param {string} program @param {string[]} args */
async function table(program, args) {
  const { code, text } = await answered(program, args);
  if (code !== 0) return code;
  console.log(text);
  const before = readFileSync(DOCS, 'utf8');
  const after = before.replace(/(<!-- table -->\n)[^]*(<!-- \/table -->)/, (_, begin, end) => `${begin}${text}${end}`);
  writeFileSync(DOCS, after);
  return 0;
}

/**
 * Calls `body` with private servers, and stops them afterwards.
 * @template T
 * @param {(servers: import('./servers.mjs').Servers) => Promise<T>} body
 */
export async function withServers(body) {
  // A signal ends the program under way (see `exit`); then everything else is stopped in order.
  let interrupted = false;
  const ignore = () => void (interrupted = true);
  for (const signal of SIGNALS) process.on(signal, ignore);
  const servers = await startServers(ensurePrograms());
  try {
    if (interrupted) throw new Failure('Interrupted.');
    return await body(servers);
  } finally {
    await servers.stop();
    for (const signal of SIGNALS) process.off(signal, ignore);
  }
}

/** Runs a program with its output shown. Returns its exit code. @param {string} program @param {string[]} args */
const ended = (program, args) => exit(spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] }));

/** Runs a program. Returns its exit code and its output. @param {string} program @param {string[]} args */
export async function answered(program, args) {
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (bytes) => (text += bytes));
  const code = await exit(child);
  return { code, text };
}

/**
 * The exit code of a child process. Signals to this process are passed on to it.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function exit(child) {
  return new Promise((resolve, reject) => {
    const end = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
    for (const signal of SIGNALS) process.on(signal, end);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const one of SIGNALS) process.off(one, end);
      resolve(code ?? 128 + (os.constants.signals[signal ?? 'SIGTERM'] ?? 0));
    });
  });
}
