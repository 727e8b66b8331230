// The worker dies: what was asked is asked again, once; what keeps killing it fails in words; the last run stays.

import { Engine, EngineError, RefusedError } from '../../www/engine/engine.js';
import { expect, Playground, test } from './playground.js';

test('a dead worker is replaced and the last run stays', async ({ page, quiet }) => {
  const playground = await new Playground(page).open();
  const before = await playground.fingerprint();
  const [worker] = page.workers();
  const gone = worker.waitForEvent('close');
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('killed by the test');
    });
  });
  await gone;
  expect(await playground.fingerprint()).toBe(before);
  await playground.expire.click();
  await expect(playground.element.locator('.fingerprint')).not.toHaveAttribute('title', String(before));
  expect(page.workers()).toHaveLength(1);
  // The error itself may or may not reach the console; it is the test's own.
  quiet.length = 0;
});

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
  expect(await engine.run('ttl=2s')).toBe('a run');
  expect(hired()).toBe(2);
});

test('a question that kills every worker fails in words, and the next one is answered', async () => {
  const { engine } = engineWith((request, worker) => {
    if (request.line === 'deadly') worker.onmessage({ data: { type: 'dead', why: 'no memory' } });
    else worker.onmessage({ data: { type: 'done', id: request.id, value: 'a run' } });
  });
  await expect(engine.run('deadly')).rejects.toThrow(EngineError);
  await expect(engine.run('deadly')).rejects.toThrow(/no memory/);
  expect(await engine.run('ttl=2s')).toBe('a run');
});

test('who had nothing to do with it is answered, though two workers died meanwhile', async () => {
  const { engine, hired } = engineWith((request, worker) => {
    if (request.line === 'deadly') worker.onmessage({ data: { type: 'dead', why: 'panicked', id: request.id } });
    else if (hired() === 3) worker.onmessage({ data: { type: 'done', id: request.id, value: 'a run' } });
  });
  const other = engine.run('ttl=2s');
  const failure = await engine.run('deadly').catch((error) => error);
  expect(failure).toBeInstanceOf(EngineError);
  expect(failure.message).toContain('send this line: deadly');
  expect(await other).toBe('a run');
});

test('what a worker says after it was given up is not about its successor', async () => {
  /** @type {FakeWorker[]} */
  const workers = [];
  const { engine, hired } = engineWith((request, worker, generation) => {
    workers[generation] = worker;
    if (generation === 1) worker.onmessage({ data: { type: 'dead', why: 'no memory' } });
  });
  const run = engine.run('ttl=2s');
  await expect.poll(() => workers.length).toBe(3);
  workers[1].onmessage({ data: { type: 'dead', why: 'once more' } });
  workers[2].onmessage({ data: { type: 'done', id: 1, value: 'a run' } });
  expect(await run).toBe('a run');
  expect(hired()).toBe(2);
});

test('a worker that has grown large is replaced, but not while it is busy', async () => {
  /** @type {FakeWorker[]} */
  const workers = [];
  const { engine, hired } = engineWith((request, worker) => {
    workers.push(worker);
    if (request.line === 'b=1') worker.onmessage({ data: { type: 'full' } });
    worker.onmessage({ data: { type: 'done', id: request.id, value: request.line } });
  });
  expect(await engine.run('a=1')).toBe('a=1');
  expect(await engine.run('b=1')).toBe('b=1');
  expect(hired()).toBe(1);
  workers[0].onmessage({ data: { type: 'full' } });
  expect(await engine.run('c=1')).toBe('c=1');
  expect(hired()).toBe(2);
  expect(workers[2]).not.toBe(workers[1]);
});

/** 400,000 reads/s for 2 s are 2.4 million events, and some 110 bytes of each of 800,000 reads while they are gathered: 88 MB, where a worker may keep 67. */
test('a large run leaves no large worker behind', async ({ page }) => {
  await new Playground(page).open();
  const [worker] = page.workers();
  const gone = worker.waitForEvent('close');
  const hired = page.waitForEvent('worker');
  const events = await page.evaluate(async () => {
    const line = 'strategy=unprotected rate=400000/s duration=2s warm=true ttl=1h';
    return (await /** @type {any} */ (document.querySelector('cache-aside-playground')).session.engine.run(line)).report
      .events;
  });
  expect(events).toBeGreaterThan(2_390_000);
  await Promise.all([gone, hired]);
  expect(page.workers()).toHaveLength(1);
});

test('a refusal is an answer and carries its parts', async () => {
  const problem = { field: 'ttl', value: '4', allowed: 'a duration', message: 'ttl=4: it must be a duration' };
  const { engine, hired } = engineWith((request, worker) =>
    worker.onmessage({ data: { type: 'refused', id: request.id, error: problem } }),
  );
  const refusal = await engine.parse('ttl=4').catch((error) => error);
  expect(refusal).toBeInstanceOf(RefusedError);
  expect(refusal.problem).toEqual(problem);
  expect(hired()).toBe(1);
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
  await expect.poll(() => asked.length).toBe(2);
  engine.receive({ type: 'progress', id: asked[0].id, progress: 0.5 });
  abort.abort(new Error('changed my mind'));
  await expect(cancelled).rejects.toThrow('changed my mind');
  await expect.poll(() => asked.at(-1)).toEqual({ type: 'cancel', id: asked[0].id });
  engine.receive({ type: 'done', id: asked[0].id, value: 'too late' });
  engine.receive({ type: 'done', id: asked[1].id, value: 'b' });
  expect(await kept).toBe('b');
  expect(told).toEqual([0.5]);
});
