//! Tests of a metastable failure, an overload that outlives its cause, with the example of Bronson et al., "Metastable
//! Failures in Distributed Systems", HotOS'21: a database for 300 queries per second, and clients with a timeout of a
//! second and one retry.

use super::*;
use cache_aside_playground::scenario::PRESETS;
use cache_aside_playground::trace::{EventKind, Trace};

/// Statistics of the clients between two times, in seconds.
struct Window {
    /// Reads and retries begun per second: the load on the database.
    attempts_per_s: f64,
    /// Of the reads that end.
    failed_share: f64,
}

impl Window {
    fn of(trace: &Trace, from: f64, until: f64) -> Window {
        let (mut attempts, mut ended, mut failed) = (0.0, 0.0, 0.0);
        for event in trace.events() {
            let now = event.at.as_nanos() as f64 / 1e9;
            if now < from || now >= until {
                continue;
            }
            match event.kind {
                EventKind::ReadStarted { .. } | EventKind::ReadRetried { .. } => attempts += 1.0,
                EventKind::ReadEnded { .. } => ended += 1.0,
                EventKind::ReadFailed { .. } => failed += 1.0,
                _ => {}
            }
        }
        Window { attempts_per_s: attempts / (until - from), failed_share: failed / (failed + ended) }
    }
}

/// λ=280 is below the capacity of 300. Before the outage the queue is short (M/M/1, mean 1/(300−280) = 50 ms) and no
/// read times out. Afterwards every read does, twice: 2λ = 560 queries per second arrive and 300 are answered, all of
/// them too late. The overload persists after the outage, also at λ=180, because 360 > 300. Below 150 reads per second
/// even twice the load is less than 300: at λ=120 the queue left by the outage, about 240·10, drains at 60 per second
/// and is gone in 40 s.
#[test]
fn retries_keep_the_overload_alive_above_half_the_capacity() {
    let stuck: Runs = (
        4,
        "strategy=unprotected ttl=1us rate=280/s db_latency=exponential:3333333ns db_connections=1 \
         client_timeout=1s retries=1 cache_latency=0ms duration=2m do=20s:db_down:10s",
    );
    let stuck_as_well: Runs = (
        4,
        "strategy=unprotected ttl=1us rate=180/s db_latency=exponential:3333333ns db_connections=1 \
         client_timeout=1s retries=1 cache_latency=0ms duration=2m do=20s:db_down:10s",
    );
    let recovers: Runs = (
        4,
        "strategy=unprotected ttl=1us rate=120/s db_latency=exponential:3333333ns db_connections=1 \
         client_timeout=1s retries=1 cache_latency=0ms duration=2m do=20s:db_down:10s",
    );
    for (runs, rate, factor) in [(stuck, 280.0, 2.0), (stuck_as_well, 180.0, 2.0), (recovers, 120.0, 1.0)] {
        let mut load = Sample::default();
        for (trace, _) in traces(runs) {
            assert_eq!(Window::of(&trace, 0.0, 20.0).failed_share, 0.0, "healthy before: {}", runs.1);
            let after = Window::of(&trace, 80.0, 120.0);
            assert_eq!(after.failed_share, factor - 1.0, "after: {}", runs.1);
            load.add(after.attempts_per_s);
        }
        agrees(runs, "attempts per second", load, rate * factor);
    }
}

/// With a cache that lacks its ten keys when the outage begins, the result is the same: the query that would fill the
/// cache is abandoned, and its answer discarded. A shared query continues without its clients and fills the cache, so
/// the overload ends with the outage.
#[test]
fn a_fill_that_survives_its_clients_heals_it() {
    for (name, failed_share) in [("metastable", 1.0), ("healed", 0.0)] {
        let preset = PRESETS.iter().find(|preset| preset.name == name).expect("a preset");
        for seed in 1..=4 {
            let (trace, _) = run::run(&Scenario { seed, ..preset.scenario() }).expect("it runs");
            assert_eq!(Window::of(&trace, 0.0, 10.0).failed_share, 0.0, "{name}, seed {seed}: healthy before");
            let after = Window::of(&trace, 30.0, 60.0);
            let off = (after.failed_share - failed_share).abs();
            assert!(off < 0.05, "{name}, seed {seed}: {} fail after the outage", after.failed_share);
        }
    }
}
