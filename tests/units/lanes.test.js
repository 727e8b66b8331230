// Lanes that differ in any one field: their names, titles and lines, and what is said of those that there cannot be.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readAddress, writeAddress } from '../../www/line/place.js';
import { held } from './held.js';

const told = (/** @type {import('../../www/session/session.js').Session} */ { problems }) =>
  problems.map(({ message }) => message);

test('lanes differ in a field, by a link that says so in one form', async () => {
  const hash = '#v=1&duration=3s&compare=unprotected,ttl=2000ms,strategy=lease,write_policy=update,ttl=2s,warm=false';
  const { session, strategies } = await held(hash);
  assert.deepEqual(told(session), []);
  assert.deepEqual(strategies(), ['unprotected', 'ttl=2s', 'lease', 'write_policy=update', 'warm=false', 'mutex']);
  assert.deepEqual(
    session.lanes.map(({ title }) => title),
    ['Unprotected', 'TTL 2 s', 'Lease', 'Write policy: Update', 'Warm: off', 'Mutex'],
  );
  assert.equal(session.lanes[5].differs, 'TTL 4 s, Write policy: Invalidate, Warm: on');
  assert.equal(session.lanes[1].run.line, 'duration=3s ttl=2s');
  const address = writeAddress({ line: session.line, compare: session.compare, at_ns: 0 });
  assert.equal(address, '#v=1&duration=3s&compare=unprotected,ttl=2s,lease,write_policy=update,warm=false');
  assert.deepEqual(readAddress(address).compare, session.compare);
});

test('where all lanes differ in one field, the chosen one is called by its own value', async () => {
  const { session } = await held('#v=1&duration=3s&compare=ttl=1s,ttl=2s');
  assert.deepEqual(
    session.lanes.map(({ title }) => title),
    ['TTL 1 s', 'TTL 2 s', 'TTL 4 s'],
  );
});

test('a lane like the chosen one is not shown, and comes back when that changes', async () => {
  const { session, strategies, release } = await held('#v=1&duration=3s&compare=ttl=2s');
  const change = session.set('ttl', '2s');
  await release();
  await change;
  assert.deepEqual(strategies(), ['mutex']);
  const back = session.set('ttl', '1s');
  await release();
  await back;
  assert.deepEqual(strategies(), ['ttl=2s', 'mutex']);
});

test('what lanes share is refused, and so are fields and values that there are not', async () => {
  const { session, strategies, release } = await held(
    '#v=1&duration=3s&compare=rate=80/s,colour=red,hope,ttl=soon,lease',
  );
  // The words are loaded first.
  while (!session.lanes.length) await release();
  assert.deepEqual(strategies(), ['lease', 'mutex']);
  const all = told(session).join('\n');
  assert.match(all, /compare=rate=80\/s is refused: lanes share their traffic/);
  assert.match(all, /compare=colour=red, hope is unknown: it must be one of unprotected, .*, or a field and its value/);
  assert.match(all, /The lane TTL soon is left out: invalid ttl=soon/);
});

test('a line that is refused in part stays where it was given, until something is changed', async () => {
  const { session, release } = await held('#v=1&duration=3s&ttl=4&strategy=lease');
  assert.equal(session.line, 'duration=3s strategy=lease');
  assert.deepEqual(
    session.refused?.problems.map(({ field }) => field),
    ['ttl'],
  );
  assert.equal(session.refused?.line, 'duration=3s ttl=4 strategy=lease');
  const change = session.set('ttl', '5s');
  await release();
  await change;
  assert.equal(session.refused, null);
});
