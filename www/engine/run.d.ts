/**
 * The shapes that cross from the Rust core (`src/wasm.rs`) to the page: the one description of them on this side.
 * All times are nanoseconds of virtual time since the run began, as whole numbers in a double (exact to 104 days).
 * JavaScript only looks things up in these columns; it recomputes nothing.
 */

/** A refusal: the field, the value given, what is allowed, and all of it as one sentence. */
export interface ScenarioError {
  field: string;
  value: string;
  allowed: string;
  message: string;
}

/** One row of the core's FIELDS table. `kind` says how to draw the control. */
export interface Field {
  name: string;
  /** A single scenario value as text, e.g. `4s`, `60/s`, `mutex`. */
  default: string;
  kind: 'integer' | 'number' | 'duration' | 'rate' | 'latency' | 'choice' | 'switch' | 'actions';
  /** For `choice`, the words allowed; for `actions`, the interventions there are, whose arguments `allowed` names. */
  choices: string[];
  /**
   * Asked for by the page: one per word of `choices`, in the same order, so that a new strategy needs nothing in `www/`.
   * `title` heads a lane ("Mutex"), `doc` is the line under it ("one reader recomputes, the others wait"). Without it the page shows the bare word.
   */
  choice_docs?: { title: string; doc: string }[];
  /** Allowed range in words, e.g. `1us to 1h`. */
  allowed: string;
  /** One line of meaning. */
  doc: string;
  /** Heading under which the form shows it. */
  group: string;
}

/** A named scenario with the claim that it shows; its line is in the canonical form (made so by `worker.js`). */
export interface Preset {
  name: string;
  title: string;
  claim: string;
  line: string;
}

/** A scenario line that parsed: the canonical line (only what differs from the defaults) and every field's value as text. */
export interface Parsed {
  line: string;
  values: Record<string, string>;
}

/** Per event kind: its name and the names and units of the payload columns a, b, c. */
export interface EventKind {
  name: string;
  fields: { name: string; unit: string }[];
}

export interface Report {
  scenario: string;
  fingerprint: string;
  events: number;
  reads: number;
  unfinished: number;
  failed: number;
  hits: number;
  misses: number;
  stale_hits: number;
  stale_reads: number;
  early_recomputes: number;
  db_queries: number;
  db_in_flight_max: number;
  db_queue_max: number;
  lock_waits: number;
  writes: number;
  hit_ratio: number;
  latency_ms: { mean: number; p50: number; p90: number; p99: number; max: number };
  wait_ms: { mean: number; max: number };
  stale_age_ms: { mean: number; max: number };
  episodes: { at_ms: number; db_queries: number; early: number; gap_ms: number }[];
  /** `standard_error` where the run tells it, from independent episodes; `weight`: of how much `measured` is the mean. */
  theory: Record<string, { predicted: number; measured: number; standard_error?: number; weight: number }>;
}

/** A step function: `value[i]` holds from `at_ns[i]` until `at_ns[i + 1]`; before the first it is 0. */
export interface Steps {
  at_ns: Float64Array;
  value: Float64Array;
}

/** What a request turned out to be; indexes of `Run.outcomes`. */
export type Outcome =
  'unfinished' | 'hit' | 'stale_hit' | 'early' | 'waited' | 'miss' | 'failed' | 'write' | 'refresh' | 'abandoned';

/** What a request is doing during a segment; indexes of `Run.phases`. */
export type Phase = 'cache' | 'lock' | 'queue' | 'database' | 'application';

/**
 * Events of a run, one row each, in order: all that happened from `from_ns` to `to_ns`, both included; or of them those
 * that were asked for. `actor` is kind and number in one, as `src/trace.rs` packs them: the letter is
 * `'RWBISGD'[actor & 7]` (read, write, background refresh, intervention, site, ghost, deferred), the number `actor >>> 3`:
 * `R12`.
 */
export interface Events {
  /** How many came before them. */
  first: number;
  from_ns: number;
  to_ns: number;
  at_ns: Float64Array;
  kind: Uint8Array;
  actor: Uint32Array;
  key: Uint32Array;
  a: Float64Array;
  b: Float64Array;
  c: Float64Array;
}

/** Which events of a large run a view needs: `rows.js`, `detail.js`. */
export interface Ask {
  /** The event before this time, or at it, and what surrounds it. */
  at_ns: number;
  /** All since then; just the last one without it. */
  since_ns?: number;
  /** As many of the last ones do as well. */
  enough?: number;
  /** Only those of this actor, of this kind, of this key. */
  actor?: number;
  kind?: number;
  key?: number;
}

