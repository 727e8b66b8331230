/**
 * The player: a cursor over finished traces. It knows times and nothing else: no DOM, no clock of its own. Whoever owns
 * it calls `tick` with the real milliseconds that went by.
 *
 *     0 ──|──|─────||||||──|────────────|── end      events of all lanes, in order
 *                     ▲ cursor                        step: to the next | · stepBack: to the one before
 *
 * Speed is a power of two on a log scale and is told as its inverse: at slowdown 4, one second of the run takes four.
 */

import { bisectLeft, bisectRight } from 'd3-array';

/** Exponents of two: from 1 s in 1/64 s to 1 s in 4096 s. */
export const SPEED_MIN = -6;
export const SPEED_MAX = 12;

/** `,` and `.` move by one frame of film. */
const FRAME_MS = 1000 / 60;

/** @typedef {{ at_ns: number, slowdown: number, playing: boolean }} Cursor */

export class Player {
  constructor() {
    this.at_ns = 0;
    this.end_ns = 0;
    this.playing = false;
    /** Kept at the start, until a question about the run is answered. */
    this.held = false;
    /** Exponent of two of the slowdown. */
    this.speed = 1;
    /** @type {ArrayLike<number>[]} */
    this.events = [];
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
   * @param {{ end_ns: number, events: { at_ns: ArrayLike<number> }, moments: ArrayLike<number> }[]} runs
   */
  load(runs) {
    this.end_ns = Math.max(0, ...runs.map((run) => run.end_ns));
    this.events = runs.map((run) => run.events.at_ns);
    this.moments = [...new Set(runs.flatMap((run) => Array.from(run.moments)))].sort((a, b) => a - b);
    this.seek(this.at_ns);
  }

  /** Plays on; from the end it plays again from the start. */
  play() {
    if (this.end_ns === 0 || this.held) return;
    if (this.atEnd) this.at_ns = 0;
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
    for (let i = 0; i < times; i++) this.seek(this.following(this.events));
  }

  /** To the event time before, or the start. @param {number} [times] */
  stepBack(times = 1) {
    this.pause();
    for (let i = 0; i < times; i++) this.seek(this.preceding(this.events));
  }

  nextMoment() {
    this.pause();
    this.seek(this.following([this.moments]));
  }

  previousMoment() {
    this.pause();
    this.seek(this.preceding([this.moments]));
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

  /** @param {ArrayLike<number>[]} columns ascending times */
  following(columns) {
    return Math.min(this.end_ns, ...columns.map((at) => at[bisectRight(at, this.at_ns)] ?? this.end_ns));
  }

  /** @param {ArrayLike<number>[]} columns ascending times */
  preceding(columns) {
    return Math.max(0, ...columns.map((at) => at[bisectLeft(at, this.at_ns) - 1] ?? 0));
  }
}
