// Private servers for a real run: Redis and PostgreSQL on free ports of loopback, with their data in a temporary
// folder. They are found or installed, started as a user without privileges, and stopped afterwards in any case: the
// system ends them when this process dies (`setpriv --pdeathsig`), and the next run removes the folder that is left
// then.

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { capture, Failure, run } from '../setup/commands.mjs';
import { freePort } from '../site/server.mjs';

/** @typedef {{ redis: string, initdb: string, postgres: string }} Programs */
/** @typedef {{ redis: string, postgres: string, folder: string, stop: () => Promise<void> }} Servers */
/** @typedef {import('node:child_process').ChildProcess} Child */

const FOLDER = 'cache-aside-real-';
/** The time limit for a server to end by itself. */
const ENDS_WITHIN_MS = 5_000;
const PACKAGES = { redis: 'redis-server', initdb: 'postgresql', postgres: 'postgresql' };

/** The paths of the programs that are installed. @returns {Partial<Programs>} */
export function findPrograms() {
  const versions = '/usr/lib/postgresql';
  const newest = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = newest.map((version) => path.join(versions, version, 'bin'));
  const paths = (process.env.PATH ?? '').split(path.delimiter);
  const find = (/** @type {string} */ name) =>
    [...folders, ...paths, '/usr/bin', '/usr/sbin'].map((folder) => path.join(folder, name)).find(existsSync);
  return { redis: find('redis-server'), initdb: find('initdb'), postgres: find('postgres') };
}

/** The paths of the programs. Missing ones are installed if possible. @returns {Programs} */
export function ensurePrograms() {
  let found = findPrograms();
  const missing = () => [
    ...new Set(
      Object.entries(PACKAGES).flatMap(([name, debian]) =>
        found[/** @type {keyof Programs} */ (name)] ? [] : [debian],
      ),
    ),
  ];
  if (missing().length > 0 && canInstall()) {
    install(missing());
    found = findPrograms();
  }
  if (missing().length > 0)
    throw new Failure(`Missing: ${missing().join(', ')}. Install with: apt-get install ${missing().join(' ')}`);
  return /** @type {Programs} */ (found);
}

const isRoot = () => process.getuid?.() === 0;
const canInstall = () => isRoot() && capture('apt-get', ['--version']) !== null;

/** Installs Debian packages without having them start their services. @param {string[]} packages */
function install(packages) {
  const policy = '/usr/sbin/policy-rc.d';
  const own = !existsSync(policy);
  if (own) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-q'], quiet);
    run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], quiet);
  } finally {
    if (own) rmSync(policy);
  }
}

/** Starts both servers. @param {Programs} programs @returns {Promise<Servers>} */
export async function startServers(programs) {
  sweep();
  const user = isRoot() ? unprivileged() : null;
  const folder = mkdtempSync(path.join(os.tmpdir(), `${FOLDER}${process.pid}-`));
  chmodSync(folder, 0o711);
  /** @type {[Child, NodeJS.Signals][]} */
  const started = [];
  const stop = async () => {
    await Promise.all(started.map(([child, signal]) => ended(child, signal)));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    // Both are requested at the same time, so that they differ.
    const [redis = 0, postgres = 0] = await Promise.all([freePort(), freePort()]);
    const ports = { redis, postgres };
    const data = { redis: path.join(folder, 'redis'), postgres: path.join(folder, 'postgres') };
    for (const place of Object.values(data)) {
      mkdirSync(place, { mode: 0o700 });
      if (user) chownSync(place, user.uid, user.gid);
    }
    initialise(programs, data.postgres, user);
    const servers = [
      server(programs.redis, redisArguments(ports.redis, data.redis), 'SIGTERM', 'Ready to accept connections', user),
      server(
        programs.postgres,
        postgresArguments(ports.postgres, data.postgres),
        'SIGINT',
        'is ready to accept connections',
        user,
      ),
    ];
    started.push(...servers.map(({ child, signal }) => /** @type {[Child, NodeJS.Signals]} */ ([child, signal])));
    await Promise.all(servers.map(({ ready }) => ready));
    return {
      redis: `redis://127.0.0.1:${ports.redis}/`,
      postgres: `postgresql://postgres@127.0.0.1:${ports.postgres}/postgres`,
      folder,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @param {number} port @param {string} folder */
const redisArguments = (port, folder) => [
  '--port',
  `${port}`,
  '--bind',
  '127.0.0.1',
  '--dir',
  folder,
  '--save',
  '',
  '--appendonly',
  'no',
  '--daemonize',
  'no',
];

/**
 * Data is not flushed to the disk, because nothing has to outlive a run.
 * @param {number} port @param {string} folder
 */
const postgresArguments = (port, folder) => {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 220,
    shared_buffers: '32MB',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    autovacuum: 'off',
    jit: 'off',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', folder, '-p', `${port}`, ...options];
};

/** @typedef {{ uid: number, gid: number }} User */

/** A user without privileges. @returns {User} */
function unprivileged() {
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((which) => capture('id', [which, name]));
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Failure('PostgreSQL does not run as root, and there is no user postgres or nobody.');
}

/** @param {Programs} programs @param {string} folder @param {User | null} user */
function initialise({ initdb }, folder, user) {
  const options = ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const { status, stderr } = spawnSync(initdb, options, { encoding: 'utf8', cwd: folder, ...user });
  if (status !== 0) throw new Failure(`initdb: ${stderr.trim()}`);
}

/**
 * Starts a server in a separate process group, so that Ctrl+C reaches only this process.
 * @param {string} program @param {string[]} args
 * @param {NodeJS.Signals} signal the signal that ends it
 * @param {string} word the text that it prints when it is ready
 * @param {User | null} user
 */
function server(program, args, signal, word, user) {
  const pdeathsig = capture('setpriv', ['--version']) === null ? [] : ['setpriv', '--pdeathsig', signal.slice(3)];
  const as = pdeathsig.length && user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : [];
  const [first, ...rest] = [...pdeathsig, ...as, program, ...args];
  const child = spawn(first ?? program, rest, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
    ...(pdeathsig.length ? {} : user),
  });
  /** @type {Promise<void>} */
  const ready = new Promise((resolve, reject) => {
    let said = '';
    const hear = (/** @type {Buffer} */ bytes) => {
      said = (said + bytes.toString()).slice(-4_000);
      if (said.includes(word)) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => reject(new Failure(`${program}: ${error.message}`)));
    child.on('exit', () => reject(new Failure(`${program} ended before it was ready:\n${said.trim()}`)));
  });
  return { child, signal, ready };
}

/** Asks a server to end, and kills it if it does not. @param {Child} child @param {NodeJS.Signals} signal */
function ended(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const late = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN_MS);
    child.on('exit', () => {
      clearTimeout(late);
      resolve(undefined);
    });
    child.kill(signal);
  });
}

/** Removes the folders of runs that were killed. */
function sweep() {
  for (const name of readdirSync(os.tmpdir()).filter((one) => one.startsWith(FOLDER))) {
    const pid = Number(name.slice(FOLDER.length).split('-')[0]);
    if (!alive(pid)) rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
