// The core's side of the boundary for the explorer of orders: what the second build of the core (cargo feature `orders`,
// src/wasm/orders.rs) exports besides what run.d.ts describes. Errors are `ScenarioError`s.

import type { Run } from './run.js';

/** A field of a setup's line that only an exploration has. */
export interface SetupField {
  name: string;
  allowed: string;
  default: string;
  doc: string;
}

/** What `orders_fields()` gives. */
export interface SetupFields {
  fields: SetupField[];
  /** The scenario's fields that a setup's line takes besides; `fields()` describes them. */
  scenario_fields: string[];
}

/** A line of a list of steps. */
export interface StepTold {
  text: string;
  /** How many moves of the way it takes: an answer and the query that starts upon it at once are one line. */
  moves: number;
  /** Whether another process, which could go on, is interrupted here. */
  interrupts: boolean;
}

/** One way to a property. */
export interface OrdersWay {
  /** The simulator's cause, where the way ends with an old version. */
  cause: string | null;
  /** The short form: `R0 R0 R0 W0 W0 R0`. */
  way: string;
  told: StepTold[];
}

/** A cell of the table: what a search has to say about a property. */
export interface Finding {
  property: string;
  kind: 'always' | 'sometimes';
  verdict: 'never' | 'violated' | 'happens' | 'undecided';
  /** How many orders there are, when all were tried. Above 2^53 it is rounded. */
  orders: number | null;
  states: number;
  /** The steps of the shortest way. */
  steps: string[];
  sentence: string;
  /** The shortest way of each kind, the shortest of all first. */
  ways: OrdersWay[];
}

/** One move that may come next. */
export interface Choice {
  /** Its name in the short form: `R0`, `W0!`, `TTL`, `LOCK`, `CRASH`. */
  move: string;
  /** The process that goes on, or dies; null for what else the surroundings do. */
  actor: string | null;
  /** What will happen. */
  text: string;
  /** The properties that this move breaks, or shows, for the first time. */
  breaks: string[];
}

/** How a property stands after the moves so far. */
export interface Standing {
  property: string;
  kind: 'always' | 'sometimes';
  sentence: string;
  /** After how many moves it was first broken, or shown. */
  since: number | null;
  /** Whether it is so now. */
  now: boolean;
}

/** What `orders_point(line, way, of)` gives. */
export interface OrdersPoint {
  line: string;
  way: string;
  told: StepTold[];
  /** Empty when all has come to its end. */
  choices: Choice[];
  standings: Standing[];
}

/** What `orders_play(line, way, property, of)` gives: a run like any other, and when its steps happened. */
export interface OrdersRun extends Run {
  orders: { line: string; way: string; times_ns: Float64Array };
}

/** A search in slices. */
export interface Orders {
  /** Goes on for so many states; true at the end. */
  advance(states: number): boolean;
  line(): string;
  tried(): number;
  states(): number;
  states_max(): number;
  findings(): Finding[];
  free(): void;
}
