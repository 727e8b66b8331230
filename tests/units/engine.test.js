// The engine and its worker: retries after a crash, cancellation, progress, refusals.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Engine, EngineError, RefusedError } from '../../www/engine/engine.js';
import { settled } from './held.js';

/** A worker that answers as told. */
class FakeWorker {
  /** @param {(request: any, worker: FakeWorker) => void} act */
  constructor(act) {
    this.act = act;
    /** @type {(message: { data: any }) => void} */
    this.onmessage = () => {};
    queueMicrotask(() => this.onmessage({ data: { type: 'ready' } }));
  }
  /** @param {any} request */
  postMessage(request) {
    queueMicrotask(() => this.act(request, this));
  }
  terminate() {}
}

/** @param {(request: any, worker: FakeWorker, generation: number) => void} act */
function engineWith(act) {
  let hired = 0;
  const engine = new Engine(() => {
    const generation = ++hired;
    return /** @type {any} */ (new FakeWorker((request, worker) => act(request, worker, generation)));
  });
  return { engine, hired: () => hired };
}

test('an open question is asked again of a new worker', async () => {
  const { engine, hired } = engineWith((request, worker, generation) => {
    if (generation === 1) worker.onmessage({ data: { type: 'dead', why: 'no memory' } });
    else worker.onmessage({ data: { type: 'done', id: request.id, value: 'a run' } });
  });
  assert.equal(await engine.run('ttl=2s'), 'a run');
  assert.equal(hired(), 2);
});

test('a question that kills every worker fails in words, and the next one is answered', async () => {
  const { engine } = engineWith((request, worker) => {
    if (request.line === 'deadly') worker.onmessage({ data: { type: 'dead', why: 'no memory' } });
    else worker.onmessage({ data: { type: 'done', id: request.id, value: 'a run' } });
  });
  await assert.rejects(engine.run('deadly'), EngineError);
  await assert.rejects(engine.run('deadly'), /no memory/);
  assert.equal(await engine.run('ttl=2s'), 'a run');
});

test('who had nothing to do with it is answered, though two workers died meanwhile', async () => {
  const { engine, hired } = engineWith((request, worker) => {
    if (request.line === 'deadly') worker.onmessage({ data: { type: 'dead', why: 'panicked', id: request.id } });
    else if (hired() === 3) worker.onmessage({ data: { type: 'done', id: request.id, value: 'a run' } });
  });
  const other = engine.run('ttl=2s');
  const failure = await engine.run('deadly').catch((error) => error);
  assert.ok(failure instanceof EngineError);
  assert.ok(failure.message.includes('send this line: deadly'));
  assert.equal(await other, 'a run');
});

test('what a worker says after it was given up is not about its successor', async () => {
  /** @type {FakeWorker[]} */
  const workers = [];
  const { engine, hired } = engineWith((request, worker, generation) => {
    workers[generation] = worker;
    if (generation === 1) worker.onmessage({ data: { type: 'dead', why: 'no memory' } });
  });
  const run = engine.run('ttl=2s');
  await settled();
  assert.equal(workers.length, 3);
  workers[1].onmessage({ data: { type: 'dead', why: 'once more' } });
  workers[2].onmessage({ data: { type: 'done', id: 1, value: 'a run' } });
  assert.equal(await run, 'a run');
  assert.equal(hired(), 2);
});

test('a worker that has grown large is replaced, but not while it is busy', async () => {
  /** @type {FakeWorker[]} */
  const workers = [];
  const { engine, hired } = engineWith((request, worker) => {
    workers.push(worker);
    if (request.line === 'b=1') worker.onmessage({ data: { type: 'full' } });
    worker.onmessage({ data: { type: 'done', id: request.id, value: request.line } });
  });
  assert.equal(await engine.run('a=1'), 'a=1');
  assert.equal(await engine.run('b=1'), 'b=1');
  assert.equal(hired(), 1);
  workers[0].onmessage({ data: { type: 'full' } });
  assert.equal(await engine.run('c=1'), 'c=1');
  assert.equal(hired(), 2);
  assert.notEqual(workers[2], workers[1]);
});

test('a refusal is an answer and carries its parts', async () => {
  const problem = { field: 'ttl', value: '4', allowed: 'a duration', message: 'ttl=4: it must be a duration' };
  const { engine, hired } = engineWith((request, worker) =>
    worker.onmessage({ data: { type: 'refused', id: request.id, error: problem } }),
  );
  const refusal = await engine.parse('ttl=4').catch((error) => error);
  assert.ok(refusal instanceof RefusedError);
  assert.deepEqual(refusal.problem, problem);
  assert.equal(hired(), 1);
});

