/**
 * The shapes that cross from the Rust core (`src/wasm.rs`) to the page: the one description of them on this side.
 * All times are nanoseconds of virtual time since the run began, as whole numbers in a double (exact to 104 days).
 * JavaScript only looks things up in these columns; it recomputes nothing.
 */

/**
 * A refusal: the field, the value given, what is allowed, and all of it as one sentence. `fits` and `suggestion` come from
 * the larger core alone (feature `orders`), which also reads other spellings of a value: `10%`, `200` for a rate, `1e6`.
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
  /** The whole line, where `Engine.read` was asked for it. */
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
  /** The objects of the stage it is done to. */
  about: string[];
  /** What follows the name, in order. `default` is null where it has to be given; `example` is what a form proposes. */
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
  /** The lanes beside it that show the claim, as `lanes(line, compare)` reads them; empty where it stands alone. */
  compare: string;
  /** A moment before what the claim is about. */
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
 * words (unit `absence` or `stale_cause`), `words` has them in their order; elsewhere it is empty.
 */
export interface EventKind {
  name: string;
  fields: { name: string; unit: string; words: string[] }[];
}

/**
 * What became of the queries of reads and refreshes, or of the updates of writes, by the end of the run:
 * asked (for) = queued + in_flight + done + dropped.
 */
export interface Work {
  asked: number;
  /** In the line before the connections. */
  queued: number;
  /** Holding a connection. */
  in_flight: number;
  done: number;
  /** Ended without an answer: refused, broken off, or gone with its process. */
  dropped: number;
}

export interface Report {
  scenario: string;
  fingerprint: string;
  events: number;
  reads: number;
  unfinished: number;
  /** Of the reads still in flight at the end: the oldest, and those that wait at a lock or for another read's query. */
  under_way: { reads: number; response_max_ms: number; lock_waits: number; lock_wait_max_ms: number };
  failed: number;
  hits: number;
  misses: number;
  /** Of the misses, how many for which reason, by the words of `Run.absences`; the rest found the cache out of reach. */
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
  /** Why the strategy had nothing to do in this run, if it had not; the narration's last sentence then says it in words. */
  strategy_idle?: 'nothing_missed' | 'nothing_expired' | 'nobody_met';
  hit_ratio: number;
  latency_ms: { mean: number; p50: number; p90: number; p99: number; max: number };
  wait_ms: { mean: number; max: number };
  stale_age_ms: { mean: number; max: number };
  episodes: { at_ms: number; db_queries: number; early: number; gap_ms: number }[];
  /** What theory is compared with (`session/theory.js`). Empty for the user's code: no closed form can apply. */
  samples: Float64Array;
  /** The closed forms beside the measurements: only in a report that the check has completed with them. */
  theory?: Record<string, Form>;
  /** There if the run was stopped at a limit: all else, `Run.end_ns` too, is as far as it got. `sentence` says it. */
  stopped?: { at_ms: number; of_ms: number; limit: 'events' | 'work' | 'memory'; sentence: string };
}

/** A closed form beside what a run measured, free of the run's edges. */
export interface Form {
  /** What it is called, in words. */
  label: string;
  predicted: number;
  /** Not there when the run had nothing to measure. */
  measured?: number;
  /** Where the run tells how far off `measured` may be. */
  standard_error?: number;
  /** Of how much `measured` is the mean. */
  weight: number;
  /** Over how many independent parts of the run (episodes, cycles, stretches), */
  n: number;
  /** and fewer than how many, over all runs that are put together, are too few to compare. */
  n_min: number;
}

/** A step function: `value[i]` holds from `at_ns[i]` until `at_ns[i + 1]`; before the first it is 0. */
export interface Steps {
  at_ns: Float64Array;
  value: Float64Array;
}

/**
 * Stretches [from_ns, to_ns), ascending, none overlapping, in which the longest wait so far has not ended yet: at a time t
 * in one of them it is t - since_ns. Outside of them it is the value of the step function beside it.
 */
export interface UnderWay {
  from_ns: Float64Array;
  to_ns: Float64Array;
  since_ns: Float64Array;
}

/** What a request turned out to be; indexes of `Run.outcomes`. */
export type Outcome =
  'unfinished' | 'hit' | 'stale_hit' | 'early' | 'waited' | 'miss' | 'failed' | 'write' | 'refresh' | 'abandoned';

/** What a request is doing during a segment; indexes of `Run.phases`. */
export type Phase = 'cache' | 'lock' | 'queue' | 'database' | 'application';

/**
 * Events of a run, one row each, in order: all that happened from `from_ns` to `to_ns`, both included; or of them those
 * that were asked for. `actor` is kind and number in one, as `src/trace.rs` packs them: the letter is `'RWBISGD'[actor
 * & 7]` (read, write, background refresh, intervention, site, ghost, deferred), the number `actor >>> 3`: `R12`.
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

/**
 * The events of a run around a time: at least `before` of those that come before `at_ns`, and `after` of those from
 * then on, where there are so many, in whole instants; of one actor, kind or key alone where it is given.
 */
