// A thread that serves a core (www/engine/thread.js): its tasks go on side by side, but large ones one after another.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

const MEBIBYTE = 2 ** 20;

/** The messages that the thread has posted. @type {any[]} */
const posted = [];
/** @type {any} */
const scope = globalThis;
Object.defineProperty(scope, 'navigator', { value: {} });
Object.assign(scope, { onmessage: null, postMessage: (/** @type {any} */ data) => posted.push(data), close() {} });
// The thread's own channel would keep this process alive.
/** @type {MessageChannel[]} */
const channels = [];
scope.MessageChannel = class extends MessageChannel {
  constructor() {
    super();
    channels.push(this);
  }
};
after(() => channels.forEach(({ port1 }) => port1.close()));
const { serve } = await import('../../www/engine/thread.js');

/** The bytes of the core's memory. */
const memory = { buffer: { byteLength: MEBIBYTE } };
/** The tasks that were advanced, in order. @type {number[]} */
let advanced = [];

// The line of a request is the number of slices that its task takes.
serve(/** @type {any} */ (async () => ({ memory })), (request) => {
  const { id } = request;
  let left = 'line' in request ? Number(request.line) : 0;
  return {
    advance: () => {
      advanced.push(id);
      return --left === 0;
    },
    progress: () => 0,
    finish: () => ({}),
    free() {},
  };
});
scope.onmessage({ data: { type: 'core', module: null } });

/** The order in which two tasks of three slices each are advanced. @param {number} bytes of the core's memory */
async function orderOf(bytes) {
  memory.buffer.byteLength = bytes;
  posted.length = 0;
  advanced = [];
  for (const id of [1, 2]) scope.onmessage({ data: { type: 'run', id, line: '3' } });
  while (posted.filter(({ type }) => type === 'done').length < 2) await new Promise((done) => setImmediate(done));
  return advanced;
}

test('in little memory tasks take turns', async () => {
  assert.deepEqual(await orderOf(MEBIBYTE), [1, 2, 1, 2, 1, 2]);
});

test('in a core that has grown large they go one after another, so that one of them holds much at a time', async () => {
  assert.deepEqual(await orderOf(65 * MEBIBYTE), [1, 1, 1, 2, 2, 2]);
});
