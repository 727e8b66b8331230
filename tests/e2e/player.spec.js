// The player and the state, without a page: cursor and text in, cursor and text out.

import { Player, SPEED_MAX, SPEED_MIN } from '../../www/playback/player.js';
import { readAddress, writeAddress } from '../../www/line/place.js';
import { clock, parseTime, printTime, span } from '../../www/line/time.js';
import { withAction, withField, withoutField } from '../../www/line/line.js';
import { at, outline } from '../../www/run/steps.js';
import { expect, test } from '@playwright/test';

/** A run of which only these are known. @param {number} end_ns @param {number[]} at_ns @param {number[]} [moments] */
const runOf = (end_ns, at_ns, moments = []) =>
  /** @type {any} */ ({
    end_ns,
    moments,
    events: { first: 0, from_ns: 0, to_ns: end_ns, at_ns },
    report: { events: at_ns.length },
  });

/** Two lanes with events at 10, 20, 30 and 20, 25, 40 of 100 ns. */
function player() {
  const one = new Player();
  one.load([runOf(100, [10, 20, 30], [20]), runOf(100, [20, 25, 40], [25, 40])]);
  return one;
}

test('steps through the events of all lanes, there and back', () => {
  const one = player();
  const there = Array.from({ length: 7 }, () => (one.step(), one.at_ns));
  expect(there).toEqual([10, 20, 25, 30, 40, 100, 100]);
  const back = Array.from({ length: 7 }, () => (one.stepBack(), one.at_ns));
  expect(back).toEqual([40, 30, 25, 20, 10, 0, 0]);
  one.step(3);
  expect(one.at_ns).toBe(25);
});

test('jumps to interesting moments', () => {
  const one = player();
  expect([1, 2, 3, 4].map(() => (one.nextMoment(), one.at_ns))).toEqual([20, 25, 40, 100]);
  one.previousMoment();
  expect(one.at_ns).toBe(40);
});

test('moves by real time over slowdown, stops at the end and plays again from the start', () => {
  const one = new Player();
  one.load([runOf(3e9, [])]);
  one.setSpeed(2);
  one.tick(1000);
  expect(one.at_ns, 'paused').toBe(0);
  one.play();
  one.tick(1000);
  expect(one.at_ns, '1 s takes 4 s').toBe(0.25e9);
  one.setSpeed(-1);
  one.tick(1000);
  expect(one.at_ns).toBe(2.25e9);
  one.tick(1000);
  expect([one.at_ns, one.playing]).toEqual([3e9, false]);
  one.play();
  expect([one.at_ns, one.playing]).toEqual([0, true]);
});

test('speed is a log scale with two ends', () => {
  const one = player();
  for (let i = 0; i < 40; i++) one.slower();
  expect(one.slowdown).toBe(2 ** SPEED_MAX);
  for (let i = 0; i < 80; i++) one.faster();
  expect(one.slowdown).toBe(2 ** SPEED_MIN);
  one.setSpeed(Number.NaN);
  expect(one.slowdown).toBe(2 ** SPEED_MIN);
});

test('a shorter run takes the cursor to its end, an empty one does not play', () => {
  const one = player();
  one.seek(90);
  one.load([runOf(50, [])]);
  expect(one.at_ns).toBe(50);
  const empty = new Player();
  empty.play();
  expect(empty.playing).toBe(false);
});

test('times: text to nanoseconds and back', () => {
  for (const ns of [0, 1, 999, 5_200_000_000, 5_203_417_001, 10_000_000_000, 86_400_000_000_000]) {
    expect(parseTime(printTime(ns)), printTime(ns)).toBe(ns);
  }
  expect(printTime(5.2e9)).toBe('5.2s');
  expect(printTime(10e9)).toBe('10s');
  expect(parseTime('1m30s')).toBe(90e9);
  expect(parseTime('1.84s')).toBe(1.84e9);
  for (const bad of ['', '5', 's', '-1s', '5 s', '1e3s', '5.s', '99999999999h']) expect(parseTime(bad), bad).toBe(null);
  expect([0, 0.5, 1.25, 12.4, 600, 1234, 100_000].map(span)).toEqual([
    '0 ms',
    '0.5 ms',
    '1.3 ms',
    '12 ms',
    '600 ms',
    '1.2 s',
    '100 s',
  ]);
  expect(clock(7.2999e9)).toBe('7.299 s');
});

