// A session: what was asked for, what is being computed and what is shown are three things.

import { commands } from '../../www/playback/commands.js';
import { readAddress } from '../../www/line/place.js';
import { expect, test } from '@playwright/test';
import { held, settled } from './held.js';

test('a comparison that is cancelled leaves the lanes, and the names of those that are shown', async () => {
  const { session, strategies } = await held();
  const compared = session.compareWith(['unprotected', 'xfetch', 'mutex']);
  await settled();
  expect(session.compare, 'while it is computed').toBeNull();
  session.cancel();
  await compared;
  expect(strategies()).toEqual(['unprotected', 'mutex']);
  expect(session.compare).toBeNull();
});

test('a place that is cancelled or fails leaves the names of the lanes that are shown', async () => {
  const { session, worker } = await held('#v=1&duration=3s&compare=lease');
  const opened = session.open(readAddress('#v=1&duration=4s&compare=xfetch'));
  await settled();
  session.cancel();
  expect(await opened).toBe('aborted');
  expect(session.compare).toEqual(['lease']);

  const failed = session.open(readAddress('#v=1&duration=4s&compare=xfetch'));
  await settled();
  for (const id of [...worker.held.keys()]) worker.onmessage({ data: { type: 'dead', why: 'no memory', id } });
  await settled();
  for (const id of [...worker.held.keys()]) worker.onmessage({ data: { type: 'dead', why: 'no memory', id } });
  expect(await failed).toMatchObject({ message: expect.stringContaining('no memory') });
  expect(session.compare).toEqual(['lease']);
});

test('a change that is asked for while a comparison is computed keeps it', async () => {
  const { session, release, strategies } = await held();
  const compared = session.compareWith(['unprotected', 'xfetch', 'mutex']);
  await settled();
  const changed = session.set('ttl', '1s');
  await release();
  expect([await compared, await changed]).toEqual(['aborted', 'done']);
  expect(strategies()).toEqual(['unprotected', 'xfetch', 'mutex']);
  expect(session.compare).toEqual(['unprotected', 'xfetch']);
  expect(session.line).toBe('duration=3s ttl=1s');
});

test('a refusal takes nothing from what is being computed', async () => {
  const { session, release } = await held();
  const changed = session.set('ttl', '1s');
  await settled();
  session.advance([0], 0, 0.5);
  expect(await session.set('ttl', '4')).toMatchObject({ field: 'ttl', value: '4' });
  expect(session.progress, 'it goes on').toBe(0.5);
  session.set('seed', '8');
  await release();
  await changed;
  expect(session.line.split(' ').toSorted()).toEqual(['duration=3s', 'seed=8', 'ttl=1s']);
  expect(session.progress).toBeNull();
});

test('what is cancelled before the core has read it is not computed', async () => {
  const { session, worker } = await held();
  const changed = session.set('ttl', '1s');
  session.cancel();
  expect(session.wanted.line).toBe('duration=3s');
  expect(await changed).toBe('aborted');
  expect(worker.held.size).toBe(0);
});

test('a change that comes to nothing takes neither the ceiling nor what a poke changed from the run that is shown', async () => {
  const { session, worker, release } = await held();
  session.poke('expire', 1e9);
  await release();
  // The parent branch of the lanes with another TTL has not been computed yet, nor their traffic without a cache.
  const changed = session.set('ttl', '1s');
  await release();
  expect(await changed).toBe('done');
  expect([session.before, session.uncached, session.bounds.ceiling]).toEqual([[], null, 'coming']);

  const other = session.set('ttl', '2s');
  await settled();
  session.cancel();
  expect(await other).toBe('aborted');
  await release();
  expect(session.before.map(({ values }) => [values.ttl, values.do])).toEqual([
    ['1s', ''],
    ['1s', ''],
  ]);
  expect(session.uncached?.line).toContain('ttl=1s');
  expect(session.bounds.prices?.db_queries.ceiling).toBe(session.uncached?.report.db_queries);

  session.set('ttl', '3s');
  await release();
  session.set('ttl', '5s');
  await release('ttl=5s');
  const lines = [...worker.held.values()].map(({ line }) => line);
  expect(lines.length, 'two lanes of the parent branch, one run without a cache').toBe(3);
  for (const line of lines) expect(line, 'what is shown no more is computed no more').toContain('ttl=5s');
});

