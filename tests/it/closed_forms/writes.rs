//! Writes, and what all strategies have in common.

use super::*;
use cache_aside_playground::trace::EventKind;

/// Write, then delete, without latency: a stored value lives until its TTL or the next write, A = (1−e^(−μT))/μ on
/// average, and the next read refills: hit ratio λA/(1+λA). λ=10, μ=.5, T=3: .93953. T→∞: λ/(λ+μ) = .95238.
///
/// `simulate --seeds 40 -- 'strategy=unprotected write_policy=invalidate write_rate=0.5/s rate=10/s ttl=3s
/// db_latency=0ms cache_latency=0ms db_connections=0 duration=2000s'`
/// `simulate --seeds 40 -- 'strategy=unprotected write_policy=invalidate write_rate=0.5/s rate=10/s ttl=24h
/// db_latency=0ms cache_latency=0ms db_connections=0 duration=2000s'`
#[test]
fn writes_that_delete_cost_hits() {
    let ttl: Runs = (
        40,
        "strategy=unprotected write_policy=invalidate write_rate=0.5/s rate=10/s ttl=3s \
         db_latency=0ms cache_latency=0ms db_connections=0 duration=2000s",
    );
    let forever: Runs = (
        40,
        "strategy=unprotected write_policy=invalidate write_rate=0.5/s rate=10/s ttl=24h \
         db_latency=0ms cache_latency=0ms db_connections=0 duration=2000s",
    );
    let (rate, writes) = (10.0, 0.5);
    let life = (1.0 - libm::exp(-writes * 3.0)) / writes;
    published(rate * life / (1.0 + rate * life), "0.93953");
    for (runs, misses) in [(ttl, 1.0 / (1.0 + rate * life)), (forever, writes / (rate + writes))] {
        let reports = reports(runs);
        agrees(runs, "hit ratio", per_run(&reports, |r| r.hit_ratio), 1.0 - misses);
        agrees(runs, "miss ratio", share(&reports, |r| r.misses), misses);
        assert!(reports.iter().all(|r| r.stale_reads == 0), "nothing is between a commit and its delete");
    }
}

/// Every strategy meets the same readers: the same times, keys and instances, whatever the strategies draw.
#[test]
fn all_strategies_face_the_same_traffic() {
    let readers = |strategy: &str| {
        let line = format!("strategy={strategy} rate=200/s keys=20 ttl=500ms db_latency=exponential:50ms duration=20s");
        let (trace, _) = run::run(&Scenario::parse(&line).expect("the line parses")).expect("it runs");
        let started = trace.events().iter().filter_map(|event| match event.kind {
            EventKind::ReadStarted { key, instance, .. } => Some((event.at, event.actor, key, instance)),
            _ => None,
        });
        started.collect::<Vec<_>>()
    };
    let expected = readers("unprotected");
    assert!(expected.len() > 3_000);
    for strategy in ["mutex", "mutex lock_poll=10ms", "xfetch", "xfetch beta=3", "background_refresh"] {
        assert_eq!(readers(strategy), expected, "{strategy}");
    }
}
