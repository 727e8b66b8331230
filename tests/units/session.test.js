// A session: the requested, the computed and the shown state are three different things.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { commands } from '../../www/playback/commands.js';
import { readAddress } from '../../www/line/place.js';
import { held, settled } from './held.js';

test('a comparison that is cancelled leaves the lanes, and the names of those that are shown', async () => {
  const { session, strategies } = await held();
  const compared = session.compareWith(['unprotected', 'xfetch', 'mutex']);
  await settled();
  assert.equal(session.compare, null, 'while it is computed');
  session.cancel();
  await compared;
  assert.deepEqual(strategies(), ['unprotected', 'mutex']);
  assert.equal(session.compare, null);
});

test('a place that is cancelled or fails leaves the names of the lanes that are shown', async () => {
  const { session, worker } = await held('#v=1&duration=3s&compare=lease');
  const opened = session.open(readAddress('#v=1&duration=4s&compare=xfetch'));
  await settled();
  session.cancel();
  assert.equal(await opened, 'aborted');
  assert.deepEqual(session.compare, ['lease']);

  const failed = session.open(readAddress('#v=1&duration=4s&compare=xfetch'));
  await settled();
  for (const id of [...worker.held.keys()]) worker.onmessage({ data: { type: 'dead', why: 'no memory', id } });
  await settled();
  for (const id of [...worker.held.keys()]) worker.onmessage({ data: { type: 'dead', why: 'no memory', id } });
  assert.match(/** @type {any} */ (await failed).message, /no memory/);
  assert.deepEqual(session.compare, ['lease']);
});

test('a change that is asked for while a comparison is computed keeps it', async () => {
  const { session, release, strategies } = await held();
  const compared = session.compareWith(['unprotected', 'xfetch', 'mutex']);
  await settled();
  const changed = session.set('ttl', '1s');
  await release();
  assert.deepEqual([await compared, await changed], ['aborted', 'done']);
  assert.deepEqual(strategies(), ['unprotected', 'xfetch', 'mutex']);
  assert.deepEqual(session.compare, ['unprotected', 'xfetch']);
  assert.equal(session.line, 'duration=3s ttl=1s');
});

test('a refusal takes nothing from what is being computed', async () => {
  const { session, release } = await held();
  const changed = session.set('ttl', '1s');
  await settled();
  session.advance([0.5]);
  const { field, value } = /** @type {any} */ (await session.set('ttl', '4'));
  assert.deepEqual([field, value], ['ttl', '4']);
  assert.equal(session.progress, 0.5, 'it goes on');
  session.set('seed', '8');
  await release();
  await changed;
  assert.deepEqual(session.line.split(' ').toSorted(), ['duration=3s', 'seed=8', 'ttl=1s']);
  assert.equal(session.progress, null);
});

test('what is cancelled before the core has read it is not computed', async () => {
  const { session, worker } = await held();
  const changed = session.set('ttl', '1s');
  session.cancel();
  assert.equal(session.wanted.line, 'duration=3s');
  assert.equal(await changed, 'aborted');
  assert.equal(worker.held.size, 0);
});

test('a change that comes to nothing takes neither the ceiling nor what a poke changed from the run that is shown', async () => {
  const { session, worker, release } = await held();
  session.poke('expire', 1e9);
  await release();
  // The parent branch of the lanes with another TTL has not been computed yet, nor their traffic without a cache.
  const changed = session.set('ttl', '1s');
  await release();
  assert.equal(await changed, 'done');
  assert.deepEqual([session.before, session.uncached, session.bounds.ceiling], [[], null, 'coming']);

  const other = session.set('ttl', '2s');
  await settled();
  session.cancel();
  assert.equal(await other, 'aborted');
  await release();
  assert.deepEqual(
    session.before.map(({ values }) => [values.ttl, values.do]),
    [
      ['1s', ''],
      ['1s', ''],
    ],
  );
  assert.ok(session.uncached?.line.includes('ttl=1s'));
  assert.equal(session.bounds.prices?.db_queries.ceiling, session.uncached?.report.queries.asked);

  session.set('ttl', '3s');
  await release();
  session.set('ttl', '5s');
  await release('ttl=5s');
  const lines = [...worker.held.values()].map(({ line }) => line);
  assert.equal(lines.length, 3, 'two lanes of the parent branch, one run without a cache');
  for (const line of lines) assert.ok(line.includes('ttl=5s'), 'what is shown no more is computed no more');
});

test('a ceiling that is not known says why', async () => {
  const { session, worker, release } = await held();
  session.set('ttl', '1s');
  await release();
  assert.equal(session.bounds.ceiling, 'coming');
  const [[id]] = worker.held;
  worker.onmessage({ data: { type: 'refused', id, error: { field: 'do', value: '', allowed: '', message: 'no' } } });
  await settled();
  assert.equal(session.bounds.ceiling, 'failed');
  assert.deepEqual(session.problems, [], 'nobody asked for it');
  // 30,000 reads/s for 3 s are more than are run without a cache.
  session.set('rate', '30000/s');
  await release();
  assert.ok(session.lanes[0].run.report.reads > 50_000);
  assert.equal(session.bounds.ceiling, 'left_out');
});

