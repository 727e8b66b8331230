// The body of a command and the programs it runs, in the project's root. Plain node without dependencies, because it is
// there before `npm ci` has run.

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A failure of the user's set-up or of a command, told in its message alone: no stack trace helps. */
export class Failure extends Error {}

/** Runs the body of a command; a `Failure` ends it with its message and exit code 1. */
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

/** From now on what programs print goes to the errors: for a command whose own output is data. */
export const programsToErrors = () => {
  output = 2;
};

/**
 * Runs a program with its output shown and without standard input.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} [env] added to ours
 * @param {string} [folder] where it runs: the project's root
 */
export function run(program, args, env = {}, folder = ROOT) {
  const { error, status, signal } = spawnSync(program, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error) throw new Failure(`${program}: ${error.message}`);
  if (status !== 0) throw new Failure(`${program} ${args.join(' ')}: ${signal ?? `exit code ${status}`}`);
}

/**
 * The output of a program, or null where it is missing or fails.
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
