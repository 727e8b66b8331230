/**
 * The shapes that cross from the Rust core (`src/wasm.rs`) to the page: the one description of them on this side.
 * All times are nanoseconds of virtual time since the run began, as whole numbers in a double (exact to 104 days).
 * JavaScript only looks things up in these columns; it recomputes nothing.
 */

/**
 * Why a line was refused: the field, the value given, what is allowed, and a sentence with all three. Only the larger
 * core (feature `orders`) gives `fits` and `suggestion`; it also reads other spellings of a value: `10%`, `200` for a
 * rate, `1e6`.
 */
export interface ScenarioError {
  field: string;
  value: string;
  allowed: string;
  message: string;
  /** Whether all fields are valid, but the run would certainly make too many events. */
  too_large?: boolean;
  /**
   * For a run that is too large: for each field that drives it, a value with which the run fits, all others being
   * unchanged. `surely`: by upper estimates; otherwise it may fit. Empty for every other refusal.
   */
  fits?: { field: string; value: string; surely: boolean }[];
  /** What could be written instead, as `name=value`, where something near would be allowed. */
  suggestion?: string;
  /** The whole line, if it was refused by `Engine.read`. */
  line?: string;
}

/** One row of the core's FIELDS table. `kind` says how to draw the control. */
export interface Field {
  name: string;
  /** A single scenario value as text, e.g. `4s`, `60/s`, `mutex`. */
  default: string;
  kind: 'integer' | 'number' | 'duration' | 'rate' | 'latency' | 'choice' | 'switch' | 'actions';
  /** For `choice` and `switch`, the words allowed; for `actions`, the names of the interventions (see `Action`). */
  choices: string[];
  /**
   * One per word of a `choice`, in the same order. `title` heads a lane ("Mutex"), `doc` is the line under it ("one
   * reader recomputes, the others wait").
   */
  choice_docs: { title: string; doc: string }[];
  /** The least and the greatest value, as they would be written; null where every value of the kind is allowed. */
  range: Range | null;
  /** What is allowed, as the end of a sentence. */
  allowed: string;
  /** One line of meaning. */
  doc: string;
  /** Heading under which the form shows it. */
  group: string;
  /** Whether all lanes have the same value of it: they share their traffic, length and interventions. */
  shared: boolean;
}

/** The bounds of a field or an argument, both included, as they would be written: `1us`, `24h`. */
export interface Range {
  low: string;
  high: string;
}

/** One row of the core's ACTIONS table: an intervention, `do=TIME:NAME[:ARGUMENT…]`. */
export interface Action {
  name: string;
  title: string;
  /** One line of meaning. */
  doc: string;
  /** The objects of the stage that it acts on. */
  about: string[];
  /** The arguments, in order. `default` is null for a required one; `example` is what a form proposes. */
  arguments: { name: string; kind: Field['kind']; range: Range; default: string | null; example: string }[];
}

/** A named scenario with the claim that it shows; its line is in the canonical form. */
export interface Preset {
  name: string;
  title: string;
  claim: string;
  /** The number that the claim is about: a step function of `Run.steps`, or the share of `hits` in `reads`. */
  shows: keyof Run['steps'] | 'hit_ratio';
  line: string;
  /** The lanes to compare it with, as `lanes(line, compare)` reads them; empty if there are none. */
  compare: string;
  /** The cursor's first position, shortly before the moment that the claim is about. */
  starts_at_ns: number;
}

/**
 * A comparison, as `lanes(line, compare)` of the larger core reads it: `mutex,write_policy=update,ttl=2s`. A word alone
 * is a strategy. `compare` is its canonical form; each lane differs from the line in one field and faces the same
 * traffic. A field that would change the traffic, the length or the interventions of the run is refused, as are fields
 * and values that the line does not take.
 */
export interface Compared {
  compare: string;
  lanes: { field: string; value: string; line: string }[];
}