test('a lane that stays is not computed again, whichever lane is chosen', async () => {
  const { session, worker, release, strategies } = await held('#v=1&duration=3s&ttl=1s&strategy=xfetch');
  assert.deepEqual(strategies(), ['unprotected', 'xfetch']);
  worker.asked.length = 0;
  // The default strategy is not printed.
  session.set('strategy', 'mutex');
  await release();
  assert.deepEqual(strategies(), ['unprotected', 'mutex']);
  assert.deepEqual(
    worker.asked.map((line) => line.match(/strategy=\w+/)?.[0]),
    ['strategy=mutex'],
  );
  session.set('strategy', 'unprotected');
  await release();
  assert.deepEqual(strategies(), ['unprotected']);
  assert.equal(worker.asked.length, 1, 'known: its run, and its traffic without a cache');
});

test('two quick steps back are two, and two on again; a poke under way is the first to be taken back', async () => {
  const { session, player, release } = await held();
  const { undo, redo } = commands(session, player, { update() {}, redraw() {} });
  for (const at_ns of [1e9, 2e9]) {
    session.poke('expire', at_ns);
    await release();
  }
  assert.equal(session.values.do, '1s:expire,2s:expire');
  undo();
  undo();
  await release();
  assert.equal(session.values.do, '');
  redo();
  redo();
  await release();
  assert.equal(session.values.do, '1s:expire,2s:expire');
  redo();
  undo();
  await release();
  assert.equal(session.values.do, '1s:expire', 'there was nothing to do again');

  const poked = session.poke('flush', 2.5e9);
  await settled();
  redo();
  undo();
  await release();
  assert.equal(await poked, 'aborted');
  assert.equal(session.values.do, '1s:expire');
});

test('the same refusal is told once', async () => {
  const { session } = await held();
  for (const ttl of ['4', '5', '4']) await session.set('ttl', ttl);
  assert.deepEqual(
    session.problems.map(({ value }) => value),
    ['5', '4'],
  );
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
  assert.match(/** @type {any} */ (await changed).message, /second/);
  worker.onmessage({ data: { type: 'progress', id: other, progress: 0.5 } });
  assert.equal(session.progress, null, 'nothing is computed');
  assert.equal(session.engine.pending.size, 0);
  assert.equal(session.lanes, before);
});

/**
 * How it ends, with everything handed out that is held meanwhile: what is fetched in between takes its time.
 * @template T @param {Promise<T>} ending @param {() => Promise<void>} release
 */
async function ended(ending, release) {
  let open = true;
  ending.finally(() => (open = false));
  while (open) {
    await release();
    await new Promise((resolve) => setTimeout(resolve));
  }
  return ending;
}

test('of a link, a lane that is too large is left out, and that is told once', async () => {
  const { session, worker, release, strategies } = await held();
  const { core } = worker;
  const problem = { field: 'duration', value: '10s', allowed: 'shorter', message: 'duration=10s: it must be shorter' };
  const run = (/** @type {string} */ line) => {
    if (/background_refresh|xfetch/.test(line)) throw problem;
    return core.run(line);
  };
  worker.core = /** @type {any} */ ({ ...core, run });
  const opened = session.open(readAddress('#v=1&duration=3s&ttl=1s&compare=background_refresh,xfetch,lease'));
  assert.equal(await ended(opened, release), 'done');
  assert.deepEqual(strategies(), ['lease', 'mutex']);
  assert.equal(session.line, 'duration=3s ttl=1s');
  assert.deepEqual(
    session.problems.map(({ message }) => message),
    ['The lanes Background refresh, XFetch are left out: duration=10s: it must be shorter'],
  );
});

test('a line that asks for too much as a whole is kept whole, and that is told once', async () => {
  for (const line of ['rate=1000000/s ttl=1s db_latency=5ms', 'rate=1000000/s write_rate=1000000/s do=59s:expire']) {
    const { session, release } = await held();
    const opened = session.open(readAddress(`#v=1&${line.replaceAll(' ', '&')}&compare=`));
    const before = session.line;
    const problem = /** @type {import('../../www/engine/run.js').ScenarioError} */ (await ended(opened, release));
    assert.equal(problem.field, 'duration');
    // The last good run stays on screen, and the refused line in the form.
    assert.equal(session.line, before);
    assert.deepEqual([session.refused?.line, session.refused?.whole], [line, true]);
  }
});

test('thousands of lanes that do not exist are one problem, of a few names', async () => {
  const { session, release } = await held();
  const names = Array.from({ length: 8_150 }, (_, i) => `s${i}`);
  const opened = session.open({ line: '', preset: null, compare: [...names, 'lease'], at_ns: null, problems: [] });
  assert.equal(await ended(opened, release), 'done');
  assert.equal(session.problems.length, 1);
  assert.match(session.problems[0].message, /^compare=s0, s1, s2, s3 and 8146 more is unknown/);
});

test('a first run that was cancelled is told, and can be had after all', async () => {
  const { session, worker, release } = await held();
  session.lanes = [];
  const opened = session.open(readAddress('#v=1&duration=3s&ttl=2s'));
  await settled();
  session.cancel();
  assert.equal(await opened, 'aborted');
  assert.match(session.problems[0].message, /cancelled/);
  assert.ok(session.again);
  const again = session.retry();
  await settled();
  assert.ok(worker.held.size > 0);
  await release();
  await again;
  assert.equal(session.lanes.length, 2);
  assert.deepEqual(session.problems, []);
  assert.equal(session.again, null);
});
