//! Tests of an unreachable cache, a full connection queue and database timeouts.

use super::*;
use cache_aside_playground::scenario::WritePolicy;
use cache_aside_playground::trace::EventKind;
use std::collections::BTreeMap;

/// While the cache is unreachable, every read queries the database and is answered: λ·2 s = 100 queries, minus those
/// that would have missed anyway, and no errors. Before and after there is one query per second.
#[test]
fn without_its_cache_the_application_asks_the_database() {
    let runs: Runs = (
        40,
        "strategy=single_flight instances=100 rate=50/s ttl=1s db_latency=0ms cache_latency=0ms \
         db_connections=0 duration=8s do=4s:cache_down:2s",
    );
    let (mut asked, mut else_asked) = (Sample::default(), Sample::default());
    for (trace, report) in traces(runs) {
        assert_eq!(report.failed, 0);
        let at = |event: &Event| event.at.as_nanos() as f64 / 1e9;
        let query = |event: &&Event| matches!(event.kind, EventKind::DbQueryStarted { .. });
        let (down, up): (Vec<f64>, Vec<f64>) =
            trace.events().iter().filter(query).map(at).partition(|now| (4.0..6.0).contains(now));
        asked.add(down.len() as f64);
        else_asked.add(up.len() as f64);
    }
    agrees(runs, "queries while it is down", asked, 100.0);
    assert!(else_asked.mean < 6.0, "{else_asked:?}");
}

/// A hit takes one round trip of 10 ms. While round trips take 4 times as long, from 2 s to 4 s, it takes 40 ms; a read
/// that begins at 1.995 s has made half of the trip at 2 s and needs 20 ms for the rest: 25 ms in all; one that begins
/// at 3.98 s has 20 of its 40 ms left at 4 s, which are 5 ms of work: 25 ms again.
#[test]
fn a_slow_cache_stretches_the_round_trips_of_its_time() {
    let line = "strategy=unprotected arrivals=even rate=200/s ttl=1h cache_latency=10ms duration=6s \
                do=2s:cache_slow:4:2s";
    let mut begun = BTreeMap::new();
    let (trace, _) = traces((1, line)).next().expect("one run");
    for Event { at, actor, kind } in trace.events() {
        let at = at.as_nanos() as f64 / 1e6;
        match kind {
            EventKind::ReadStarted { .. } => drop(begun.insert(*actor, at)),
            EventKind::ReadEnded { .. } => {
                let (from, took) = (begun[actor], at - begun[actor]);
                let expected = match from {
                    ..1_990.0 | 4_000.0.. => 10.0,
                    1_990.0..2_000.0 => (2_000.0 - from) + 4.0 * (10.0 - (2_000.0 - from)),
                    2_000.0..3_960.0 => 40.0,
                    _ => (4_000.0 - from) + 10.0 - (4_000.0 - from) / 4.0,
                };
                assert!((took - expected).abs() < 0.001, "a read that begins at {from} ms takes {took} ms");
            }
            _ => {}
        }
    }
    assert!(begun.len() > 1_000);
}

/// One connection and one place in the queue, with the load ρ = λℓ: M/M/1/2 rejects ρ²/(1+ρ+ρ²) of the reads. ρ = .8:
/// .26230.
#[test]
fn a_full_line_turns_readers_away() {
    let runs: Runs = (
        20,
        "strategy=unprotected rate=80/s ttl=1us db_latency=exponential:10ms cache_latency=0ms \
         db_connections=1 db_queue_limit=1 duration=200s",
    );
    let load = 0.8;
    let lost = load * load / (1.0 + load + load * load);
    published(lost, "0.26230");
    let reports = reports(runs);
    agrees(runs, "turned away", share(&reports, |r| r.failed), lost);
    assert!(reports.iter().all(|r| r.db_queue_max == 1 && r.db_in_flight_max == 1));
}

/// A query, exponential with mean ℓ, times out after τ with probability e^(−τ/ℓ), and its connection is then free
/// again. ℓ = 50 ms, τ = 100 ms: .13534.
#[test]
fn slow_queries_are_broken_off() {
    let runs: Runs = (
        20,
        "strategy=unprotected rate=100/s ttl=1us db_latency=exponential:50ms db_timeout=100ms \
         cache_latency=0ms db_connections=0 duration=200s",
    );
    let slow = libm::exp(-2.0);
    published(slow, "0.13534");
    let reports = reports(runs);
    agrees(runs, "broken off", share(&reports, |r| r.failed), slow);
    assert!(reports.iter().all(|r| r.latency_ms.max == 100.0));
}

/// A failed write has changed nothing in the database, so it does not touch the cache either, except with the policy
/// that deletes first.
#[test]
fn a_write_that_failed_leaves_the_cache_alone() {
    for &write_policy in WritePolicy::ALL {
        let line = "rate=10/s ttl=1h write_rate=2/s db_latency=200ms db_timeout=100ms duration=20s";
        let scenario = Scenario { write_policy, ..Scenario::parse(line).expect("the line parses") };
        let (trace, report) = run::run(&scenario).expect("it runs");
        let failed = trace.events().iter().filter(|e| matches!(e.kind, EventKind::WriteFailed { .. })).count();
        assert!(failed > 20 && report.writes == failed as u64, "{write_policy:?}: {failed} of {}", report.writes);
        let touched = report.hits < report.reads;
        assert_eq!(touched, write_policy == WritePolicy::InvalidateFirst, "{write_policy:?}");
    }
}