export interface ExcerptRequest {
  at_ns: number;
  before?: number;
  after?: number;
  actor?: number;
  kind?: number;
  key?: number;
}

/** Which events of a large run a view needs: `rows.js`, `detail.js`. */
export interface EventQuery {
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
  /** Every field's value as text, as `parse(line).values` gives it: connections and TTL for the stage. */
  values: Record<string, string>;
  fingerprint: string;
  /** The scenario's duration; requests still in flight then are `unfinished`. */
  end_ns: number;
  report: Report;
  /** All events; none if there are more than the core keeps (`EVENTS_WHOLE_MAX`): then it ends before it begins. */
  events: Events;
  /** Of a run without its events: those that are asked for, null while they are fetched (added by `session.js`). */
  detail?: (query: EventQuery) => Events | null;
  outcomes: Outcome[];
  phases: Phase[];
  /** Why a value is absent: never_stored, expired, deleted, flushed, evicted, refused. Also what `CacheMiss.why` means. */
  absences: string[];
  /** Why a stay ended: present (it had not when the run ended), replaced, expired, deleted, flushed, evicted. */
  endings: string[];
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
    /** Why its first look found nothing, as an index into `absences`; 255 where it did not find the value absent. */
    absence: Uint8Array;
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
    /** Queries and updates that hold a connection, the most so far, and those in the line; without `updates_`, reads' alone. */
    db_in_flight: Steps;
    db_in_flight_max: Steps;
    db_queued: Steps;
    lock_waiting: Steps;
    /** Queries that the database began, so far. */
    db_queries: Steps;
    /** Queries asked for so far, whether begun or in the line, and those done. */
    queries_asked: Steps;
    queries_done: Steps;
    /** The same of updates, and how many of them are in the line, and hold a connection, now. */
    updates_asked: Steps;
    updates_done: Steps;
    updates_queued: Steps;
    updates_in_flight: Steps;
    /** Longest response time of a read that has ended, so far, ms; with `responses`, of those under way too. */
    wait_max_ms: Steps;
    /** Longest wait at a lock, or for another read's query, that has ended, so far, ms; see `lock_waits`. */
    lock_wait_max_ms: Steps;
    /** Stalest value served so far, ms. */
    stale_age_max_ms: Steps;
    /** Reads ended so far; of these: answered from the cache, no value found, ended with an error, an old version. */
    reads: Steps;
    hits: Steps;
    misses: Steps;
    failed: Steps;
    stale_reads: Steps;
  };
  /** Where the longest response time so far is that of a read under way; and likewise the longest lock wait. */
  responses: UnderWay;
  lock_waits: UnderWay;
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
  /**
   * Stays of values in the cache, one row per store: [set_ns, gone_ns), fresh until fresh_until_ns. What is deleted,
   * flushed or evicted though it was gone already, or never there, has a row of no length then: why it is absent since.
   */
  stays: {
    key: Uint32Array;
    version: Uint32Array;
    set_ns: Float64Array;
    fresh_until_ns: Float64Array;
    expires_ns: Float64Array;
    /** When it was gone, for whichever reason came first; the end of the run where it was still there. */
    gone_ns: Float64Array;
    /** For which reason, as an index into `endings`. */
    ending: Uint8Array;
  };
  /** Who held a key's lock, one row per holding: [from_ns, to_ns), to the release, the loss or the end of its lease. */
  holdings: { key: Uint32Array; actor: Uint32Array; from_ns: Float64Array; to_ns: Float64Array };
  /** How many dice were rolled for key 0, the most popular one. */
  dice: number;
  /** The page's voice: what happened, for caption, log and screen reader. */
  narration: { at_ns: number; role: 'plain' | 'hit' | 'miss' | 'stale' | 'wait'; text: string }[];
  /** Times worth jumping to, ascending. */
  moments: Float64Array;
  /** Of a run with code: what is told of the code, and who stood on which of its lines. */
  code?: import('./code.js').CodeOfRun;
  stands?: import('./code.js').Stands;
  /** Of a recording of real servers: its header (added by `recorder_worker.js`). */
  recording?: RecordingHeader;
}

/** The header of a recording (`real/src/recording.rs`). Its texts contain no markup. */
export interface RecordingHeader {
  /** The version of the core whose strategies ran. */
  engine: string;
  /** Versions of the servers, such as `7.0.15`. */
  redis: string;
  postgresql: string;
  machine: string;
  date: string;
  line: string;
  /** The delay of requests; the time that the database took in excess of the scenario's; the time of a Redis command. */
  lateness_ms: { p50: number; p99: number };
  statement_overhead_ms: { p50: number; p99: number };
  command_ms: { p50: number; p99: number };
  /** Whether requests were sent in time. */
  valid: boolean;
  /** How many events there are. */
  events: number;
}
