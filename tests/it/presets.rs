//! Tests that each preset shows its claim, with the arithmetic, over a hundred seeds. A mean may be off by four of its
//! standard errors.
//!
//! All presets share these times: a round trip to the cache takes 1 ms, and a command takes effect half way. There are
//! λ reads/s, and a query takes L. If a reader misses at t, its query begins at t + 0.5 ms and, unprotected, its value
//! is stored at t + L + 1 ms.

mod failures;
mod locks;
mod refills;
mod shown;
mod workloads;
mod writes;

use crate::scenarios::parse;
use cache_aside_playground::metrics::{Episode, Report};
use cache_aside_playground::run;
use cache_aside_playground::trace::requests::{Change, Lookup, Request, Requests};
use cache_aside_playground::trace::{Absence, ActorKind, Event, EventKind, Key, Trace};
use cache_aside_playground::units::Instant;
use std::collections::BTreeSet;

const SEEDS: u64 = 100;

struct Run {
    trace: Trace,
    report: Report,
}

impl Run {
    fn requests(&self) -> Vec<Request> {
        let mut requests = Requests::default();
        let ended = |event| match requests.event(event) {
            Some(Change::Ended(request)) => Some(request),
            _ => None,
        };
        self.trace.events().iter().filter_map(ended).collect()
    }

    fn count(&self, is: impl Fn(&Event) -> bool) -> f64 {
        self.trace.events().iter().filter(|event| is(event)).count() as f64
    }

    /// Like `count`, for events from one time (included) to another (excluded), in seconds.
    fn count_between(&self, from: f64, until: f64, is: impl Fn(&Event) -> bool) -> f64 {
        let at = |seconds: f64| Instant((seconds * 1e9) as u64);
        self.count(|event| (at(from)..at(until)).contains(&event.at) && is(event))
    }
}

/// The runs of a preset, optionally with changes, one for each seed.
fn runs(preset: &str, changes: &str) -> Vec<Run> {
    let run = |seed| {
        let (trace, report) = run::run(&parse(&format!("preset={preset} seed={seed} {changes}"))).expect("it ends");
        Run { trace, report }
    };
    (0..SEEDS).map(run).collect()
}

fn assert_mean(what: &str, samples: &[f64], expected: f64) {
    let n = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / n;
    let variance = samples.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    let error = libm::sqrt(variance / n);
    assert!((mean - expected).abs() <= 4.0 * error, "{what}: {mean:.4} ± {error:.4}, expected {expected:.4}");
    println!("{what}: {mean:.4} ± {error:.4}, expected {expected:.4}");
}

fn query(event: &Event) -> bool {
    matches!(event.kind, EventKind::DbQueryStarted { .. })
}

/// λ = 60/s, T = 4 s, L = 600 ms, 12 s: expiries at 4 s and 8.6 s, the next would be at 13.2 s. Lock and second lookup
/// take 2 ms, so the value is stored at t + 603 ms. Readers that miss before that wait: λ × 0.603 = 36.18 per expiry.
/// The release wakes them at t + 604 ms, and they have their answer at t + 605.5 ms. A reader that missed at t + u
/// waits from t + u + 1.5 ms on, for 604 ms − u. As u is uniform from 0 to 603 ms, that is 302.5 ms on average and 604
/// at most.
#[test]
fn hot_key_one_reader_queries_and_the_others_wait() {
    let runs = runs("hot_key", "");
    for Run { report, .. } in &runs {
        assert_eq!(report.episodes.len(), 2);
        assert!(report.episodes.iter().all(|episode| episode.db_queries == 1));
        assert_eq!((report.db_in_flight_max, report.misses), (1, report.lock_waits + 2));
        assert!(report.wait_ms.max <= 604.0);
    }
    let waits: Vec<f64> = runs.iter().map(|run| run.report.lock_waits as f64).collect();
    assert_mean("waiters per run", &waits, 2.0 * 60.0 * 0.603);
    let wait_ms: Vec<f64> = runs.iter().map(|run| run.report.wait_ms.mean).collect();
    assert_mean("mean wait, ms", &wait_ms, 302.5);
}

/// λ = 60/s, L = 600 ms: the first value is stored 601 ms after the first miss: 1 + λ × 0.601 = 37.06 queries.
#[test]
fn stampede_every_reader_that_arrives_meanwhile_queries_too() {
    let queries: Vec<f64> =
        runs("stampede", "").iter().flat_map(|run| &run.report.episodes).map(|e| e.db_queries as f64).collect();
    assert_eq!(queries.len() as u64, 2 * SEEDS);
    assert_mean("queries per expiry", &queries, 1.0 + 60.0 * 0.601);
}

