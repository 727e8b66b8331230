/**
 * The shapes that cross from the core's second build (feature `python`), which runs code, beside those of `run.d.ts`.
 */

import type { ScenarioError } from './run.js';

/** A mistake in code, at a line and a column (of characters) from 1. */
export interface Mistake {
  line: number;
  column: number;
  message: string;
}

/** What `check(code, line)` says: the code's title, which of the two it defines, and its first mistake, if it has one. */
export interface Checked {
  title: string | null;
  reads: boolean;
  writes: boolean;
  mistakes: Mistake[];
}

/** What `Simulation.withCode` and a run of it refuse with; `field` is `code` where it is of the code. */
export interface CodeError extends ScenarioError {
  line?: number;
  column?: number;
}

/**
 * A row of `language()`: something to write, or (`absent`) not to write, and then `doc` says what instead. A row of the
 * kind `syntax` is a line of the language on one screen.
 */
export interface Completion {
  kind: 'syntax' | 'verb' | 'function' | 'attribute' | 'setting' | 'error' | 'word' | 'absent';
  name: string;
  signature: string;
  doc: string;
}

/** Something that is to hold always, and does not: its sentence, how often, and the first event in words. */
export interface Broken {
  name: string;
  property: string;
  count: number;
  at_ms: number;
  actor: string;
  first: string;
}

/**
 * What `shortest(line, code, name)` finds: as few requests of a run as break a property, of how many that had come by then,
 * whether it does not happen without any one of them, and what happens, up to the event that shows it.
 */
export interface Way {
  requests: number[];
  of: number;
  fewest: boolean;
  events: import('./run.js').Events;
}

/** The additional results of a run with the user's code (`Run.code`). */
export interface CodeOfRun {
  title: string | null;
  broken: Broken[];
  /** What `log("text", value)` said, the first of it. */
  said: { at_ns: number; actor: number; line: number; text: string; value: number | null }[];
  /** Steps of the machine: what the run has cost. */
  steps: number;
}

/**
 * Where requests stand in the code (`Run.stands`), in order of time: from then on the actor stands on the line, 0 when it is
 * done. Where a run has too many, there are none, and `complete` is 0.
 */
export interface Stands {
  at_ns: Float64Array;
  actor: Uint32Array;
  line: Uint32Array;
  complete: number;
}

/** A goal for code (`challenges()`), decided by runs with the seeds from 1 to `seeds`: `attempt(name, code, seed)`. */
export interface Challenge {
  name: string;
  title: string;
  goal: string;
  line: string;
  seeds: number;
}

/** One such run: whether the goal is met, what is missing in words, and what it cost. */
export interface Attempt {
  met: boolean;
  missing: string;
  db_queries_per_episode: number;
  latency_max_ms: number;
  latency_mean_ms: number;
  stale_age_max_ms: number;
  hit_ratio: number;
}
