//! Tests of the theory in the report for keys that are written.

use super::theory::check;
use super::*;

const WRITTEN: &[&str] =
    &["cycle_ms", "db_queries_per_episode", "db_rate_per_s", "hit_ratio", "lock_waits_share", "stale_read_share"];
/// The same, without the share of stale reads.
const REFILLED: &[&str] = &["cycle_ms", "db_queries_per_episode", "db_rate_per_s", "hit_ratio", "lock_waits_share"];

/// Each form of each line, over many seeds.
#[test]
fn every_form_of_a_written_key_agrees_with_the_runs() {
    check(table());
}

/// The lines, and which forms are shown for them.
pub fn table() -> &'static [(Runs, &'static [&'static str])] {
    &[
        ((100, "strategy=mutex rate=20/s ttl=3s db_latency=300ms write_rate=0.5/s duration=1000s"), WRITTEN),
        (
            (
                100,
                "strategy=mutex rate=20/s ttl=3s db_latency=300ms invalidation_loss=0.2 write_rate=0.5/s duration=1000s",
            ),
            WRITTEN,
        ),
        (
            (
                100,
                "strategy=mutex rate=20/s ttl=3s db_latency=exponential:100ms write_delay=200ms write_rate=0.5/s \
                 duration=1000s",
            ),
            REFILLED,
        ),
        (
            (
                100,
                "strategy=single_flight instances=1 rate=20/s ttl=3s db_latency=300ms write_rate=0.5/s duration=1000s",
            ),
            WRITTEN,
        ),
        (
            (
                100,
                "strategy=lease rate=20/s ttl=3s db_latency=300ms write_policy=ttl_only write_rate=0.5/s duration=1000s",
            ),
            WRITTEN,
        ),
        (
            (
                40,
                "strategy=single_flight instances=1 keys=5 write_rate=1/s rate=60/s ttl=2s db_latency=100ms \
                 duration=2000s",
            ),
            &["db_queries_per_episode", "db_rate_per_s", "hit_ratio", "lock_waits_share", "stale_read_share"],
        ),
        // Delayed deletes, which arrive before or after the end of the next query; some of them are lost.
        (
            (60, "strategy=mutex write_rate=0.5/s write_delay=100ms rate=50/s ttl=3s db_latency=300ms duration=1000s"),
            WRITTEN,
        ),
        (
            (
                60,
                "strategy=mutex write_rate=0.5/s write_delay=700ms invalidation_loss=0.3 rate=50/s ttl=3s \
                 db_latency=300ms duration=1000s",
            ),
            WRITTEN,
        ),
        // Queries on a replica.
        (
            (60, "strategy=mutex write_rate=0.2/s replica_lag=200ms rate=5/s ttl=3s db_latency=300ms duration=1000s"),
            WRITTEN,
        ),
        (
            (
                60,
                "strategy=mutex write_rate=0.2/s replica_lag=exponential:200ms rate=5/s ttl=3s db_latency=300ms \
                 duration=1000s",
            ),
            WRITTEN,
        ),
        (
            (
                60,
                "strategy=mutex write_rate=0.2/s write_policy=ttl_only replica_lag=exponential:200ms rate=5/s ttl=3s \
                 db_latency=300ms duration=1000s",
            ),
            WRITTEN,
        ),
        // Deletes void the lease.
        ((40, "strategy=lease write_rate=0.5/s rate=50/s ttl=3s db_latency=300ms duration=1000s"), WRITTEN),
        // Invalidate first.
        (
            (
                40,
                "strategy=single_flight instances=1 write_policy=invalidate_first write_rate=1/s rate=200/s ttl=5s \
                 db_latency=20ms cache_latency=0ms duration=1000s",
            ),
            WRITTEN,
        ),
        (
            (
                60,
                "strategy=mutex write_policy=invalidate_first write_delay=100ms write_rate=0.1/s rate=5/s ttl=3s \
                 db_latency=100ms duration=2000s",
            ),
            WRITTEN,
        ),
        // Double delete: 1/6·e^(−.1005/.2) = .10083 of the fills outlive it, 1−e^(−(.3−.1−.001)) = .18045, and
        // 1/6·1/1.5.
        (
            (
                40,
                "strategy=mutex write_policy=double_delete write_delay=100ms write_rate=1/s rate=20/s ttl=500ms \
                 db_latency=exponential:200ms cache_latency=500us db_connections=0 lock_ttl=1h duration=1000s",
            ),
            &["late_fill_share"],
        ),
        (
            (
                40,
                "strategy=unprotected write_policy=double_delete write_delay=100ms write_rate=1/s rate=5/s ttl=500ms \
                 db_latency=300ms db_connections=0 duration=1000s",
            ),
            &["late_fill_share"],
        ),
        (
            (
                40,
                "strategy=single_flight instances=1 write_policy=double_delete write_delay=exponential:100ms \
                 write_rate=1/s rate=20/s ttl=500ms db_latency=exponential:200ms cache_latency=0ms db_connections=0 \
                 duration=1000s",
            ),
            &["late_fill_share"],
        ),
        // Update and versioned set.
        (
            (
                40,
                "strategy=mutex write_policy=update write_delay=exponential:100ms write_rate=5/s rate=20/s ttl=10s \
                 db_latency=20ms duration=500s",
            ),
            &["stale_read_share"],
        ),
        (
            (
                40,
                "strategy=unprotected write_policy=versioned_set write_delay=exponential:100ms write_rate=5/s \
                 rate=20/s ttl=10s db_latency=20ms duration=500s",
            ),
            &["stale_read_share"],
        ),
        (
            (
                40,
                "strategy=lease keys=3 write_policy=update write_delay=50ms write_rate=10/s rate=50/s ttl=20s \
                 db_latency=20ms duration=500s",
            ),
            &["stale_read_share"],
        ),
    ]
}
