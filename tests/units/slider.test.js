// The sliders: the round values that a field's range allows.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { quantityOf, stopOf, stops } from '../../www/settings/slider.js';

const field = (/** @type {any} */ kind, /** @type {string} */ low, /** @type {string} */ high) =>
  /** @type {any} */ ({ kind, range: { low, high } });

test('sliders: round values within the range of the field, as many per power of ten', () => {
  const ttl = stops(field('duration', '1us', '24h'));
  assert.deepEqual([ttl[0], ttl.at(-1)], ['1us', '24h']);
  /** @type {[string, string, string][]} */
  const ranges = [
    ['duration', '0ms', '1h'],
    ['rate', '0/s', '1000000/s'],
    ['integer', '1', '100'],
    ['number', '0', '100'],
  ];
  for (const [kind, low, high] of ranges) {
    const values = stops(field(kind, low, high)).map((text) => Number(quantityOf(/** @type {any} */ (kind), text)));
    assert.ok(values.length > 10, kind);
    assert.deepEqual(
      values.toSorted((a, b) => a - b),
      values,
      kind,
    );
  }
  assert.deepEqual(stops(field('integer', '0', '9007199254740991')), [], 'a seed is no quantity');
  assert.equal(ttl[stopOf('duration', ttl, '4500ms')], '4s');
  assert.equal(stopOf('duration', ttl, '0ms'), 0);
});
