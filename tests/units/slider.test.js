// The sliders: the round values that a field's range allows.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { quantityOf, stopOf, stops } from '../../www/settings/slider.js';

const field = (/** @type {any} */ kind, /** @type {string} */ range) =>
  /** @type {any} */ ({ kind, allowed: `something such as 1, ${range}` });

test('sliders: round values within the range of the field, as many per power of ten', () => {
  const ttl = stops(field('duration', 'from 1us to 24h'));
  assert.deepEqual([ttl[0], ttl.at(-1)], ['1us', '24h']);
  for (const kind of /** @type {const} */ (['duration', 'rate', 'integer', 'number'])) {
    const range = {
      duration: 'from 0ms to 1h',
      rate: 'from 0/s to 1000000/s',
      integer: 'from 1 to 100',
      number: 'from 0 to 100',
    };
    const values = stops(field(kind, range[kind])).map((text) => Number(quantityOf(kind, text)));
    assert.ok(values.length > 10, kind);
    assert.deepEqual(
      values.toSorted((a, b) => a - b),
      values,
      kind,
    );
  }
  assert.deepEqual(stops(field('integer', 'from 0 to 9007199254740991')), [], 'a seed is no quantity');
  assert.equal(ttl[stopOf('duration', ttl, '4500ms')], '4s');
  assert.equal(stopOf('duration', ttl, '0ms'), 0);
});
