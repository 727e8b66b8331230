// The player: a cursor over finished runs, moved by steps, by moments and by time.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Player, SPEED_MAX, SPEED_MIN } from '../../www/playback/player.js';

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
  assert.deepEqual(there, [10, 20, 25, 30, 40, 100, 100]);
  const back = Array.from({ length: 7 }, () => (one.stepBack(), one.at_ns));
  assert.deepEqual(back, [40, 30, 25, 20, 10, 0, 0]);
  one.step(3);
  assert.equal(one.at_ns, 25);
});

test('jumps to interesting moments', () => {
  const one = player();
  assert.deepEqual(
    [1, 2, 3, 4].map(() => (one.nextMoment(), one.at_ns)),
    [20, 25, 40, 100],
  );
  one.previousMoment();
  assert.equal(one.at_ns, 40);
});

test('moves by real time over slowdown, stops at the end and plays again from the start', () => {
  const one = new Player();
  one.load([runOf(3e9, [])]);
  one.setSpeed(2);
  one.tick(1000);
  assert.equal(one.at_ns, 0, 'paused');
  one.play();
  one.tick(1000);
  assert.equal(one.at_ns, 0.25e9, '1 s takes 4 s');
  one.setSpeed(-1);
  one.tick(1000);
  assert.equal(one.at_ns, 2.25e9);
  one.tick(1000);
  assert.deepEqual([one.at_ns, one.playing], [3e9, false]);
  one.play();
  assert.deepEqual([one.at_ns, one.playing], [0, true]);
});

test('speed is a log scale with two ends', () => {
  const one = player();
  for (let i = 0; i < 40; i++) one.slower();
  assert.equal(one.slowdown, 2 ** SPEED_MAX);
  for (let i = 0; i < 80; i++) one.faster();
  assert.equal(one.slowdown, 2 ** SPEED_MIN);
  one.setSpeed(Number.NaN);
  assert.equal(one.slowdown, 2 ** SPEED_MIN);
});

test('until somebody sets it, speed follows the length: no run takes minutes, and none is over at once', () => {
  const one = new Player();
  // 2^1 · 12 s = 24 s; 2^-5 · 600 s = 18.75 s; 2^-12 · 24 h = 21.1 s; 2^7 · 0.2 s = 25.6 s.
  for (const [length_s, exponent] of [
    [12, 1],
    [600, -5],
    [86_400, -12],
    [0.2, 7],
  ]) {
    one.load([runOf(length_s * 1e9, [])]);
    assert.equal(one.speed, exponent, `${length_s} s`);
  }
  one.setSpeed(3);
  one.load([runOf(600e9, [])]);
  assert.equal(one.speed, 3, 'what was set stays');
});

test('a shorter run takes the cursor to its end, an empty one does not play', () => {
  const one = player();
  one.seek(90);
  one.load([runOf(50, [])]);
  assert.equal(one.at_ns, 50);
  const empty = new Player();
  empty.play();
  assert.equal(empty.playing, false);
});