/** A finished run: everything a view needs, in columns. */
export interface Run {
  format: number;
  line: string;
  /** Every field's value as text, as `parse(line).values` gives it (added by `worker.js`): connections and TTL for the stage. */
  values: Record<string, string>;
  fingerprint: string;
  /** The scenario's duration; requests still in flight then are `unfinished`. */
  end_ns: number;
  report: Report;
  /** All of them; or none, where there are more than the core keeps (`EVENTS_WHOLE_MAX`), so that it ends before it begins. */
  events: Events;
  /** Of a run without its events: those that are asked for, null while they are fetched (added by `session.js`). */
  detail?: (ask: Ask) => Events | null;
  outcomes: Outcome[];
  phases: Phase[];
  /** One row per request (reads, writes, background refreshes), in order of start. */
  requests: {
    actor: Uint32Array;
    key: Uint32Array;
    instance: Uint8Array;
    start_ns: Float64Array;
    /** `end_ns` of the run when unfinished. */
    end_ns: Float64Array;
    /** Index into `outcomes`. */
    outcome: Uint8Array;
    /** 1 when the read returned a version older than the newest committed at its start. */
    stale: Uint8Array;
    /** How stale the value served was, ns (0 = current and within its TTL). */
    stale_age_ns: Float64Array;
    /** Swim-lane row: the lowest one free at the request's start. */
    row: Uint32Array;
    /** Rows [segment_first[i], segment_first[i + 1]) of `segments` belong to request i. One longer than the others. */
    segment_first: Uint32Array;
    /** One past the highest `row`. */
    rows: number;
  };
  segments: { phase: Uint8Array; start_ns: Float64Array; end_ns: Float64Array };
  steps: {
    db_in_flight: Steps;
    db_queued: Steps;
    lock_waiting: Steps;
    /** Database queries so far. */
    db_queries: Steps;
    /** Longest read latency so far, ms. */
    wait_max_ms: Steps;
    /** Stalest value served so far, ms. */
    stale_age_max_ms: Steps;
    /** Reads ended so far, and of these the ones answered from the cache. */
    reads: Steps;
    hits: Steps;
  };
  /**
   * The run cut into equal stretches (the last one may be shorter), one row each; `bounds_ns` is one longer. A read
   * counts where it ended, a query where it began. Percentiles and ages are 0 where no read ended.
   */
  windows: {
    bounds_ns: Float64Array;
    reads: Uint32Array;
    /** Of these, answered from the cache. */
    hits: Uint32Array;
    /** As a part of the reads; 0 where none ended. */
    hit_ratio: Float64Array;
    latency_p50_ms: Float64Array;
    latency_p99_ms: Float64Array;
    /** Reads that were served past the TTL or superseded, and the oldest value any of them got. */
    stale: Uint32Array;
    stale_age_max_ms: Float64Array;
    db_queries: Uint32Array;
    db_in_flight_max: Uint32Array;
    db_queued_max: Uint32Array;
  };
  /** What no strategy could beat on these reads, and how stale the values of this run could have become at most. */
  limits: { db_queries_min: number; wait_ms_min: number; stale_age_ms_max: number };
  /** The value's stay in the cache, one row per store: [set_ns, gone_ns), fresh until fresh_until_ns, kept until expires_ns. */
  stays: {
    key: Uint32Array;
    version: Uint32Array;
    set_ns: Float64Array;
    fresh_until_ns: Float64Array;
    expires_ns: Float64Array;
    /** Replaced, deleted or expired, whichever came first. */
    gone_ns: Float64Array;
  };
  /** Who held a key's lock, one row per holding: [from_ns, to_ns), to the release, the loss or the end of its lease. */
  holdings: { key: Uint32Array; actor: Uint32Array; from_ns: Float64Array; to_ns: Float64Array };
  /** How many dice were rolled for key 0, the most popular one. */
  dice: number;
  /** The page's voice: what happened, for caption, log and screen reader. */
  narration: { at_ns: number; role: 'plain' | 'hit' | 'miss' | 'stale' | 'wait'; text: string }[];
  /** Times worth jumping to, ascending. */
  moments: Float64Array;
}

// What follows crosses from the second build of the core alone (the feature `python`), which runs code.

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

/** A row of `language()`: something to write, or (`absent`) not to write, and then `doc` says what instead. */
export interface Completion {
  kind: 'verb' | 'function' | 'attribute' | 'setting' | 'error' | 'word' | 'absent';
  name: string;
  signature: string;
  doc: string;
}

/** A row of `listings()`: a strategy or a write policy by its word, as code that has its fingerprint. */
export interface Listing {
  name: string;
  text: string;
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

/** What a run of code has besides (`Run.code`). */
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
