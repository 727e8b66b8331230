// The position of a request on the stage.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { places } from '../../www/stage/places.js';
import { MARK, traffic } from '../../www/stage/traffic.js';

test('everybody goes through the box of their own instance, or the one that stands for the rest', () => {
  // Five instances, three boxes: "app 1", "app 2", "+3".
  const where = places({ width: 800, low: false, roomy: false }, 5, 20, 5);
  const rows = [0, 1, 2, 3, 4];
  const run = /** @type {import('../../www/engine/run.js').Run} */ (
    /** @type {unknown} */ ({
      end_ns: 10,
      phases: ['application'],
      outcomes: ['hit'],
      requests: {
        start_ns: Float64Array.from(rows, () => 0),
        end_ns: Float64Array.from(rows, () => 10),
        actor: Uint32Array.from(rows, (i) => i * 8),
        instance: Uint16Array.from(rows),
        outcome: Uint8Array.from(rows, () => 0),
        segment_first: Uint32Array.from([...rows, 5]),
      },
      segments: { start_ns: Float64Array.from(rows, () => 0), phase: Uint8Array.from(rows, () => 0) },
    })
  );
  const cursor = /** @type {import('../../www/playback/player.js').Cursor} */ ({ at_ns: 5, slowdown: 1 });
  const { marks } = traffic(run, cursor, where, false, null);
  const [first, second, rest] = where.apps.ys;
  assert.deepEqual(
    rows.map((i) => marks[i * MARK + 2]),
    [first, second, rest, rest, rest],
  );
});
