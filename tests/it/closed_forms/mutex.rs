//! Tests of the mutex: the waits of readers, the load on the database, and the effects of a faulty lock.

use super::*;
use cache_aside_playground::trace::{EventKind, Trace};

/// Woken on release: one query per episode. A cycle takes T + L + 1/λ = 2.6 and has 1 + λ(T+L) = 26 reads: λT = 20 hits
/// (.76923), λL = 5 that wait (.19231), for L/2 = .25 on average, and 1 that queries (.03846).
#[test]
fn waiters_are_woken_half_a_query_later() {
    let runs: Runs = (
        40,
        "strategy=mutex rate=10/s ttl=2s db_latency=500ms cache_latency=0ms db_connections=0 \
         duration=2000s",
    );
    let (rate, ttl, query) = (10.0, 2.0, 0.5);
    let reads = 1.0 + rate * (ttl + query);
    for (share, decimal) in
        [(rate * ttl / reads, "0.76923"), (rate * query / reads, "0.19231"), (1.0 / reads, "0.03846")]
    {
        published(share, decimal);
    }
    let reports = reports(runs);
    agrees(runs, "queries per episode", per_episode(&reports, |e| e.db_queries as f64), 1.0);
    agrees(runs, "cycle: the inverse of the database rate", cycles(&reports), ttl + query + 1.0 / rate);
    agrees(runs, "hits", share(&reports, |r| r.hits), rate * ttl / reads);
    agrees(runs, "delayed hits", share(&reports, |r| r.lock_waits), rate * query / reads);
    agrees(runs, "misses that query", share(&reports, |r| r.misses - r.lock_waits), 1.0 / reads);
    agrees(runs, "wait", per_run(&reports, |r| r.wait_ms.mean / 1e3), query / 2.0);
}

/// With random L a reader is more likely to arrive during a long query, so it waits E[L²]/2E[L]. For an exponential L
/// that is a whole mean, .5. Uniform from .1 to .9: (.01+.09+.81)/3/2/.5 = .30333. The database rate depends only on
/// the mean.
#[test]
fn random_queries_are_waited_for_longer() {
    let exponential: Runs = (
        60,
        "strategy=mutex rate=10/s ttl=2s db_latency=exponential:500ms lock_ttl=1h \
         cache_latency=0ms db_connections=0 duration=2000s",
    );
    let uniform: Runs = (
        40,
        "strategy=mutex rate=10/s ttl=2s db_latency=uniform:100ms:900ms cache_latency=0ms \
         db_connections=0 duration=2000s",
    );
    let table = [(exponential, 2.0 * 0.5 * 0.5), (uniform, (0.01 + 0.09 + 0.81) / 3.0)];
    for (runs, query_square) in table {
        let reports = reports(runs);
        agrees(runs, "wait", per_run(&reports, |r| r.wait_ms.mean / 1e3), query_square / (2.0 * 0.5));
        agrees(runs, "cycle", cycles(&reports), 2.0 + 0.5 + 0.1);
        agrees(runs, "queries per episode", per_episode(&reports, |e| e.db_queries as f64), 1.0);
    }
}

