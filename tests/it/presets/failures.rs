//! Tests of presets about failures: a crashed lock holder, and an overload that may outlive its cause.

use super::{Run, assert_mean, query, runs};
use cache_aside_playground::trace::{ActorKind, Event, EventKind};

/// λ = 60/s, L = 600 ms, lock TTL 3 s. The first reader misses at t ≥ 4 s, holds the lock from t + 1 ms on, and crashes
/// at 4.3 s. At t + 3001 ms the lock runs out, and the waiting readers check again without success. The first of them
/// has the lock at t + 3003 ms, queries at t + 3004.5 ms, stores at t + 3605 ms and releases at t + 3606 ms; the answer
/// arrives at t + 3607.5 ms. A reader that misses at t + u waits from t + u + 1.5 ms on, for 3606 ms − u. As u is
/// uniform from 0 to 3605 ms, that is 1803.5 ms on average. The new holder, one of 60/s × 3.605 s = 216 readers, waits
/// 604 ms less.
#[test]
fn crashed_holder_its_waiters_wait_until_the_lock_runs_out() {
    let runs = runs("crashed_holder", "");
    for run in &runs {
        assert_eq!(run.count(|event| matches!(event.kind, EventKind::RequestCrashed { .. })), 1.0);
        assert_eq!(run.count(|event| matches!(event.kind, EventKind::LockExpired { .. })), 1.0);
        assert_eq!((run.report.failed, run.report.episodes.len()), (1, 2));
        assert!((3_400.0..=3_606.0).contains(&run.report.wait_ms.max));
    }
    let wait_ms: Vec<f64> = runs.iter().map(|run| run.report.wait_ms.mean).collect();
    assert_mean("mean wait, ms", &wait_ms, 1_803.5 - 604.0 / 216.0);
}

fn goodput(run: &Run, from: f64, until: f64) -> f64 {
    run.count_between(from, until, |event| matches!(event.kind, EventKind::ReadEnded { .. })) / (until - from)
}

/// One connection that serves 300 queries/s; 280 reads/s for ten keys with a TTL of 2 s. The keys are nearly always in
/// the cache, and need about ten queries and waiting readers per second. An outage of ten seconds with an empty cache
/// leaves 2,800 reads and as many retries in the queue, and each further read adds two, 560/s against 300/s. Every
/// answer comes after its reader has given up, so no value is stored. Between twenty and forty seconds after the outage
/// the database is always busy: 20 s × 300/s = 6,000 queries, all of them useless.
#[test]
fn metastable_the_overload_outlives_the_outage() {
    let runs = runs("metastable", "");
    for run in &runs {
        assert!(goodput(run, 0.0, 10.0) > 260.0 && goodput(run, 40.0, 60.0) < 10.0);
        let by_readers = |event: &Event| query(event) && event.actor.kind() == ActorKind::Read;
        assert!(run.count_between(40.0, 60.0, by_readers) < 60.0);
    }
    let queries: Vec<f64> = runs.iter().map(|run| run.count_between(40.0, 60.0, query)).collect();
    assert_mean("queries in 20 s", &queries, 20.0 / 0.003_333);
}

/// The same outage, with one shared query per key that continues without its readers. Ten queries are in the queue, not
/// thousands. When the outage ends they are answered and stored, and everything is as before: 280/s × 20 s = 5,600
/// answers.
#[test]
fn healed_the_overload_ends_with_the_outage() {
    let runs = runs("healed", "");
    for run in &runs {
        let failed = |event: &Event| matches!(event.kind, EventKind::ReadFailed { .. });
        assert!(run.count_between(10.0, 23.0, failed) > 2_000.0);
        assert_eq!(run.count_between(23.0, 60.0, failed), 0.0);
        assert!(run.report.db_queue_max <= 9);
    }
    let answers: Vec<f64> = runs.iter().map(|run| 20.0 * goodput(run, 40.0, 60.0)).collect();
    assert_mean("answers in 20 s", &answers, 280.0 * 20.0);
}
