// Memory is refused at whatever growth: each run ends as it should or throws, and a fresh instance is as good as new.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { freshCore, WASM, withMemoryLimit } from './core.js';

/** Some ten thousand events, of which the trace, the columns and JavaScript's copies each take their part. */
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
      // A trap, or an array that JavaScript has no memory for; not a run that is refused, and not a wrong one.
      if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
      ends.push('refused');
      assert.equal(JSON.stringify((await freshCore(WASM)).run(SMALL)), small, 'a fresh instance runs');
    }
  }
  // Who needs them all gets by with no fewer.
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
      // A run that is cancelled in its middle.
      const simulation = new core.Simulation(line);
      simulation.advance(500);
      simulation.free();
    }
    return pagesOf(core.memory);
  };
  round();
  const after_two = round();
  for (let rounds = 2; rounds < 20; rounds++) assert.equal(round(), after_two, `pages after ${rounds + 1} rounds`);
});
