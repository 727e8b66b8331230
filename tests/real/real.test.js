// Short runs on a real Redis and a real PostgreSQL: four strategies and every intervention. The program itself checks
// the invariants of their traces. No test depends on times, because the machine may be busy.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { answered, buildReal } from '../../tools/real/runner.mjs';
import { ensurePrograms, startServers } from '../../tools/real/servers.mjs';
import { readRecording } from '../../www/engine/recording.js';
import { freshCore, recordingsCore, theoryCore } from '../shipped/core.js';

const COMMON = 'rate=50/s ttl=1s db_latency=100ms duration=4s seed=3';
/** The lines, each with events that its recording must have: they show that the strategy did its work. */
const LINES = [
  { line: 'strategy=unprotected', events: ['DbQueryFinished', 'CacheSet'] },
  { line: 'strategy=mutex keys=2 write_rate=2/s', events: ['LockAcquired', 'LockReleased', 'CacheDeleted'] },
  { line: 'strategy=xfetch beta=3', events: ['DiceRolled', 'EarlyRecompute'] },
  { line: 'strategy=lease do=2s:flush', events: ['CacheFlushed', 'LockAcquired'] },
  {
    line: 'strategy=mutex lock_ttl=500ms do=1s:expire,1.05s:crash_holder,2.5s:db_slow:2:1s,3s:db_down:300ms',
    events: ['CacheExpired', 'RequestCrashed', 'LockExpired', 'DbSlowed', 'DbStopped'],
  },
  {
    line: 'strategy=unprotected write_rate=3/s do=1s:lose_next_invalidation,2.5s:cache_down:300ms',
    events: ['InvalidationDoomed', 'InvalidationLost', 'CacheStopped', 'CacheUnreachable'],
  },
  {
    line: 'strategy=mutex keys=5 do=1s:flush,1.01s:warm:50/s,1.1s:lose_locks',
    events: ['CacheFlushed', 'WarmingStarted', 'LocksLost'],
  },
  { line: 'strategy=unprotected cache_latency=5ms do=1s:cache_slow:8:2s', events: ['CacheSlowed'] },
];

const core = await recordingsCore();
const comparing = await theoryCore();
const kinds = (await freshCore()).kinds();
const servers = await start();
const skip = servers ? false : 'there is no Redis or no PostgreSQL here, and none can be installed';
const folder = mkdtempSync(path.join(os.tmpdir(), 'cache-aside-recordings-'));
/** @type {string} */
let program = '';

before(() => {
  if (servers) program = buildReal();
});
after(async () => {
  await servers?.stop();
  rmSync(folder, { recursive: true });
});

/** The servers, or null if they cannot be installed. */
async function start() {
  try {
    return await startServers(ensurePrograms());
  } catch (error) {
    console.log(`SKIPPED: the real runs. ${/** @type {Error} */ (error).message}`);
    return null;
  }
}

/** @param {string[]} args */
const real = (...args) =>
  answered(program, ['--url-redis', servers?.redis ?? '', '--url-postgres', servers?.postgres ?? '', ...args]);

for (const [index, { line, events }] of LINES.entries()) {
  test(`${line}: the recording holds, and is read again`, { skip }, async () => {
    const file = path.join(folder, `${index}.rec`);
    const { code, text } = await real('--json', '--record', file, `${COMMON} ${line}`);
    assert.equal(code, 0);
    const answer = JSON.parse(text);
    assert.deepEqual(Object.keys(answer).sort(), ['lateness_ms', 'line', 'real', 'simulated', 'valid']);
    assert.equal(answer.real.scenario, answer.simulated.scenario);
    // There are as many arrivals as in the simulator, except that the last ones may not have been sent.
    const asked = ({ reads = 0, unfinished = 0 }) => reads + unfinished;
    const missing = asked(answer.simulated) - asked(answer.real);
    assert.ok(missing >= 0 && missing <= asked(answer.simulated) / 10, `${missing} requests are missing`);
    const recording = readFileSync(file, 'utf8');
    for (const event of events) assert.ok(recording.includes(`"${event}"`), `no ${event}`);
    const read = await real('--read', file);
    assert.deepEqual(JSON.parse(read.text), answer.real);
    // What the page makes of it, with the core that is shipped.
    const { header, rows } = readRecording(recording, kinds);
    const run = core.recorded_run(header.engine, header.line, rows.at_ns, rows.actor, rows.kind, rows.key, rows.rest);
    assert.equal(run.report.events, header.events);
    const { samples, ...report } = run.report;
    const theory = comparing.theory_of(report.scenario, samples);
    assert.deepEqual({ ...report, theory }, answer.real);
  });
}