/** A scenario line that parsed: its canonical form (only what differs from the defaults), and every value as text. */
export interface Parsed {
  line: string;
  values: Record<string, string>;
}

/**
 * Per event kind: its name and the names and units of the payload columns a, b, c. Where a column holds numbers of
 * words (unit `absence` or `stale_cause`), `words` lists these words in order; otherwise it is empty.
 */
export interface EventKind {
  name: string;
  fields: { name: string; unit: string; words: string[] }[];
}

/**
 * The queries of reads and refreshes, or the updates of writes, by their state at the end of the run:
 * asked (for) = queued + in_flight + done + dropped.
 */
export interface Work {
  asked: number;
  /** Waiting in the queue for a connection. */
  queued: number;
  /** Holding a connection. */
  in_flight: number;
  done: number;
  /** Ended without an answer: refused, cancelled, or lost in a crash of the process. */
  dropped: number;
}

export interface Report {
  scenario: string;
  fingerprint: string;
  events: number;
  reads: number;
  unfinished: number;
  /**
   * The reads still in flight at the end: how many, their longest response time so far, and their waits for a lock or
   * for another read's query.
   */
  under_way: { reads: number; response_max_ms: number; lock_waits: number; lock_wait_max_ms: number };
  failed: number;
  hits: number;
  misses: number;
  /** The number of misses by reason (`Run.absences`); in the remaining ones the cache was unreachable. */
  miss_reasons: Record<string, number>;
  stale_hits: number;
  stale_reads: number;
  early_recomputes: number;
  /** Queries that the database began. */
  db_queries: number;
  queries: Work;
  updates: Work;
  db_in_flight_max: number;
  db_queue_max: number;
  lock_waits: number;
  writes: number;
  /** Interventions that changed nothing. */
  interventions_idle: number;
  /** Why the strategy had nothing to do in this run, if so; the narration ends with the same as a sentence. */
  strategy_idle?: 'nothing_missed' | 'nothing_expired' | 'nobody_met';
  hit_ratio: number;
  latency_ms: { mean: number; p50: number; p90: number; p99: number; max: number };
  wait_ms: { mean: number; max: number };
  stale_age_ms: { mean: number; max: number };
  episodes: { at_ms: number; db_queries: number; early: number; gap_ms: number }[];
  /**
   * The measurements that theory is compared with (`session/theory.js`). Empty for the user's code, to which no closed
   * form applies.
   */
  samples: Float64Array;
  /** The closed forms and their measurements; only in reports that the check has added them to. */
  theory?: Record<string, Form>;
  /** Present if the run was stopped at a limit. Everything else, including `Run.end_ns`, is then as of `at_ms`. */
  stopped?: { at_ms: number; of_ms: number; limit: 'events' | 'work' | 'memory'; sentence: string };
}

/** A closed form and its measurement, which excludes the beginning and the end of the run. */
export interface Form {
  /** Its name, in words. */
  label: string;
  predicted: number;
  /** Absent if the run had nothing to measure. */
  measured?: number;
  /** Absent if the run does not allow to estimate the error of `measured`. */
  standard_error?: number;
  /** The weight of `measured` in a mean over several runs. */
  weight: number;
  /** The number of independent parts of the run (episodes, cycles, stretches) that `measured` is the mean of. */
  n: number;
  /** The smallest `n`, over all runs together, that is enough for a comparison. */
  n_min: number;
}

/** A step function: `value[i]` holds from `at_ns[i]` until `at_ns[i + 1]`; before the first it is 0. */
export interface Steps {
  at_ns: Float64Array;
  value: Float64Array;
}

/**
 * Intervals [from_ns, to_ns), ascending and disjoint, in which the longest wait so far has not ended yet: at a time t
 * in one of them it is t - since_ns. At all other times it is the value of the corresponding step function.
 */
export interface UnderWay {
  from_ns: Float64Array;
  to_ns: Float64Array;
  since_ns: Float64Array;
}

