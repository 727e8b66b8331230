/**
 * The additional shapes that cross from the core with the feature `python`, which runs the user's code.
 */

import type { ScenarioError } from './run.js';

/** A mistake in code; lines, and columns in characters, count from 1. */
export interface Mistake {
  line: number;
  column: number;
  message: string;
}

/** The result of `check(code, line)`: the code's title, whether it defines reads and writes, and its first mistake. */
export interface Checked {
  title: string | null;
  reads: boolean;
  writes: boolean;
  mistakes: Mistake[];
}

/** The error of `Simulation.withCode` and of its run; `field` is `code` for an error in the code. */
export interface CodeError extends ScenarioError {
  line?: number;
  column?: number;
}

/**
 * A row of `language()`: a name of the language, or (`absent`) one that it lacks, for which `doc` names the
 * alternative. Rows of the kind `syntax` are the lines of its summary.
 */
export interface Completion {
  kind: 'syntax' | 'verb' | 'function' | 'attribute' | 'setting' | 'error' | 'word' | 'absent';
  name: string;
  signature: string;
  doc: string;
}

/** A broken property of a run: its sentence, how often it is broken, and the first event that breaks it, in words. */
export interface Broken {
  name: string;
  property: string;
  count: number;
  at_ms: number;
  actor: string;
  first: string;
}

/**
 * The result of `shortest(line, code, name)`: a small set of requests that break a property, out of the `of` requests
 * until then; whether leaving out any one of them would keep it (`fewest`); and the events up to that break.
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
  /** The first messages of `log("text", value)`. */
  said: { at_ns: number; actor: number; line: number; text: string; value: number | null }[];
  /** The number of steps of the machine that the run took. */
  steps: number;
}

/**
 * The code line of each request over time (`Run.stands`), ascending: from `at_ns` on the actor is on the line, or done
 * if it is 0. If a run has too many changes, there are no rows and `complete` is 0.
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

/** One such run: whether the goal is met, what is missing in words, and its measurements. */
export interface Attempt {
  met: boolean;
  missing: string;
  db_queries_per_episode: number;
  latency_max_ms: number;
  latency_mean_ms: number;
  stale_age_max_ms: number;
  hit_ratio: number;
}
