// The additional shapes that cross from the core with the feature `orders` (src/wasm/orders.rs), which explores all
// orders of a few requests. Errors are `ScenarioError`s.

import type { Run } from './run.js';

/** A field of a setup's line that only explorations have. */
export interface SetupField {
  name: string;
  allowed: string;
  default: string;
  doc: string;
}

/** The result of `orders_fields()`. */
export interface SetupFields {
  fields: SetupField[];
  /** The names of the scenario's fields that a setup's line may have too; `fields()` describes them. */
  scenario_fields: string[];
}

/** A line of a list of steps. */
export interface StepTold {
  text: string;
  /** The number of moves on this line: an answer, and the query that starts at once because of it, share a line. */
  moves: number;
  /** Whether another process is interrupted here, although it could continue. */
  interrupts: boolean;
}

/** A sequence of moves that breaks or shows a property. */
export interface OrdersWay {
  /** The cause as the simulator names it, if the way ends with an old version. */
  cause: string | null;
  /** The short form: `R0 R0 R0 W0 W0 R0`. */
  way: string;
  told: StepTold[];
}

/** A cell of the table: the result of a search for one property. */
export interface Finding {
  property: string;
  kind: 'always' | 'sometimes';
  verdict: 'never' | 'violated' | 'happens' | 'undecided';
  /** The number of orders, if all were tried. Rounded above 2^53. */
  orders: number | null;
  states: number;
  /** The steps of the shortest way. */
  steps: string[];
  sentence: string;
  /** The shortest way of each kind, the shortest of all first. */
  ways: OrdersWay[];
}

/** A possible next move. */
export interface Choice {
  /** Its name in the short form: `R0`, `W0!`, `TTL`, `LOCK`, `CRASH`. */
  move: string;
  /** The process that continues or crashes; null for other moves, such as a TTL that ends. */
  actor: string | null;
  /** What will happen. */
  text: string;
  /** The properties that this move is the first to break or to show. */
  breaks: string[];
}

/** The state of a property after the moves so far. */
export interface Standing {
  property: string;
  kind: 'always' | 'sometimes';
  sentence: string;
  /** The number of moves after which it was first broken or shown. */
  since: number | null;
  /** Whether it is broken or shown at this moment. */
  now: boolean;
}

/** The result of `orders_point(line, way, of)`. */
export interface OrdersPoint {
  line: string;
  way: string;
  told: StepTold[];
  /** Empty if every process has ended. */
  choices: Choice[];
  standings: Standing[];
}

/** The result of `orders_play(line, way, property, of)`: a run like any other, with the times of its steps. */
export interface OrdersRun extends Run {
  orders: { line: string; way: string; times_ns: Float64Array };
}

/** A search in slices. */
export interface Orders {
  /** Explores this number of further states; returns true when it has finished. */
  advance(states: number): boolean;
  line(): string;
  tried(): number;
  states(): number;
  states_max(): number;
  findings(): Finding[];
  free(): void;
}
