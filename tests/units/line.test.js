// Times, lines and addresses: text in, text out.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withAction, withField, withoutField } from '../../www/line/line.js';
import { offersOf } from '../../www/line/offers.js';
import { readAddress, writeAddress } from '../../www/line/place.js';
import { clock, parseTime, printTime, span } from '../../www/line/time.js';

test('times: text to nanoseconds and back', () => {
  for (const ns of [0, 1, 999, 5_200_000_000, 5_203_417_001, 10_000_000_000, 86_400_000_000_000]) {
    assert.equal(parseTime(printTime(ns)), ns, printTime(ns));
  }
  assert.equal(printTime(5.2e9), '5.2s');
  assert.equal(printTime(10e9), '10s');
  assert.equal(parseTime('1m30s'), 90e9);
  assert.equal(parseTime('1.84s'), 1.84e9);
  for (const bad of ['', '5', 's', '-1s', '5 s', '1e3s', '5.s', '99999999999h'])
    assert.equal(parseTime(bad), null, bad);
  assert.deepEqual([0, 0.5, 1.25, 12.4, 600, 1234, 100_000].map(span), [
    '0 ms',
    '0.5 ms',
    '1.3 ms',
    '12 ms',
    '600 ms',
    '1.2 s',
    '100 s',
  ]);
  assert.equal(clock(7.2999e9), '7.299 s');
});

test('the address: place to text and back', () => {
  const written = writeAddress({
    line: 'rate=500/s db_latency=exponential:50ms do=5s:expire,6s:flush',
    compare: null,
    at_ns: 5.2e9,
  });
  assert.equal(written, '#v=1&rate=500/s&db_latency=exponential:50ms&do=5s:expire,6s:flush&t=5.2s');
  assert.deepEqual(readAddress(written), {
    line: 'rate=500/s db_latency=exponential:50ms do=5s:expire,6s:flush',
    preset: null,
    compare: null,
    at_ns: 5.2e9,
    problems: [],
  });
  const none = { line: null, preset: null, compare: null, at_ns: null, problems: [] };
  assert.deepEqual(readAddress(''), none);
  assert.deepEqual(readAddress('#v=1'), { ...none, line: '' });
  assert.deepEqual(readAddress('#compare=unprotected,mutex'), { ...none, compare: ['unprotected', 'mutex'] });
  assert.deepEqual(readAddress('#compare='), { ...none, compare: [] });
  assert.equal(writeAddress({ line: '', compare: [], at_ns: 0 }), '#v=1&compare=');
});

test('lines: fields are set at the end, so that a line has one spelling, and taken out', () => {
  assert.equal(withField('ttl=2s seed=3', 'ttl', '5s'), 'seed=3 ttl=5s');
  assert.equal(withField('ttl=2s seed=3', 'seed', '5'), 'ttl=2s seed=5');
  assert.equal(withField('ttl=2s', 'seed', '3'), 'ttl=2s seed=3');
  assert.equal(withoutField('ttl=2s seed=3', 'ttl'), 'seed=3');
  assert.equal(withAction('ttl=2s', '5s:expire'), 'ttl=2s do=5s:expire');
  assert.equal(withAction('do=5s:expire', '6s:flush'), 'do=5s:expire,6s:flush');
});

test('what is offered in the place of a refused line is the whole line with one thing changed', () => {
  const refused = { value: '', allowed: '', message: '' };
  const fits = [
    { field: 'duration', value: '2s', surely: true },
    { field: 'rate', value: '50000/s', surely: true },
  ];
  const line = 'duration=1m rate=1000000/s ttl=2s';
  assert.deepEqual(offersOf({ ...refused, field: 'duration', fits, line }), [
    { text: 'duration=2s', line: 'rate=1000000/s ttl=2s duration=2s' },
    { text: 'rate=50000/s', line: 'duration=1m ttl=2s rate=50000/s' },
  ]);
  assert.deepEqual(offersOf({ ...refused, field: 'ttl', suggestion: 'ttl=10s', line: 'ttl=10 seed=3' }), [
    { text: 'ttl=10s', line: 'seed=3 ttl=10s' },
  ]);
  assert.deepEqual(offersOf({ ...refused, field: 'stratgey', suggestion: 'strategy=lease', line: 'stratgey=lease' }), [
    { text: 'strategy=lease', line: 'strategy=lease' },
  ]);
  assert.deepEqual(offersOf({ ...refused, field: 'ttl', suggestion: 'ttl=10s' }), [], 'of no line');
});
