// A session: what was asked for, what is being computed and what is shown are three things.

import { readAddress } from '../../www/state.js';
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