test('a recording with a missing line is refused with a sentence', { skip }, async () => {
  const lines = readFileSync(path.join(folder, '0.rec'), 'utf8').split('\n');
  const started = lines.findIndex((line) => line.includes('"ReadStarted"'));
  const file = path.join(folder, 'hostile.rec');
  writeFileSync(file, [...lines.slice(0, started), ...lines.slice(started + 1)].join('\n'));
  assert.equal((await real('--read', file)).code, 2);
});

test('fields that no real server has are refused by their names', { skip }, async () => {
  for (const line of ['capacity=3', 'replica_lag=5ms', 'db_connections=0']) {
    assert.equal((await real(line)).code, 2, line);
  }
});

// A round trip of 5 ms takes 40 ms from 1 s to 3 s: a hit that begins then takes at least that, by whatever clock.
test('a slow cache stretches real round trips', { skip }, () => {
  const text = readFileSync(path.join(folder, `${LINES.length - 1}.rec`), 'utf8');
  const { rows } = readRecording(text, kinds);
  const number = (/** @type {string} */ name) =>
    kinds.findIndex((/** @type {{ name: string }} */ kind) => kind.name === name);
  const [started, ended, missed] = ['ReadStarted', 'ReadEnded', 'CacheMiss'].map(number);
  const reads = new Map();
  rows.kind.forEach((kind, i) => {
    if (kind === started) reads.set(rows.actor[i], { from: rows.at_ns[i] / 1e6, hit: true, took: NaN });
    const read = reads.get(rows.actor[i]);
    if (read && kind === missed) read.hit = false;
    if (read && kind === ended) read.took = rows.at_ns[i] / 1e6 - read.from;
  });
  const slow = [...reads.values()].filter(({ from, hit, took }) => hit && took > 0 && from >= 1_000 && from < 2_960);
  assert.ok(slow.length > 20, `${slow.length} hits`);
  assert.deepEqual(
    slow.filter(({ took }) => took < 40),
    [],
  );
});

test('a Redis that holds keys of somebody else is left alone unless told', { skip }, async () => {
  assert.equal(await redis('SET somebody else'), '+OK');
  assert.notEqual((await real('rate=10/s duration=1s')).code, 0);
  assert.equal(await redis('EXISTS somebody'), ':1');
  assert.equal((await real('--flush-redis', 'rate=10/s duration=1s')).code, 0);
  assert.equal(await redis('EXISTS somebody'), ':0');
});

/** The answer of the private Redis to a command. @param {string} command @returns {Promise<string>} */
function redis(command) {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(servers?.redis ?? '');
    const socket = net.connect({ host: hostname, port: Number(port) }, () => socket.write(`${command}\r\n`));
    socket.on('data', (bytes) => (socket.destroy(), resolve(bytes.toString().trim())));
    socket.on('error', reject);
  });
}

test('the servers listen on loopback only', { skip }, async () => {
  const others = Object.values(os.networkInterfaces()).flatMap((all) => (all ?? []).filter((one) => !one.internal));
  const ports = [servers?.redis, servers?.postgres].map((url) => Number(new URL(url ?? '').port));
  for (const { address } of others) {
    for (const port of ports) assert.equal(await connects(address, port), false, `${address}:${port}`);
  }
  for (const port of ports) assert.equal(await connects('127.0.0.1', port), true);
});

/** @param {string} host @param {number} port @returns {Promise<boolean>} */
function connects(host, port) {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

test('a server that was stopped leaves nothing behind', { skip }, async () => {
  const own = await startServers(ensurePrograms());
  assert.ok(existsSync(own.folder));
  await own.stop();
  assert.ok(!existsSync(own.folder));
  for (const url of [own.redis, own.postgres]) {
    assert.equal(await connects('127.0.0.1', Number(new URL(url).port)), false);
  }
});