test('a ceiling that is not known says why', async () => {
  const { session, worker, release } = await held();
  session.set('ttl', '1s');
  await release();
  expect(session.bounds.ceiling).toBe('coming');
  const [[id]] = worker.held;
  worker.onmessage({ data: { type: 'refused', id, error: { field: 'do', value: '', allowed: '', message: 'no' } } });
  await settled();
  expect(session.bounds.ceiling).toBe('failed');
  expect(session.problems, 'nobody asked for it').toEqual([]);
  // 30,000 reads/s for 3 s are more than are run without a cache.
  session.set('rate', '30000/s');
  await release();
  expect(session.lanes[0].run.report.reads).toBeGreaterThan(50_000);
  expect(session.bounds.ceiling).toBe('left_out');
});

test('a lane that stays is not computed again, whichever lane is chosen', async () => {
  const { session, worker, release, strategies } = await held('#v=1&duration=3s&ttl=1s&strategy=xfetch');
  expect(strategies()).toEqual(['unprotected', 'xfetch']);
  worker.asked.length = 0;
  // The default strategy is not printed.
  session.set('strategy', 'mutex');
  await release();
  expect(strategies()).toEqual(['unprotected', 'mutex']);
  expect(worker.asked.map((line) => line.match(/strategy=\w+/)?.[0])).toEqual(['strategy=mutex']);
  session.set('strategy', 'unprotected');
  await release();
  expect(strategies()).toEqual(['unprotected']);
  expect(worker.asked, 'known: its run, and its traffic without a cache').toHaveLength(1);
});

test('two quick steps back are two, and two on again; a poke under way is the first to be taken back', async () => {
  const { session, player, release } = await held();
  const { undo, redo } = commands(session, player, { update() {}, redraw() {} });
  for (const at_ns of [1e9, 2e9]) {
    session.poke('expire', at_ns);
    await release();
  }
  expect(session.values.do).toBe('1s:expire,2s:expire');
  undo();
  undo();
  await release();
  expect(session.values.do).toBe('');
  redo();
  redo();
  await release();
  expect(session.values.do).toBe('1s:expire,2s:expire');
  redo();
  undo();
  await release();
  expect(session.values.do, 'there was nothing to do again').toBe('1s:expire');

  const poked = session.poke('flush', 2.5e9);
  await settled();
  redo();
  undo();
  await release();
  expect(await poked).toBe('aborted');
  expect(session.values.do).toBe('1s:expire');
});

test('the same refusal is told once', async () => {
  const { session } = await held();
  for (const ttl of ['4', '5', '4']) await session.set('ttl', ttl);
  expect(session.problems.map(({ value }) => value)).toEqual(['5', '4']);
});

test('a lane that fails ends the others of its run', async () => {
  const { session, worker } = await held();
  const before = session.lanes;
  const changed = session.set('ttl', '1s');
  await settled();
  const [id, other] = worker.held.keys();
  for (const why of ['first', 'second']) {
    worker.onmessage({ data: { type: 'ready' } });
    worker.onmessage({ data: { type: 'dead', why, id } });
    await settled();
  }
  expect(await changed).toMatchObject({ message: expect.stringContaining('second') });
  worker.onmessage({ data: { type: 'progress', id: other, progress: 0.5 } });
  expect(session.progress, 'nothing is computed').toBeNull();
  expect(session.engine.pending.size).toBe(0);
  expect(session.lanes).toBe(before);
});
