// Memory is refused at each growth in turn: each run is correct or throws, and a new instance works.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { freshCore, WASM, withMemoryLimit } from './core.js';

/** Some ten thousand events, so that the trace, the columns and the copies in JavaScript all need memory. */
const LINE =
  'duration=30s rate=100/s ttl=1s db_latency=exponential:200ms db_connections=3 keys=20 absent=0.1 capacity=9 ' +
  'client_timeout=700ms retries=1 write_rate=1/s warm=false do=2s:expire,3s:flush,4s:write:1,5s:db_slow:3:500ms';
const SMALL = 'duration=1s';

/** @param {{ buffer: ArrayBuffer }} memory */
const pagesOf = (memory) => memory.buffer.byteLength / 65_536;

test('at every page at which memory can be refused, a run is right or throws', async () => {
  const whole = await freshCore();
  const initial = pagesOf(whole.memory);
  const expected = JSON.stringify(whole.run(LINE));
  const needed = pagesOf(whole.memory) - initial;
  const small = JSON.stringify(whole.run(SMALL));
  assert.ok(needed >= 20, `${needed} pages more than at its start: else nothing is tested`);
  /** @type {string[]} */
  const ends = [];
  for (let pages = 0; pages <= needed; pages++) {
    const core = await freshCore(withMemoryLimit(WASM, pages));
    try {
      assert.equal(JSON.stringify(core.run(LINE)), expected);
      ends.push('right');
    } catch (error) {
      // Only a trap, or a lack of memory for an array in JavaScript, is allowed: not a refusal, nor a wrong run.
      if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
      ends.push('refused');
      assert.equal(JSON.stringify((await freshCore(WASM)).run(SMALL)), small, 'a fresh instance runs');
    }
  }
  // From the number of pages on with which a run succeeds, all runs succeed.
  const first = ends.indexOf('right');
  assert.ok(first > 0 && ends.slice(first).every((end) => end === 'right'), ends.join(' '));
});

test('memory grows to what the largest run needs, and then no more', async () => {
  const core = await freshCore();
  const lines = [LINE, SMALL, `${LINE} strategy=xfetch`, 'preset=stampede'];
  const round = () => {
    for (const line of lines) {
      core.run(line);
      core.report(line);
      // A run that is cancelled.
      const simulation = new core.Simulation(line);
      simulation.advance(500);
      simulation.free();
    }
    return pagesOf(core.memory);
  };
  round();
  const afterTwo = round();
  for (let rounds = 2; rounds < 20; rounds++) assert.equal(round(), afterTwo, `pages after ${rounds + 1} rounds`);
});
