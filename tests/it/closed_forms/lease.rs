//! The lease: one reader refills, and a delete takes the right back.

use super::history::{Fill, History};
use super::*;
use cache_aside_playground::trace::EventKind;

/// Without writes it is a mutex with a second look built in: one query per cycle of T + L + 1/λ = 2.6, and of the 26
/// reads in it five wait, for L/2 = .25 on average.
///
/// `simulate --seeds 40 -- 'strategy=lease rate=10/s ttl=2s db_latency=500ms cache_latency=0ms db_connections=0
/// duration=1000s'`
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

/// A set that comes after a delete carries a lease that is void: no row is ever stored after the delete of the write
/// that made it old, nor with a delay between commit and delete, nor when leases run out before the query is done. Every
/// other strategy does store such rows under the same traffic.
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
