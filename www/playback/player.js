/**
 * The player: a cursor over finished traces. It handles only times, without DOM or clock. Its owner calls `tick` with
 * the real milliseconds that have passed.
 *
 *     0 ──|──|─────||||||──|────────────|── end      events of all lanes, in order
 *                     ▲ cursor                        step: to the next | · stepBack: to the one before
 *
 * The speed is a power of two, stored as its inverse: with slowdown 4, one second of the run takes four. Until the user
 * sets it, it depends on the length of the run, so that no run is too short or too long.
 */

import { bisectLeft, bisectRight } from 'd3-array';

import { eventsOf } from '../run/rows.js';

/** The range of exponents of two: from 1 s in 1/4096 s to 1 s in 4096 s. */
export const SPEED_MIN = -12;
export const SPEED_MAX = 12;

/** The longest time in which a run is played until the user sets the speed. The shortest is half of it. */
const PLAYED_S = 30;

/** The step of the keys `,` and `.`, in milliseconds. */
const FRAME_MS = 1000 / 60;

/** @typedef {{ at_ns: number, slowdown: number, playing: boolean }} Cursor */
/**
 * All times of an interval, ascending.
 * @typedef {{ at_ns: ArrayLike<number>, from_ns: number, to_ns: number }} Times
 */

/** @param {ArrayLike<number>} at_ns @returns {Times} */
const always = (at_ns) => ({ at_ns, from_ns: 0, to_ns: Infinity });

/** @param {number} exponent */
const within = (exponent) => Math.min(Math.max(SPEED_MIN, exponent), SPEED_MAX);

export class Player {
  constructor() {
    this.at_ns = 0;
    this.end_ns = 0;
    this.playing = false;
    /** Whether it is held at the start, until a question about the run is answered. */
    this.held = false;
    /** The exponent of the slowdown, base two. */
    this.speed = 1;
    /** Whether the user has set the speed. */
    this.speed_chosen = false;
    /** @type {import('../engine/run.js').Run[]} */
    this.runs = [];
    /** The number of pending steps, negative for steps back: the events are being fetched. */
    this.owed = 0;
    /** @type {number[]} */
    this.moments = [];
  }

  /** The number of real seconds for one second of the run. */
  get slowdown() {
    return 2 ** this.speed;
  }

  /** @returns {Cursor} */
  get cursor() {
    return { at_ns: this.at_ns, slowdown: this.slowdown, playing: this.playing };
  }

  get atEnd() {
    return this.at_ns >= this.end_ns;
  }

  /**
   * Loads other runs. The cursor stays, or moves to the new end.
   * @param {import('../engine/run.js').Run[]} runs
   */
  load(runs) {
    this.end_ns = Math.max(0, ...runs.map((run) => run.end_ns));
    this.runs = runs;
    this.moments = [...new Set(runs.flatMap((run) => Array.from(run.moments)))].sort((a, b) => a - b);
    if (!this.speed_chosen && runs.length) this.speed = within(Math.floor(Math.log2((PLAYED_S * 1e9) / this.end_ns)));
    this.seek(this.at_ns);
  }

  /** Plays; at the end it starts again. */
  play() {
    if (this.end_ns === 0 || this.held) return;
    if (this.atEnd) this.at_ns = 0;
    this.owed = 0;
    this.playing = true;
  }

  pause() {
    this.playing = false;
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Holds the cursor at the start, or releases it. @param {boolean} held */
  hold(held) {
    this.held = held;
    if (!held) return;
    this.pause();
    this.seek(0);
  }

  /** @param {number} ns */
  seek(ns) {
    this.owed = 0;
    this.at_ns = this.held ? 0 : Math.min(Math.max(0, Math.round(ns)), this.end_ns);
    if (this.atEnd) this.pause();
  }

  /**
   * Advances by a real time.
   * @param {number} real_ms
   */
  tick(real_ms) {
    if (this.playing) this.seek(this.at_ns + (real_ms * 1e6) / this.slowdown);
  }

  /** Moves by one frame, and pauses. @param {1 | -1} direction */
  frame(direction) {
    this.pause();
    this.seek(this.at_ns + (direction * FRAME_MS * 1e6) / this.slowdown);
  }

  /** Moves to the next event time of any lane, or the end. @param {number} [times] */
  step(times = 1) {
    this.pause();
    this.owed += times;
    this.settle();
  }

  /** Moves to the previous event time, or the start. @param {number} [times] */
  stepBack(times = 1) {
    this.step(-times);
  }

  /** Takes the pending steps, as far as the events around the cursor are loaded. */
  settle() {
    while (this.owed) {
      const back = Math.sign(this.owed);
      const left = this.owed - back;
      const windows = this.runs.map((run) => eventsOf(run, { at_ns: this.at_ns }));
      const ns = back < 0 ? this.preceding(windows) : this.following(windows);
      if (ns === null) return;
      this.seek(ns);
      this.owed = left;
    }
  }

  nextMoment() {
    this.pause();
    this.seek(this.following([always(this.moments)]) ?? this.at_ns);
  }

  previousMoment() {
    this.pause();
    this.seek(this.preceding([always(this.moments)]) ?? this.at_ns);
  }

  /** @param {number} exponent of two of the slowdown */
  setSpeed(exponent) {
    if (!Number.isFinite(exponent)) return;
    this.speed_chosen = true;
    this.speed = within(Math.round(exponent));
  }

  slower() {
    this.setSpeed(this.speed + 1);
  }

  faster() {
    this.setSpeed(this.speed - 1);
  }

  /**
   * The next of these times, or the end; null if it may not be loaded.
   * @param {(Times | null)[]} windows
   */
  following(windows) {
    let next = this.end_ns;
    let unknown = Infinity;
    for (const window of windows) {
      if (!window) return null;
      const found = window.at_ns[bisectRight(window.at_ns, this.at_ns)];
      if (found !== undefined) next = Math.min(next, found);
      else unknown = Math.min(unknown, window.to_ns + 1);
    }
    return next <= unknown ? next : null;
  }

  /**
   * The previous one of these times, or the start; null if it may not be loaded.
   * @param {(Times | null)[]} windows
   */
  preceding(windows) {
    let last = 0;
    let unknown = -Infinity;
    for (const window of windows) {
      if (!window) return null;
      const found = window.at_ns[bisectLeft(window.at_ns, this.at_ns) - 1];
      if (found !== undefined) last = Math.max(last, found);
      else unknown = Math.max(unknown, window.from_ns - 1);
    }
    return last >= unknown ? last : null;
  }
}
