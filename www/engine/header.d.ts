// The header of a recording of real servers, which the page adds to the run of the recording.

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
  /** The delay of requests, the database's time beyond that of the scenario, and the time of a Redis command. */
  lateness_ms: { p50: number; p99: number };
  statement_overhead_ms: { p50: number; p99: number };
  command_ms: { p50: number; p99: number };
  /** Whether requests were sent in time. */
  valid: boolean;
  /** The number of events. */
  events: number;
}