/** The outcome of a request; `Run.outcomes` lists them in the order of their indexes. */
export type Outcome =
  'unfinished' | 'hit' | 'stale_hit' | 'early' | 'waited' | 'miss' | 'failed' | 'write' | 'refresh' | 'abandoned';

/** What a request is doing during a segment; `Run.phases` lists them in the order of their indexes. */
export type Phase = 'cache' | 'lock' | 'queue' | 'database' | 'application';

/**
 * Events of a run, one row each, in order: all from `from_ns` to `to_ns`, both included, or those of them that a query
 * selects. `actor` packs a kind and a number (`src/trace.rs`): the letter is `'RWBISGD'[actor & 7]` (read, write,
 * background refresh, intervention, site, ghost, deferred), the number `actor >>> 3`. Example: `R12`.
 */
export interface Events {
  /** The number of events before the first of these. */
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

/**
 * The events of a run around a time: at least `before` events before `at_ns` and at least `after` events from then on,
 * if there are that many. Events of the same instant are not separated. With `actor`, `kind` or `key`, only events of
 * it.
 */
export interface ExcerptRequest {
  at_ns: number;
  before?: number;
  after?: number;
  actor?: number;
  kind?: number;
  key?: number;
}

/** The events of a large run that a view needs: `rows.js`, `detail.js`. */
export interface EventQuery {
  /** The last event at or before this time, and the events around it. */
  at_ns: number;
  /** All events since this time. Without it, only the last one. */
  since_ns?: number;
  /** This number of last events is enough, even if they do not reach back to `since_ns`. */
  enough?: number;
  /** Only events of this actor, kind or key. */
  actor?: number;
  kind?: number;
  key?: number;
}

/** A finished run: everything that views need, in columns. */
export interface Run {
  format: number;
  line: string;
  /** Every field's value as text, as `parse(line).values` gives it: connections and TTL for the stage. */
  values: Record<string, string>;
  fingerprint: string;
  /** The scenario's duration; requests still in flight then are `unfinished`. */
  end_ns: number;
  report: Report;
  /** All events. With more than the core keeps (`EVENTS_WHOLE_MAX`) it is empty, and `to_ns` is before `from_ns`. */
  events: Events;
  /** For a run without its events: fetches those of a query; null until they are there (added by `session.js`). */
  detail?: (query: EventQuery) => Events | null;
  outcomes: Outcome[];
  phases: Phase[];
  /** Why a value is absent: never_stored, expired, deleted, flushed, evicted, refused. `CacheMiss.why` is an index. */
  absences: string[];
  /** How a stay ended: present (not before the run ended), replaced, expired, deleted, flushed, evicted. */
  endings: string[];
  /** One row per request (reads, writes, background refreshes), in order of start. */
  requests: {
    actor: Uint32Array;
    key: Uint32Array;
    instance: Uint8Array;
    start_ns: Float64Array;
    /** For an unfinished request, the end of the run. */
    end_ns: Float64Array;
    /** Index into `outcomes`. */
    outcome: Uint8Array;
    /** Why its first lookup missed, as an index into `absences`; 255 if the value was not absent. */
    absence: Uint8Array;
    /** 1 when the read returned a version older than the newest committed at its start. */
    stale: Uint8Array;
    /** How stale the value served was, ns (0 = current and within its TTL). */
    stale_age_ns: Float64Array;
    /** The swim-lane row: the lowest one that is free at the request's start. */
    row: Uint32Array;
    /** Rows [segment_first[i], segment_first[i + 1]) of `segments` belong to request i. One longer than the others. */
    segment_first: Uint32Array;
    /** One past the highest `row`. */
    rows: number;
  };
  segments: { phase: Uint8Array; start_ns: Float64Array; end_ns: Float64Array };
  steps: {
    /**
     * Queries and updates that hold a connection, their maximum so far, and those in the queue. For queries alone,
     * subtract `updates_in_flight` or `updates_queued`.
     */
    db_in_flight: Steps;
    db_in_flight_max: Steps;
    db_queued: Steps;
    lock_waiting: Steps;
    /** Queries that the database began, so far. */
    db_queries: Steps;
    /** Queries asked for so far, whether begun or queued, and those done. */
    queries_asked: Steps;
    queries_done: Steps;
    /** The same for updates, and the number of updates that are queued, and that hold a connection, at the time. */
    updates_asked: Steps;
    updates_done: Steps;
    updates_queued: Steps;
    updates_in_flight: Steps;
    /** The longest response time so far of a read that has ended, in ms; `responses` adds reads in flight. */
    wait_max_ms: Steps;
    /** The longest ended wait so far for a lock or another read's query, in ms; `lock_waits` adds current waits. */
    lock_wait_max_ms: Steps;
    /** The age of the stalest value served so far, in ms. */
    stale_age_max_ms: Steps;
    /** Reads ended so far, and those of them that were hits, were misses, failed, or returned an old version. */
    reads: Steps;
    hits: Steps;
    misses: Steps;
    failed: Steps;
    stale_reads: Steps;
  };
  /** When the longest response time so far is that of a read in flight, and the same for lock waits. */
  responses: UnderWay;
  lock_waits: UnderWay;
  /**
   * The run divided into equal windows (the last one may be shorter), one row each; `bounds_ns` is one longer. A read
   * counts in the window where it ended, a query where it began. Percentiles and ages are 0 if no read ended.
   */
  windows: {
    bounds_ns: Float64Array;
    reads: Uint32Array;
    /** The reads that were answered from the cache. */
    hits: Uint32Array;
    /** `hits` divided by `reads`; 0 if no read ended. */
    hit_ratio: Float64Array;
    latency_p50_ms: Float64Array;
    latency_p99_ms: Float64Array;
    /** Reads that got a value past its TTL or superseded, and the age of the oldest such value. */
    stale: Uint32Array;
    stale_age_max_ms: Float64Array;
    db_queries: Uint32Array;
    db_in_flight_max: Uint32Array;
    db_queued_max: Uint32Array;
  };
  /** Lower bounds that no strategy can beat on these reads, and an upper bound for the age of this run's values. */
  limits: { db_queries_min: number; wait_ms_min: number; stale_age_ms_max: number };
  /**
   * Stays of values in the cache, one row per store: [set_ns, gone_ns), fresh until fresh_until_ns. A key that is
   * deleted, flushed or evicted while it is absent has a row of length 0, which changes the reason why it is absent.
   */
  stays: {
    key: Uint32Array;
    version: Uint32Array;
    set_ns: Float64Array;
    fresh_until_ns: Float64Array;
    expires_ns: Float64Array;
    /** The end of the stay; for a value that is still there, the end of the run. */
    gone_ns: Float64Array;
    /** How it ended, as an index into `endings`. */
    ending: Uint8Array;
  };
  /** Holders of locks, one row per holding: [from_ns, to_ns), until the release, the loss or the end of the lease. */
  holdings: { key: Uint32Array; actor: Uint32Array; from_ns: Float64Array; to_ns: Float64Array };
  /** The number of dice rolled for key 0, the most popular key. */
  dice: number;
  /** Sentences about what happened, for the caption, the log and screen readers. */
  narration: { at_ns: number; role: 'plain' | 'hit' | 'miss' | 'stale' | 'wait'; text: string }[];
  /** Interesting times to jump to, ascending. */
  moments: Float64Array;
  /** For a run with code: its listing and messages, and the requests on each of its lines over time. */
  code?: import('./code.js').CodeOfRun;
  stands?: import('./code.js').Stands;
  /** For a recording of real servers: its header (added by `recorder_worker.js`). */
  recording?: import('./header.js').RecordingHeader;
}