/// The same traffic with and without a limit of 10 connections. The first answer comes at the same time, so the first
/// expiry has the same number of queries. Without the limit the slowest read takes 1 + 600 + 1 ms. With it n queries
/// take ⌈n/10⌉ rounds of 600 ms, and the last reader came within the first 601 ms.
#[test]
fn small_pool_does_not_cut_the_queries_it_turns_them_into_waiting() {
    for (pool, unlimited) in runs("small_pool", "").iter().zip(runs("small_pool", "db_connections=0")) {
        let queries = pool.report.episodes[0].db_queries;
        assert_eq!(queries, unlimited.report.episodes[0].db_queries);
        assert_eq!(unlimited.report.latency_ms.max, 602.0);
        let waves = queries.div_ceil(10);
        assert!(pool.report.latency_ms.max >= (waves - 1) as f64 * 600.0 && waves > 1);
        assert_eq!(pool.report.db_in_flight_max, 10);
        // All except the ten, and those that come in the last millisecond, when the first connection is free again.
        assert!(pool.report.db_queue_max + 12 >= queries);
    }
}

/// A lease of θ = 250 ms on L = 600 ms: ⌈L/θ⌉ = 3 readers hold the lock, at 1, 253 and 505 ms after the first miss,
/// before the first one stores its value at 603 ms. Each of them is too late to release it.
#[test]
fn lock_too_short_a_second_and_a_third_reader_query_as_well() {
    for run in runs("lock_too_short", "") {
        let complete = run.report.episodes.iter().filter(|episode| episode.at_ms < 12_000.0 - 1_200.0);
        let queries: Vec<u64> = complete.map(|episode| episode.db_queries).collect();
        assert_eq!(queries, [3, 3]);
        assert_eq!(run.count(|event| matches!(event.kind, EventKind::LockReleaseRefused { .. })), 6.0);
        assert_eq!(run.count(|event| matches!(event.kind, EventKind::LockReleased { .. })), 0.0);
    }
}

/// λ = 20/s, L = 600 ms, no second lookup. The value is stored 602 ms after the first miss, so 1 + λ × 0.602 = 13.04
/// readers miss, and each of them queries, one at a time.
#[test]
fn no_recheck_every_waiter_queries_one_after_another() {
    let mut missed = Vec::new();
    for run in runs("no_recheck", "") {
        assert_eq!(run.report.db_in_flight_max, 1);
        let waited: Vec<Request> = run.requests().into_iter().filter(|request| request.lock_waited.is_some()).collect();
        assert!(!waited.is_empty() && waited.iter().all(|request| request.queried));
        let misses = run.trace.events().iter().filter(|event| matches!(event.kind, EventKind::CacheMiss { .. }));
        let misses: Vec<Instant> = misses.map(|event| event.at).collect();
        let first = misses.iter().take_while(|at| at.since(misses[0]).as_millis_f64() < 2_000.0).count();
        missed.push(first as f64);
    }
    assert_mean("readers that miss and query", &missed, 1.0 + 20.0 * 0.602);
}

/// λ = 60/s, Δ = L = 600 ms, β = 1, T = 4 s: m = Δβ = 0.6 s, a = λm = 36, k = e. An expiry leads to a miss with
/// probability e^(−a/k) = 2·10⁻⁶. The first early reader comes more than x before expiry with probability 1 −
/// exp(−a(e^(−x/m) − e^(−T/m))); on average m·Ein(a) = 2.496 s for T → ∞, and 2.40 s for this T. It starts at Y =
/// a·e^(−x/m), which is y₀ = a·e^(−T/m) = 0.046 and an Exp(1) above it, and Y·(e^(L/m) − 1) more roll low before they
/// see its value, in L = 601 ms: 2.80 queries, e^(1/β) = 2.72 for T → ∞. Only the first three expiries of a run count,
/// because every run has time for those.
#[test]
fn early_refresh_the_value_is_never_missing() {
    let runs = runs("early_refresh", "");
    let mut first: Vec<Episode> = Vec::new();
    for Run { report, .. } in &runs {
        assert_eq!((report.misses, report.stale_hits), (0, 0));
        first.extend(&report.episodes[..3]);
    }
    let gaps: Vec<f64> = first.iter().map(|episode| episode.gap_ms / 1e3).collect();
    let earlier_than = |x: f64| 1.0 - libm::exp(-36.0 * (libm::exp(-x / 0.6) - libm::exp(-4.0 / 0.6)));
    let mean: f64 = (0..4_000).map(|step| earlier_than((f64::from(step) + 0.5) / 1e3) / 1e3).sum();
    assert_mean("gap, s", &gaps, mean);
    let queries: Vec<f64> = first.iter().map(|episode| episode.db_queries as f64).collect();
    let least = 36.0 * libm::exp(-4.0 / 0.6);
    assert_mean("queries per expiry", &queries, 1.0 + (1.0 + least) * (libm::exp(0.601 / 0.6) - 1.0));
}

