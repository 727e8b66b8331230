/**
 * The player: a cursor over finished traces. It knows only times: no DOM, no clock of its own. Its owner calls
 * `tick` with the real milliseconds that have passed.
 *
 *     0 ──|──|─────||||||──|────────────|── end      events of all lanes, in order
 *                     ▲ cursor                        step: to the next | · stepBack: to the one before
 *
 * Speed is a power of two on a log scale and is told as its inverse: at slowdown 4, one second of the run takes four.
 */

import { bisectLeft, bisectRight } from 'd3-array';

import { eventsOf } from '../run/rows.js';

/** Exponents of two: from 1 s in 1/64 s to 1 s in 4096 s. */
export const SPEED_MIN = -6;
export const SPEED_MAX = 12;

/** `,` and `.` move by one frame of film. */
const FRAME_MS = 1000 / 60;

/** @typedef {{ at_ns: number, slowdown: number, playing: boolean }} Cursor */
/**
 * Ascending times, all there are from one time to another.
 * @typedef {{ at_ns: ArrayLike<number>, from_ns: number, to_ns: number }} Times
 */

/** @param {ArrayLike<number>} at_ns @returns {Times} */
const always = (at_ns) => ({ at_ns, from_ns: 0, to_ns: Infinity });

export class Player {
  constructor() {
    this.at_ns = 0;
    this.end_ns = 0;
    this.playing = false;
    /** Kept at the start, until a question about the run is answered. */
    this.held = false;
    /** Exponent of two of the slowdown. */
    this.speed = 1;
    /** @type {import('../engine/run.js').Run[]} */
    this.runs = [];
    /** Steps not taken yet, those back below 0: the events there are being fetched. */
    this.owed = 0;
    /** @type {number[]} */
    this.moments = [];
  }

  /** How many real seconds one second of the run takes. */
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
   * Other traces under the same cursor: it stays where it is, or at the new end.
   * @param {import('../engine/run.js').Run[]} runs
   */
  load(runs) {
    this.end_ns = Math.max(0, ...runs.map((run) => run.end_ns));
    this.runs = runs;
    this.moments = [...new Set(runs.flatMap((run) => Array.from(run.moments)))].sort((a, b) => a - b);
    this.seek(this.at_ns);
  }

  /** Plays on; from the end it plays again from the start. */
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

  /** Back to the start, to stay there; or lets go. @param {boolean} held */
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
   * Moves on by real time.
   * @param {number} real_ms
   */
  tick(real_ms) {
    if (this.playing) this.seek(this.at_ns + (real_ms * 1e6) / this.slowdown);
  }

  /** One frame on (or back), paused. @param {1 | -1} direction */
  frame(direction) {
    this.pause();
    this.seek(this.at_ns + (direction * FRAME_MS * 1e6) / this.slowdown);
  }

  /** To the next event time of any lane, or the end. @param {number} [times] */
  step(times = 1) {
    this.pause();
    this.owed += times;
    this.settle();
  }

  /** To the event time before, or the start. @param {number} [times] */
  stepBack(times = 1) {
    this.step(-times);
  }

  /** Takes the steps that are owed, as far as the events around the cursor are here. */
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
    if (Number.isFinite(exponent)) this.speed = Math.min(Math.max(SPEED_MIN, Math.round(exponent)), SPEED_MAX);
  }

  slower() {
    this.setSpeed(this.speed + 1);
  }

  faster() {
    this.setSpeed(this.speed - 1);
  }

  /**
   * The next of these times, the end without one; null when it may be one that is not here.
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
   * The last of these times before, the start without one; null when it may be one that is not here.
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