/// The number of runs, L, p, and the published wait.
fn polls_table() -> [(Runs, f64, f64, &'static str); 5] {
    [
        (
            (
                40,
                "strategy=mutex lock_poll=500ms rate=50/s ttl=2s db_latency=100ms cache_latency=0ms \
                 db_connections=0 duration=500s",
            ),
            0.1,
            0.5,
            "0.5",
        ),
        (
            (
                40,
                "strategy=mutex lock_poll=200ms rate=10/s ttl=2s db_latency=500ms cache_latency=0ms \
                 db_connections=0 duration=500s",
            ),
            0.5,
            0.2,
            "0.36",
        ),
        (
            (
                40,
                "strategy=mutex lock_poll=50ms rate=10/s ttl=2s db_latency=500ms cache_latency=0ms \
                 db_connections=0 duration=500s",
            ),
            0.5,
            0.05,
            "0.275",
        ),
        (
            (
                6,
                "strategy=mutex lock_poll=10ms rate=500/s ttl=1s db_latency=100ms cache_latency=0ms \
                 db_connections=0 duration=50s",
            ),
            0.1,
            0.01,
            "0.055",
        ),
        (
            (
                6,
                "strategy=mutex lock_poll=50ms rate=500/s ttl=1s db_latency=100ms cache_latency=0ms \
                 db_connections=0 duration=50s",
            ),
            0.1,
            0.05,
            "0.075",
        ),
    ]
}

/// Readers that poll every p wait for the rest of L, rounded up to whole polls. With n = ⌊L/p⌋ the mean is
/// `[p²n(n+1)/2 + (L−np)(n+1)p]/L`. With L=.1 and p=.5 it is .5, one poll. With L=.5 and p=.2, n=2 and (.12+.06)/.5 = .36.
/// With L=.5 and p=.05, n=10 and .1375/.5 = .275. With L=.1 and p=.01 and .05 it is .055 and .075, half a poll more than
/// L/2; a real Redis showed 56 and 77 ms.
#[test]
fn polling_rounds_the_wait_up() {
    for (runs, query, poll, decimal) in polls_table() {
        let n = (query / poll + 1e-9_f64).floor();
        let wait = (poll * poll * n * (n + 1.0) / 2.0 + (query - n * poll) * (n + 1.0) * poll) / query;
        published(wait, decimal);
        let reports = reports(runs);
        agrees(runs, "wait", per_run(&reports, |r| r.wait_ms.mean / 1e3), wait);
        agrees(runs, "queries per episode", per_episode(&reports, |e| e.db_queries as f64), 1.0);
    }
}

/// Without a second look after taking the lock, all 1 + λL = 6 readers that missed query, one after another. The cycle
/// takes T + 1/λ + L(1 + λL) = 4 + .1 + 3.
#[test]
fn without_a_second_look_all_fetch_one_after_another() {
    let runs: Runs = (
        20,
        "strategy=mutex lock_recheck=false rate=10/s ttl=4s db_latency=500ms cache_latency=0ms \
         db_connections=0 duration=1000s",
    );
    let (rate, ttl, query) = (10.0, 4.0, 0.5);
    let (mut fetches, mut lengths) = (Sample::default(), Sample::default());
    for (trace, report) in traces(runs) {
        assert_eq!(report.db_in_flight_max, 1, "one at a time");
        let bursts = bursts(&trace, ttl);
        for pair in bursts.windows(2) {
            fetches.add(pair[0].1);
            lengths.add(pair[1].0 - pair[0].0);
        }
        let missed = (report.misses + report.unfinished) as f64;
        assert!(report.db_queries as f64 >= missed - 2.0 * report.unfinished as f64, "whoever missed has fetched");
    }
    agrees(runs, "fetches per expiry", fetches, 1.0 + rate * query);
    agrees(runs, "cycle", lengths, ttl + 1.0 / rate + query * (1.0 + rate * query));
}

/// The start and the size of each burst of queries. A burst begins when nothing was stored for a TTL.
fn bursts(trace: &Trace, ttl: f64) -> Vec<(f64, f64)> {
    let (mut bursts, mut stored_at): (Vec<(f64, f64)>, f64) = (Vec::new(), 0.0);
    for event in trace.events() {
        let now = event.at.as_nanos() as f64 / 1e9;
        match event.kind {
            EventKind::CacheSet { .. } => stored_at = now,
            EventKind::DbQueryStarted { .. } if now - stored_at >= ttl => bursts.push((now, 1.0)),
            EventKind::DbQueryStarted { .. } => bursts.last_mut().expect("the cache began warm").1 += 1.0,
            _ => {}
        }
    }
    bursts
}

/// If round trips vary, the previous holder may have refilled the key and released the lock between a reader's miss and
/// its lock. The second look handles this: no query begins while there is a fresh value. (Without it,
/// `lock_recheck=false`, many do.)
#[test]
fn the_second_lookup_finds_a_value_stored_between_miss_and_lock() {
    let queries_for_nothing = |recheck: bool| {
        let line = format!(
            "strategy=mutex lock_recheck={recheck} lock_ttl=10s rate=200/s ttl=500ms db_latency=20ms \
             cache_latency=exponential:5ms db_connections=0 duration=100s"
        );
        let (trace, _) = run::run(&Scenario::parse(&line).expect("the line parses")).expect("it runs");
        let (mut fresh_until, mut for_nothing, mut locked) = (0.0, 0, 0);
        for event in trace.events() {
            let now = event.at.as_nanos() as f64 / 1e9;
            match event.kind {
                EventKind::CacheSet { .. } => fresh_until = now + 0.5,
                EventKind::LockAcquired { .. } => locked += u32::from(now < fresh_until),
                EventKind::DbQueryStarted { .. } => for_nothing += u32::from(now < fresh_until),
                _ => {}
            }
        }
        assert!(locked > 20, "only {locked} locks were won with a value there");
        for_nothing
    };
    assert_eq!(queries_for_nothing(true), 0);
    assert!(queries_for_nothing(false) > 20);
}

/// A lease θ shorter than the query of a hot key: whenever it runs out, the next waiter queries too, so there are ⌈L/θ⌉
/// queries per episode. L=.5: 1 for θ=.6, 2 for .3, 3 for .2, 5 for .1.
#[test]
fn a_lease_shorter_than_the_query_lets_more_through() {
    let table: [(Runs, f64); 4] = [
        (
            (
                2,
                "strategy=mutex lock_ttl=600ms rate=200/s ttl=2s db_latency=500ms cache_latency=0ms \
                 db_connections=0 duration=200s",
            ),
            1.0,
        ),
        (
            (
                2,
                "strategy=mutex lock_ttl=300ms rate=200/s ttl=2s db_latency=500ms cache_latency=0ms \
                 db_connections=0 duration=200s",
            ),
            2.0,
        ),
        (
            (
                2,
                "strategy=mutex lock_ttl=200ms rate=200/s ttl=2s db_latency=500ms cache_latency=0ms \
                 db_connections=0 duration=200s",
            ),
            3.0,
        ),
        (
            (
                2,
                "strategy=mutex lock_ttl=100ms rate=200/s ttl=2s db_latency=500ms cache_latency=0ms \
                 db_connections=0 duration=200s",
            ),
            5.0,
        ),
    ];
    for (runs, fetches) in table {
        // There is no variance: the probability that no read comes in 100 ms is e^(−20).
        agrees(runs, "queries per episode", per_episode(&reports(runs), |e| e.db_queries as f64), fetches);
    }
}

/// One slow holder, of 1.5 leases, among holders of .8 lease, over 1000 leases of 1 s. Two writes at the start keep
/// both connections busy until .8, so the first reader, at .1, gets its row at 1.6; its lease ended at 1.1. If only the
/// owner may release, two processes hold the lock from 1.1 to 1.6: .5 leases. If anyone may, each release frees the
/// lock of another holder that is still working, and two hold it from 1.1 to the end: 998.9.
#[test]
fn a_release_must_compare_the_owners_token() {
    let owner: Runs = (
        1,
        "strategy=mutex lock_release=owner lock_ttl=1s lock_recheck=false warm=false ttl=1us \
         arrivals=even rate=10/s db_latency=800ms db_connections=2 cache_latency=0ms \
         duration=1000s do=0ms:write,0ms:write",
    );
    let any: Runs = (
        1,
        "strategy=mutex lock_release=any lock_ttl=1s lock_recheck=false warm=false ttl=1us \
         arrivals=even rate=10/s db_latency=800ms db_connections=2 cache_latency=0ms \
         duration=1000s do=0ms:write,0ms:write",
    );
    for (runs, leases) in [(owner, 0.5), (any, 998.9)] {
        for (trace, _) in traces(runs) {
            let together = two_holders_s(&trace, 1000.0);
            assert!((together - leases).abs() < 1e-6, "{}: {together} leases, not {leases}", runs.1);
        }
    }
}

/// Random holding times under a lock with a permanent queue: a holder outlasts its lease by E[(L−θ)⁺] out of every
/// E[min(L,θ)]. L uniform from .6 to 1.4, θ = 1.2: (.2²/2/.8)/(1−.025) = .025/.975 = .02564 of the time two hold the
/// lock.
#[test]
fn a_hold_outlasts_its_lease_for_as_long_as_it_is_longer() {
    let runs: Runs = (
        40,
        "strategy=mutex lock_ttl=1200ms lock_recheck=false warm=false ttl=1us rate=2/s \
         db_latency=uniform:600ms:1400ms db_connections=0 cache_latency=0ms duration=500s",
    );
    let beyond = 0.2 * 0.2 / 2.0 / 0.8;
    let shares = traces(runs).map(|(trace, _)| two_holders_s(&trace, 500.0) / 500.0).collect();
    agrees(runs, "two holders", shares, beyond / (1.0 - beyond));
}

/// The time for which at least two processes believe that they hold the lock, in seconds.
fn two_holders_s(trace: &Trace, until: f64) -> f64 {
    let (mut holders, mut together, mut last) = (0, 0.0, 0.0);
    let mut pass = |now: f64, change: i32| {
        together += if holders >= 2 { now - last } else { 0.0 };
        last = now;
        holders += change;
    };
    for event in trace.events() {
        let now = event.at.as_nanos() as f64 / 1e9;
        match event.kind {
            EventKind::LockAcquired { .. } => pass(now, 1),
            EventKind::LockReleased { .. } | EventKind::LockReleaseRefused { .. } => pass(now, -1),
            _ => {}
        }
    }
    pass(until, 0);
    together
}
