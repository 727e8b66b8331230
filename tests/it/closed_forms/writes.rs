//! Tests of writes, and of what all strategies have in common.

use super::*;
use cache_aside_playground::trace::EventKind;

/// Write, then delete, without latency: a stored value lives until its TTL or the next write, A = (1−e^(−μT))/μ on
/// average, and the next read refills: hit ratio λA/(1+λA). λ=10, μ=.5, T=3: .93953. T→∞: λ/(λ+μ) = .95238.
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

/// TTL only: a hit on a value of age y is stale if a write came in y. The ages of hits are uniform up to T, so the
/// stale share is 1 − (1−e^(−μT))/(μT). μ=.5, T=3: .48209.
#[test]
fn a_ttl_alone_leaves_a_share_of_hits_stale() {
    let runs: Runs = (
        40,
        "strategy=unprotected write_policy=ttl_only write_rate=0.5/s rate=10/s ttl=3s \
         db_latency=0ms cache_latency=0ms db_connections=0 duration=1000s",
    );
    let stale = 1.0 - (1.0 - libm::exp(-0.5 * 3.0)) / (0.5 * 3.0);
    published(stale, "0.48209");
    let reports = reports(runs);
    agrees(runs, "stale share of hits", per_run(&reports, |r| r.stale_reads as f64 / r.hits as f64), stale);
    let explained = |r: &Report| r.stale_causes.get("no_invalidation") == Some(&r.stale_reads);
    assert!(reports.iter().all(explained), "each stale read has its cause");
}

/// A lost delete leaves a value of random age, whose remaining TTL is T/2 on average. If later writes delete it, it
/// stays for min(remaining TTL, Exp(μ)): 1/μ − (1−e^(−μT))/(μ²T) on average. T=3, μ=.5: 1.5 and .96417. Here all
/// deletes are lost, so that each of them is a sample; the next write stands for the later write.
#[test]
fn a_lost_delete_lasts_for_half_a_ttl() {
    let runs: Runs = (
        10,
        "strategy=unprotected write_policy=invalidate invalidation_loss=1 write_rate=0.5/s rate=10/s \
         ttl=3s db_latency=0ms cache_latency=0ms db_connections=0 duration=2000s",
    );
    let (ttl, writes) = (3.0, 0.5);
    let cut_short = 1.0 / writes - (1.0 - libm::exp(-writes * ttl)) / (writes * writes * ttl);
    published(cut_short, "0.96417");
    let (mut left, mut until_write) = (Sample::default(), Sample::default());
    for (trace, _) in traces(runs) {
        let (mut expiry, mut lost): (f64, Option<(f64, f64)>) = (0.0, None);
        for event in trace.events() {
            let now = event.at.as_nanos() as f64 / 1e9;
            match event.kind {
                EventKind::CacheSet { .. } => expiry = now + ttl,
                EventKind::InvalidationLost { .. } => {
                    if let Some((at, left)) = lost {
                        until_write.add(left.min(now - at));
                    }
                    lost = (now < expiry).then_some((now, expiry - now));
                    lost.into_iter().for_each(|(_, rest)| left.add(rest));
                }
                _ => {}
            }
        }
    }
    agrees(runs, "what is left of the TTL", left, ttl / 2.0);
    agrees(runs, "until the next write", until_write, cut_short);
}

/// The steady state with a share f of the deletes lost: a value lives until its TTL or the first delete that arrives, A
/// = (1−e^(−μ(1−f)T))/(μ(1−f)), and is current until its TTL or the first write, F = (1−e^(−μT))/μ. The stale share of
/// the reads is λ(A−F)/(1+λA). f=.1, λ=10, μ=.5, T=3: .05291.
#[test]
fn lost_deletes_leave_a_share_of_reads_stale() {
    let runs: Runs = (
        40,
        "strategy=unprotected write_policy=invalidate invalidation_loss=0.1 write_rate=0.5/s \
         rate=10/s ttl=3s db_latency=0ms cache_latency=0ms db_connections=0 duration=4000s",
    );
    let (rate, ttl, writes, lost) = (10.0, 3.0, 0.5, 0.1);
    let until = |deletes: f64| (1.0 - libm::exp(-deletes * ttl)) / deletes;
    let (life, current) = (until(writes * (1.0 - lost)), until(writes));
    let stale = rate * (life - current) / (1.0 + rate * life);
    published(stale, "0.05291");
    let reports = reports(runs);
    agrees(runs, "stale reads", share(&reports, |r| r.stale_reads), stale);
    let explained = |r: &Report| r.stale_causes.get("lost_delete") == Some(&r.stale_reads);
    assert!(reports.iter().all(explained), "each stale read has its cause");
}

/// Every strategy faces the same reads: the same times, keys and instances, whatever random numbers the strategies
/// draw.
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
    for strategy in
        ["mutex", "mutex lock_poll=10ms", "xfetch", "xfetch beta=3", "background_refresh", "single_flight", "lease"]
    {
        assert_eq!(readers(strategy), expected, "{strategy}");
    }
}
