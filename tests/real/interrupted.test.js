// A real run that is interrupted, while its servers start or while it runs, ends with them and leaves nothing behind.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { ROOT } from '../../tools/setup/commands.mjs';
import { findPrograms } from '../../tools/real/servers.mjs';

const { redis, initdb, postgres } = findPrograms();
const skip = redis && initdb && postgres ? false : 'there is no Redis or no PostgreSQL here';
const temporary = mkdtempSync(path.join(os.tmpdir(), 'cache-aside-interrupted-'));
// Root's servers run as another user, who has to get to their folders.
chmodSync(temporary, 0o711);
after(() => rmSync(temporary, { recursive: true, force: true }));

const folders = () => readdirSync(temporary).filter((name) => name.startsWith('cache-aside-real-'));

/** The command lines of all processes that name a path in the temporary folder. */
const processes = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(temporary));

/** Starts a real run of ten minutes with its files in the temporary folder. @param {string[]} options */
const start = (...options) =>
  spawn(process.execPath, ['tools/real.mjs', ...options, 'duration=10m rate=10/s'], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: temporary },
    stdio: 'ignore',
  });

/** @type {[string, NodeJS.Signals, () => boolean][]} */
const CASES = [
  ['while its servers start', 'SIGINT', () => folders().length > 0],
  // Its clients have the temporary folder in their arguments: the recording is to be put there.
  ['while it runs', 'SIGINT', () => processes().some((line) => line.includes('cache-aside-real --url-redis'))],
  ['by SIGTERM', 'SIGTERM', () => processes().some((line) => line.includes('cache-aside-real --url-redis'))],
];

for (const [when, signal, reached] of CASES) {
  test(`a real run that is interrupted ${when} leaves nothing behind`, { skip }, async () => {
    const child = start('--record', path.join(temporary, 'never.rec'));
    const closed = new Promise((resolve) => child.on('close', (code) => resolve(code)));
    while (!reached()) {
      assert.equal(child.exitCode, null, 'it ended by itself');
      await pause(20);
    }
    child.kill(signal);
    assert.notEqual(await closed, 0);
    assert.deepEqual(folders(), []);
    assert.deepEqual(processes(), []);
    assert.ok(!readdirSync(temporary).includes('never.rec'));
  });
}

test('a real run that is killed takes its servers along, and the next run removes their folder', { skip }, async () => {
  const first = start();
  while (!processes().some((line) => line.includes('postgres'))) {
    assert.equal(first.exitCode, null, 'it ended by itself');
    await pause(20);
  }
  const [left] = folders();
  first.kill('SIGKILL');
  while (processes().length > 0) await pause(20);
  assert.deepEqual(folders(), [left]);
  const second = start();
  while (folders().length === 0 || folders().includes(left ?? '')) {
    assert.equal(second.exitCode, null, 'it ended by itself');
    await pause(20);
  }
  const closed = new Promise((resolve) => second.on('close', resolve));
  second.kill('SIGINT');
  await closed;
  assert.deepEqual(folders(), []);
});