/// λ = 1/s, Δ = 600 ms, β = 1: a = λΔβ = 0.6. With probability e^(−a) = 0.549 no reader rolls low before expiry: half
/// of the time the dice give no protection. The first six expiries of each run are counted.
#[test]
fn cold_key_expires_before_anybody_rolls_low() {
    let runs = runs("cold_key", "");
    let first = runs.iter().flat_map(|run| &run.report.episodes[..6]);
    let unprotected: Vec<f64> = first.map(|episode| f64::from(u8::from(episode.gap_ms == 0.0))).collect();
    assert_mean("expiries without an early reader", &unprotected, libm::exp(-0.6));
    assert!(runs.iter().all(|run| run.report.misses > 0));
}

/// λ = 60/s, T = 4 s, grace 2 s, L = 600 ms, 12 s: two expiries. The first stale reader at t starts the refresh, which
/// holds the lock at t + 1 ms, queries at t + 1.5 ms and stores at t + 602 ms: 1 + λ × 0.602 = 37.12 stale hits each.
/// The probability that no read comes in two seconds is e^(−120), so no read misses, and every read takes the cache's 1
/// ms.
#[test]
fn stale_while_refresh_readers_get_the_old_value_at_once() {
    let runs = runs("stale_while_refresh", "");
    for Run { report, .. } in &runs {
        assert_eq!((report.misses, report.latency_ms.max), (0, 1.0));
        assert!(report.episodes.len() == 2 && report.episodes.iter().all(|episode| episode.db_queries == 1));
    }
    let stale: Vec<f64> = runs.iter().map(|run| run.report.stale_hits as f64).collect();
    assert_mean("stale hits per run", &stale, 2.0 * (1.0 + 60.0 * 0.602));
}

/// Writes at μ = 0.5/s on a key that is kept for 10 s. The next lookup after a delete misses, unless a refill in
/// progress comes first: 104 ms after about 0.6 expiries and deletes per second, which is 6 %.
#[test]
fn write_and_delete_the_next_reader_misses_and_refills_with_the_new_value() {
    let mut misses = Vec::new();
    let mut current = Vec::new();
    for run in runs("write_and_delete", "") {
        let mut deleted = false;
        for event in run.trace.events() {
            match event.kind {
                EventKind::CacheDeleted { .. } => deleted = true,
                EventKind::CacheMiss { why, .. } if deleted => {
                    assert_eq!(why, Absence::Deleted);
                    misses.push(1.0);
                    deleted = false;
                }
                EventKind::CacheSet { .. } if deleted => {
                    misses.push(0.0);
                    deleted = false;
                }
                _ => {}
            }
        }
        let queried = run.requests().into_iter().filter(|r| r.actor.kind() == ActorKind::Read && r.queried);
        current.extend(queried.map(|request| f64::from(u8::from(request.is_stale_read()))));
    }
    let missed = misses.iter().sum::<f64>() / misses.len() as f64;
    assert!(misses.len() > 500 && (0.9..1.0).contains(&missed), "{missed} of {}", misses.len());
    assert!(current.iter().all(|&stale| stale == 0.0), "who asks the database gets the newest version");
}

/// 50 keys; key i is read at λᵢ = 60/s × (1/i)/H₅₀, L = 200 ms. It is stored 201 ms after the first miss. So by 9 s,
/// before the first expiry, it has been queried (1 − e^(−9λᵢ)) × (1 + 0.201 λᵢ) times. There are no hits in the first
/// 200 ms.
#[test]
fn cold_start_every_key_has_to_be_fetched_once() {
    let until = Instant(9_000_000_000);
    let mut queries = Vec::new();
    for run in runs("cold_start", "") {
        let first_hits =
            |event: &Event| event.at < Instant(200_000_000) && matches!(event.kind, EventKind::CacheHit { .. });
        assert_eq!(run.count(first_hits), 0.0);
        queries.push(run.count(|event| event.at < until && query(event)));
        let asked: BTreeSet<Key> = run.requests().iter().map(|request| request.key).collect();
        let fetched = run.requests().into_iter().filter(|r| r.lookup == Some(Lookup::Miss)).map(|r| r.key);
        assert_eq!(fetched.collect::<BTreeSet<Key>>(), asked);
    }
    let harmonic: f64 = (1..=50).map(|i| 1.0 / f64::from(i)).sum();
    let rate = |i: u32| 60.0 / f64::from(i) / harmonic;
    let expected = (1..=50).map(rate).map(|rate| (1.0 - libm::exp(-9.0 * rate)) * (1.0 + 0.201 * rate)).sum();
    assert_mean("queries in 9 s", &queries, expected);
}