test('a line that is refused is asked of the larger core: what it reads counts, or what it says in refusing', async () => {
  const refused = (/** @type {object} */ more) => ({ field: 'rate', value: '', allowed: '', message: 'no', ...more });
  /** @param {(line: string) => object | null} reads @returns {Engine} */
  const reading = (reads) =>
    engineWith(({ id, line }, worker) => {
      const value = reads(line);
      worker.onmessage({ data: value ? { type: 'done', id, value } : { type: 'refused', id, error: refused({}) } });
    }).engine;
  let fetched = 0;
  const larger = engineWith(({ id, line }, worker) => {
    const answer = line === 'rate=200' ? { type: 'done', value: { line: 'rate=200/s' } } : null;
    const error = refused({ suggestion: 'rate=200/s' });
    worker.onmessage({ data: { id, ...(answer ?? { type: 'refused', error }) } });
  }).engine;
  const engine = reading((line) => (line === 'rate=60/s' ? { line } : null));
  engine.larger = async () => {
    fetched++;
    return larger;
  };
  assert.deepEqual(await engine.read('rate=60/s'), { line: 'rate=60/s' });
  assert.equal(fetched, 0, 'it is not fetched for what is read anyway');
  assert.deepEqual(await engine.read('rate=200'), { line: 'rate=200/s' });
  const problem = await engine.read('rate=2OO').catch((error) => error.problem);
  assert.deepEqual(problem, refused({ suggestion: 'rate=200/s', line: 'rate=2OO' }));
  // Where it cannot be fetched, the first refusal stands.
  engine.larger = () => Promise.reject(new Error('offline'));
  assert.deepEqual(await engine.read('rate=200').catch((error) => error.problem), refused({ line: 'rate=200' }));
});

test('a run is cancelled, progress is told, others go on', async () => {
  /** @type {any[]} */
  const asked = [];
  const { engine } = engineWith((request) => asked.push(request));
  const abort = new AbortController();
  /** @type {number[]} */
  const told = [];
  const cancelled = engine.run('a=1', { signal: abort.signal, onProgress: (progress) => told.push(progress) });
  const kept = engine.run('b=1');
  await settled();
  assert.equal(asked.length, 2);
  engine.receive({ type: 'progress', id: asked[0].id, progress: 0.5 });
  abort.abort(new Error('changed my mind'));
  await assert.rejects(cancelled, { message: 'changed my mind' });
  await settled();
  assert.deepEqual(asked.at(-1), { type: 'cancel', id: asked[0].id });
  engine.receive({ type: 'done', id: asked[0].id, value: 'too late' });
  engine.receive({ type: 'done', id: asked[1].id, value: 'b' });
  assert.equal(await kept, 'b');
  assert.deepEqual(told, [0.5]);
});

test('a file that did not come is asked for again at once, and then told as lost', async () => {
  let started = 0;
  /** @param {number} failures */
  const flaky = (failures) =>
    new Engine((failed) => {
      const worker = new FakeWorker((request, one) =>
        one.onmessage({ data: { type: 'done', id: request.id, value: 'a run' } }),
      );
      if (started++ < failures) {
        // It is never ready.
        Object.defineProperty(worker, 'onmessage', { get: () => () => {}, set: () => {} });
        worker.act = () => {};
        queueMicrotask(() => failed({ why: 'core.wasm could not be fetched', lost: true }));
      }
      return /** @type {any} */ (worker);
    });
  assert.equal(await flaky(1).run('ttl=2s'), 'a run');
  assert.equal(started, 2);
  started = 0;
  const engine = flaky(3);
  const failure = await engine.run('ttl=2s').catch((error) => error);
  assert.ok(failure instanceof EngineError && failure.lost);
  assert.match(failure.message, /core\.wasm could not be fetched/);
  // The connection is back.
  assert.equal(await engine.run('ttl=2s'), 'a run');
});

test('without locks a worker that is silent is given up, and the question asked of another', async () => {
  /** @type {any[]} */
  const asked = [];
  const { engine, hired } = engineWith((request, worker, generation) => {
    asked.push(request);
    if (generation === 2) worker.onmessage({ data: { type: 'done', id: request.id, value: 'a run' } });
  });
  const run = engine.run('ttl=2s');
  await settled();
  for (let beat = 0; beat < 15; beat++) engine.beat();
  assert.equal(hired(), 1, 'it may be busy');
  engine.receive({ type: 'beat' });
  for (let beat = 0; beat < 15; beat++) engine.beat();
  assert.equal(hired(), 1, 'it has given a sign of life');
  engine.beat();
  assert.equal(await run, 'a run');
  assert.equal(asked.filter(({ type }) => type === 'beat').length, 30);
  for (let beat = 0; beat < 40; beat++) engine.beat();
  assert.equal(hired(), 2, 'nothing is open: nothing is asked');
});
