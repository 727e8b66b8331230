//! Tests of the lease: one reader has the right to refill, and a delete voids it.

use super::history::{Fill, History};
use super::*;
use cache_aside_playground::trace::EventKind;

/// Without writes it is a mutex with a built-in second look: one query per cycle of T + L + 1/λ = 2.6. Of the 26 reads
/// per cycle five wait, for L/2 = .25 on average.
#[test]
fn one_reader_refills_and_the_others_wait_half_a_query() {
    let runs: Runs = (
        40,
        "strategy=lease rate=10/s ttl=2s db_latency=500ms cache_latency=0ms db_connections=0 \
         duration=1000s",
    );
    let reports = reports(runs);
    agrees(runs, "queries per episode", per_episode(&reports, |e| e.db_queries as f64), 1.0);
    agrees(runs, "cycle: the inverse of the database rate", cycles(&reports), 2.0 + 0.5 + 0.1);
    agrees(runs, "hits", share(&reports, |r| r.hits), 20.0 / 26.0);
    agrees(runs, "waits", share(&reports, |r| r.lock_waits), 5.0 / 26.0);
    agrees(runs, "wait", per_run(&reports, |r| r.wait_ms.mean / 1e3), 0.25);
}

/// A set after a delete has a void lease. So no row is ever stored after the delete of the write that made it old, not
/// even with a delay between commit and delete, or with leases that run out before the query ends. Every other strategy
/// stores such rows with the same traffic.
#[test]
fn a_lease_lets_no_stale_set_through() {
    let traffic = "rate=50/s ttl=5s db_latency=exponential:100ms db_connections=0 write_rate=2/s duration=500s";
    let stale_sets = |strategy: &str| {
        let line = format!("strategy={strategy} {traffic}");
        let (trace, report) = run::run(&Scenario::parse(&line).expect("the line parses")).expect("it runs");
        let History { writes, fills } = History::of(&trace);
        let in_vain =
            |fill: &&Fill| writes.get(fill.version as usize - 1).is_some_and(|next| next.deleted_at <= fill.at);
        let refused = trace.events().iter().filter(|e| matches!(e.kind, EventKind::LeaseVoid { .. })).count();
        (fills.iter().filter(in_vain).count(), refused, report)
    };
    for variant in ["lease", "lease write_delay=50ms", "lease lock_ttl=100ms", "lease lock_poll=20ms"] {
        let (stale, refused, report) = stale_sets(variant);
        assert_eq!(stale, 0, "{variant}");
        assert!(refused > 50, "{variant}: only {refused} sets came with a void lease");
        assert!(report.stale_reads == 0 || variant.contains("delay"), "{variant}: {:?}", report.stale_causes);
    }
    for other in ["unprotected", "mutex", "single_flight", "xfetch", "background_refresh"] {
        let (stale, _, report) = stale_sets(other);
        let told = report.stale_causes.get("stale_set").copied().unwrap_or(0);
        assert!(stale > 20 && told > 100, "{other}: only {stale}, and {told} reads of them");
    }
}

/// A reader that is refused the lease gets the stale value at once, if there is one. With a TTL of 1 s, a grace of 2 s
/// and reads every 20 ms no read ever waits, and in a cycle of 1.52 s the reads in the .5 s of the query are stale
/// hits.
#[test]
fn with_a_grace_nobody_waits_for_the_lease() {
    let line =
        "strategy=lease lease_stale=true grace=2s ttl=1s rate=50/s db_latency=500ms cache_latency=0ms duration=100s";
    let report = run::report(&Scenario::parse(line).expect("the line parses")).expect("it runs");
    assert_eq!((report.lock_waits, report.failed), (0, 0));
    let share = report.stale_hits as f64 / report.reads as f64;
    assert!((share - 0.5 / 1.52).abs() < 0.03, "{share}");
}

/// A lease or a lock is released at once if nothing is stored, because the row does not exist or the query failed. With
/// two reads per second, of 100 ms each and one after another, no read waits anywhere near the 30 s that it could last.
#[test]
fn a_lock_without_a_value_is_released_at_once() {
    for strategy in ["lease", "mutex"] {
        for fate in ["absent=1 db_latency=100ms", "db_latency=200ms db_timeout=100ms ttl=1us"] {
            let line = format!("strategy={strategy} {fate} lock_ttl=30s rate=2/s warm=false duration=200s");
            let report = run::report(&Scenario::parse(&line).expect("the line parses")).expect("it runs");
            assert!(report.lock_waits > 20, "{line}: {} waited", report.lock_waits);
            assert!(report.wait_ms.max < 3_000.0, "{line}: {} ms", report.wait_ms.max);
        }
    }
}
