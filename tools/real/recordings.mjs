// Makes the recordings that are shipped with the page: 12 s of the default line with each strategy, compressed with
// gzip.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { Failure, ROOT } from '../setup/commands.mjs';

export const FOLDER = path.join(ROOT, 'www', 'recorded', 'shipped');
const STRATEGIES = ['unprotected', 'mutex', 'xfetch', 'background_refresh', 'single_flight', 'lease'];
/** The maximum number of attempts. A run whose requests were late is repeated. */
const TRIES = 3;

/**
 * Makes all recordings, and writes them to their folder.
 * @param {(args: string[]) => Promise<{ code: number, text: string }>} answered runs the program with servers
 */
export async function record(answered) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'cache-aside-recordings-'));
  try {
    for (const strategy of STRATEGIES) {
      const file = path.join(folder, `${strategy}.rec`);
      writeFileSync(path.join(FOLDER, `${strategy}.rec`), gzipSync(await recorded(strategy, file), { level: 9 }));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return 0;

  /** @param {string} strategy @param {string} file */
  async function recorded(strategy, file) {
    for (let tries = 1; tries <= TRIES; tries++) {
      const { code, text } = await answered(['--json', '--record', file, `strategy=${strategy} duration=12s`]);
      if (code !== 0) throw new Failure(`${strategy}: there is no recording.`);
      const { valid, lateness_ms } = JSON.parse(text);
      console.error(`${strategy}: one request in a hundred was late by ${lateness_ms.p99} ms`);
      if (valid) return readFileSync(file);
    }
    throw new Failure(`${strategy}: the machine is too busy; ${TRIES} runs were too late.`);
  }
}