test('the address: place to text and back', () => {
  const written = writeAddress({
    line: 'rate=500/s db_latency=exponential:50ms do=5s:expire,6s:flush',
    compare: null,
    at_ns: 5.2e9,
  });
  expect(written).toBe('#v=1&rate=500/s&db_latency=exponential:50ms&do=5s:expire,6s:flush&t=5.2s');
  expect(readAddress(written)).toEqual({
    line: 'rate=500/s db_latency=exponential:50ms do=5s:expire,6s:flush',
    preset: null,
    compare: null,
    at_ns: 5.2e9,
    problems: [],
  });
  expect(readAddress('')).toMatchObject({ line: null, preset: null, at_ns: null, problems: [] });
  expect(readAddress('#v=1')).toMatchObject({ line: '' });
  expect(readAddress('#compare=unprotected,mutex')).toMatchObject({ line: null, compare: ['unprotected', 'mutex'] });
  expect(readAddress('#compare=')).toMatchObject({ compare: [] });
  expect(writeAddress({ line: '', compare: [], at_ns: 0 })).toBe('#v=1&compare=');
});

test('lines: fields are set at the end, so that a line has one spelling, and taken out', () => {
  expect(withField('ttl=2s seed=3', 'ttl', '5s')).toBe('seed=3 ttl=5s');
  expect(withField('ttl=2s seed=3', 'seed', '5')).toBe('ttl=2s seed=5');
  expect(withField('ttl=2s', 'seed', '3')).toBe('ttl=2s seed=3');
  expect(withoutField('ttl=2s seed=3', 'ttl')).toBe('seed=3');
  expect(withAction('ttl=2s', '5s:expire')).toBe('ttl=2s do=5s:expire');
  expect(withAction('do=5s:expire', '6s:flush')).toBe('do=5s:expire,6s:flush');
});

test('steps: the value that holds, and the highest of each bin', () => {
  const steps = { at_ns: Float64Array.of(10, 20, 30), value: Float64Array.of(1, 2, 0) };
  expect([0, 10, 15, 20, 29, 30, 99].map((ns) => at(steps, ns))).toEqual([0, 1, 1, 2, 2, 0, 0]);
  expect(outline([steps, steps], 100, 10).map(({ value }) => value)).toEqual([0, 2, 4, 0, 0]);
  expect(Math.max(...outline([steps], 100, 2).map(({ value }) => value))).toBe(2);
});

test('steps: a bin keeps what it ends on, so that the quiet after a burst is seen', () => {
  // Ten bins of 10 ns. The bursts of 2 and 3 end within their bins; between them, and after them, nothing is in flight.
  const steps = {
    at_ns: Float64Array.of(1, 2, 3, 4, 81, 82, 83, 84, 85, 86, 87),
    value: Float64Array.of(1, 2, 1, 0, 1, 2, 3, 2, 1, 2, 0),
  };
  const thinned = outline([steps], 100, 10);
  expect(thinned).toEqual([
    { at_ns: 0, value: 0 },
    { at_ns: 1, value: 2 },
    { at_ns: 4, value: 0 },
    { at_ns: 81, value: 3 },
    { at_ns: 87, value: 0 },
    { at_ns: 100, value: 0 },
  ]);
  const shown = {
    at_ns: Float64Array.from(thinned, (p) => p.at_ns),
    value: Float64Array.from(thinned, (p) => p.value),
  };
  for (const ns of [5, 40, 80, 90, 99]) expect(at(shown, ns), `at ${ns} ns`).toBe(at(steps, ns));
});
