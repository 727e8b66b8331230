// The main function of commands, and functions that run programs in the project's root. Plain node without
// dependencies, because commands run before `npm ci`.

import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A failure of the set-up or of a command, reported by its message only, because a stack trace would not help. */
export class Failure extends Error {}

/** Runs the body of a command. A `Failure` ends it with its message and exit code 1. */
export async function main(/** @type {() => void | Promise<void>} */ body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

/** @type {'inherit' | 2} */
let output = 'inherit';

/** Sends the output of programs to standard error from now on, for commands whose own output is data. */
export const programsToErrors = () => {
  output = 2;
};

/**
 * Runs a program with its output shown and without standard input.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} [env] variables that are added to ours
 * @param {string} [folder] where it runs; by default the project's root
 */
export function run(program, args, env = {}, folder = ROOT) {
  const { error, status, signal } = spawnSync(program, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error) throw new Failure(`${program}: ${error.message}`);
  if (status !== 0) throw ended(program, args, status, signal);
}

/**
 * The failure of a program that ended with an exit code other than 0, or by a signal.
 * @param {string} program @param {string[]} args @param {number | null} code @param {NodeJS.Signals | null} signal
 */
const ended = (program, args, code, signal) =>
  new Failure(`${program} ${args.join(' ')}: ${signal ?? `exit code ${code}`}`);

/** What programs print in a part of the work that runs beside another. @type {AsyncLocalStorage<Buffer[]>} */
const keeping = new AsyncLocalStorage();

/** Runs a part of the work, and returns what its programs printed. @param {() => Promise<void>} body */
export async function kept(body) {
  /** @type {Buffer[]} */
  const printed = [];
  await keeping.run(printed, body);
  return Buffer.concat(printed).toString();
}

/**
 * As `run`, but other programs may run meanwhile.
 * @type {(...what: Parameters<typeof run>) => Promise<void>}
 */
export const start = (program, args, env = {}, folder = ROOT) =>
  new Promise((resolve, reject) => {
    const printed = keeping.getStore();
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: printed ? ['ignore', 'pipe', 'pipe'] : ['ignore', output, 'inherit'],
      shell: process.platform === 'win32',
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => printed?.push(data));
    child.on('error', (error) => reject(new Failure(`${program}: ${error.message}`)));
    child.on('close', (code, signal) => (code === 0 ? resolve() : reject(ended(program, args, code, signal))));
  });

/** Waits for all, also when one fails, and then fails as the first of them did. @param {Promise<void>[]} all */
export async function allOf(all) {
  const outcomes = await Promise.allSettled(all);
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed) throw /** @type {PromiseRejectedResult} */ (failed).reason;
}

/**
 * The output of a program; null if it is missing or fails.
 * @param {string} program
 * @param {string[]} args
 */
export function capture(program, args) {
  const { status, stdout } = spawnSync(program, args, {
    cwd: ROOT,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return status === 0 ? stdout.trim() : null;
}
