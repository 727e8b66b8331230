//! The numbers of a report as a table.

use super::Report;

/// A number of a report.
pub type Number = fn(&Report) -> f64;

/// The numbers of a report, by their paths in its JSON. The command line's tables and the page read them here;
/// tests/it/command_line.rs and tests/shipped/theory.test.js compare them with the JSON.
pub const NUMBERS: &[(&str, Number)] = &[
    ("events", |r| r.events as f64),
    ("reads", |r| r.reads as f64),
    ("unfinished", |r| r.unfinished as f64),
    ("under_way.reads", |r| r.under_way.reads as f64),
    ("under_way.response_max_ms", |r| r.under_way.response_max_ms),
    ("under_way.lock_waits", |r| r.under_way.lock_waits as f64),
    ("under_way.lock_wait_max_ms", |r| r.under_way.lock_wait_max_ms),
    ("failed", |r| r.failed as f64),
    ("hits", |r| r.hits as f64),
    ("misses", |r| r.misses as f64),
    ("stale_hits", |r| r.stale_hits as f64),
    ("stale_reads", |r| r.stale_reads as f64),
    ("early_recomputes", |r| r.early_recomputes as f64),
    ("db_queries", |r| r.db_queries as f64),
    ("queries.asked", |r| r.queries.asked as f64),
    ("queries.queued", |r| r.queries.queued as f64),
    ("queries.in_flight", |r| r.queries.in_flight as f64),
    ("queries.done", |r| r.queries.done as f64),
    ("queries.dropped", |r| r.queries.dropped as f64),
    ("updates.asked", |r| r.updates.asked as f64),
    ("updates.queued", |r| r.updates.queued as f64),
    ("updates.in_flight", |r| r.updates.in_flight as f64),
    ("updates.done", |r| r.updates.done as f64),
    ("updates.dropped", |r| r.updates.dropped as f64),
    ("db_in_flight_max", |r| r.db_in_flight_max as f64),
    ("db_queue_max", |r| r.db_queue_max as f64),
    ("lock_waits", |r| r.lock_waits as f64),
    ("writes", |r| r.writes as f64),
    ("interventions_idle", |r| r.interventions_idle as f64),
    ("hit_ratio", |r| r.hit_ratio),
    ("latency_ms.mean", |r| r.latency_ms.mean),
    ("latency_ms.p50", |r| r.latency_ms.p50),
    ("latency_ms.p90", |r| r.latency_ms.p90),
    ("latency_ms.p99", |r| r.latency_ms.p99),
    ("latency_ms.max", |r| r.latency_ms.max),
    ("wait_ms.mean", |r| r.wait_ms.mean),
    ("wait_ms.max", |r| r.wait_ms.max),
    ("stale_age_ms.mean", |r| r.stale_age_ms.mean),
    ("stale_age_ms.max", |r| r.stale_age_ms.max),
];
