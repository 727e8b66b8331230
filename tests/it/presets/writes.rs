//! Tests of presets about writes: how an old value gets into the cache or stays there, and what prevents it.

use super::{Run, SEEDS, assert_mean, runs};
use cache_aside_playground::trace::{Actor, ActorKind, Event, EventKind, Key, StaleCause, Version};
use cache_aside_playground::units::{Duration, Instant};
use std::collections::BTreeMap;

/// E[e^(−μ(L + d))] for L lognormal with median 100 ms and sigma 1, μ = 1/s, by a sum over quantiles of the normal
/// distribution.
fn no_commit_within_a_query(d: f64) -> f64 {
    const STEPS: i32 = 4_000;
    let step = 16.0 / f64::from(STEPS);
    let density = |z: f64| libm::exp(-z * z / 2.0) / libm::sqrt(2.0 * core::f64::consts::PI);
    let at = |i| -8.0 + (f64::from(i) + 0.5) * step;
    (0..STEPS).map(|i| density(at(i)) * step * libm::exp(-(0.1 * libm::exp(at(i)) + d))).sum()
}

/// The fills whose queries began between 2 s and 14 s, when writes have reached their full rate and every query still
/// ends within the run: their number, and how many were refused or out of date.
fn fills(run: &Run) -> (f64, f64) {
    let mut newest = BTreeMap::new();
    let mut asked: BTreeMap<Actor, Instant> = BTreeMap::new();
    let (mut all, mut old) = (0.0, 0.0);
    for event in run.trace.events() {
        let in_time = |asked: &BTreeMap<Actor, Instant>| {
            let at = asked.get(&event.actor).map_or(0.0, |at| at.since(Instant::ZERO).as_secs_f64());
            (2.0..14.0).contains(&at)
        };
        match event.kind {
            EventKind::DbQueryStarted { .. } => drop(asked.insert(event.actor, event.at)),
            EventKind::DbUpdateCommitted { key, version, .. } => drop(newest.insert(key, version)),
            EventKind::CacheSet { key, version, .. } if in_time(&asked) => {
                all += 1.0;
                old += f64::from(u8::from(newest.get(&key).is_some_and(|newest| *newest > version)));
            }
            EventKind::LeaseVoid { .. } if in_time(&asked) => (all, old) = (all + 1.0, old + 1.0),
            _ => {}
        }
    }
    (all, old)
}

/// A row is read when its query starts and stored L + 0.5 ms later. A commit in between, at μ = 1/s, makes it a stale
/// set: 1 − E[e^(−μ(L + 0.5 ms))] = 0.137 of the fills. Such a value stays for at most 10 s, so no served value is out
/// of date for longer than that plus the query.
#[test]
fn stale_set_an_old_row_is_stored_after_the_delete() {
    let runs = runs("stale_set", "");
    let share = 1.0 - no_commit_within_a_query(0.000_5);
    let beyond = |run: &Run| {
        let (all, old) = fills(run);
        old - share * all
    };
    let beyond: Vec<f64> = runs.iter().map(beyond).collect();
    assert_mean("stale sets beyond their share", &beyond, 0.0);
    let shown = runs.iter().filter(|run| run.report.stale_causes.contains_key("stale_set")).count();
    assert!(shown > runs.len() * 9 / 10, "{shown} runs show one");
    assert!(runs.iter().all(|run| run.report.stale_age_ms.max < 10_000.0 + run.report.latency_ms.max));
}

/// The same traffic with leases. A delete within L + 1 ms of the lease voids it. That share of the fills is refused,
/// and no old row is ever stored.
#[test]
fn lease_no_old_row_is_stored() {
    let runs = runs("lease", "");
    let share = 1.0 - no_commit_within_a_query(0.001);
    let mut beyond = Vec::new();
    for run in &runs {
        let (all, refused) = fills(run);
        beyond.push(refused - share * all);
        assert!(!run.report.stale_causes.contains_key("stale_set"));
    }
    assert_mean("voided leases beyond their share", &beyond, 0.0);
}

/// λ = 40/s, stored at 0 s for 5 s. The first lookup after 5 s, at 5 s + Exp(λ), leads to a store 103 ms later, for
/// another 5 s: until 10.128 s on average. The write of 5.5 s commits at 5.6 s and its delete is lost. Readers that
/// begin between these two times, and do their lookup half a millisecond later, get the old value: 40/s × 4.5275 s =
/// 181.1 readers.
#[test]
fn lost_delete_the_old_value_stays_until_its_ttl() {
    let runs = runs("lost_delete", "");
    for run in &runs {
        assert_eq!(run.report.stale_causes.get("lost_delete"), Some(&run.report.stale_reads));
        assert_eq!(run.count(|event| matches!(event.kind, EventKind::InvalidationLost { .. })), 1.0);
        assert_eq!(run.count_between(10.6, 12.0, |event| matches!(event.kind, EventKind::StaleRead { .. })), 0.0);
    }
    let stale: Vec<f64> = runs.iter().map(|run| run.report.stale_reads as f64).collect();
    assert_mean("stale reads", &stale, 40.0 * (5.0 + 0.025 + 0.103 + 5.0 - 0.0005 - 5.6));
}

/// λ = 40/s, L = 100 ms. The delete takes effect 0.5 ms after the write's start, and its update is committed at 101 ms.
/// A reader that begins within the first 98 ms starts its query in time to read the old row, 3 ms later: with
/// probability 1 − e^(−λ × 0.098) = 0.980 a reader puts the old value back. Only writes without another one within a
/// second are counted.
#[test]
fn delete_first_a_reader_puts_the_old_value_back() {
    let runs = runs("delete_first", "");
    let mut put_back = Vec::new();
    for run in &runs {
        let began = run.trace.events().iter().filter(|event| matches!(event.kind, EventKind::WriteStarted { .. }));
        let began: Vec<Instant> = began.map(|event| event.at).collect();
        for (index, &at) in began.iter().enumerate() {
            let since = index.checked_sub(1).map_or(at, |before| Instant(at.since(began[before]).0));
            let until = began.get(index + 1).copied().unwrap_or(Instant(19_000_000_000));
            let second = Duration::from_secs(1);
            if since.0 < second.0 || until.since(at) < second || at.0 > 18_000_000_000 {
                continue;
            }
            let old = Version(1 + index as u32);
            let set_back = run.trace.events().iter().any(|event| {
                let stores = matches!(event.kind, EventKind::CacheSet { version, .. } if version == old);
                stores && event.actor.kind() == ActorKind::Read && event.at > at && event.at.since(at) < second
            });
            put_back.push(f64::from(u8::from(set_back)));
        }
        let causes = &run.report.stale_causes;
        assert_eq!(causes.get("delete_first").copied().unwrap_or_default(), run.report.stale_reads);
    }
    assert!(put_back.len() > 200, "{}", put_back.len());
    assert_mean("old values put back", &put_back, 1.0 - libm::exp(-40.0 * 0.098));
    let stale: u64 = runs.iter().map(|run| run.report.stale_reads).sum();
    let reads: u64 = runs.iter().map(|run| run.report.reads).sum();
    println!("stale share of reads {}", stale as f64 / reads as f64);
    assert!(stale * 2 > reads, "more than half of the reads are stale");
}

/// Five pairs of writes, 50 ms apart, each of which reaches the cache 0.5 ms and Exp(mean 200 ms) after its commit: the
/// first of a pair arrives last with probability ½·e^(−50/200) = 0.389. The value that it stores stays for its TTL of 3
/// s, unless the next pair, 4 s after this one, arrives earlier. Readers, at 20/s, see it for all but half a second of
/// that. Deletes in the wrong order do no harm: a stale value is then due to a pending delete, and only until it
/// arrives.
#[test]
fn racing_updates_the_older_value_stays_until_its_ttl() {
    let (mut reordered, mut stays) = (Vec::new(), 0_u64);
    for run in runs("racing_updates", "") {
        let mut committed = Vec::new();
        let mut stored: BTreeMap<Version, Instant> = BTreeMap::new();
        for event in run.trace.events().iter().filter(|event| event.actor.kind() == ActorKind::Intervention) {
            match event.kind {
                EventKind::DbUpdateCommitted { version, .. } => committed.push(version),
                EventKind::CacheSet { version, .. } => drop(stored.insert(version, event.at)),
                _ => {}
            }
        }
        assert_eq!((committed.len(), stored.len()), (10, 10));
        for (index, pair) in committed.chunks(2).enumerate() {
            let [earlier, later] = [stored[&pair[0]], stored[&pair[1]]];
            reordered.push(f64::from(u8::from(earlier > later)));
            let next = committed.get(2 * index + 2).map_or(Instant(20_000_000_000), |next| stored[next]);
            // A reader that missed at that very time may replace it by a newer version.
            let is_newer = |kind| matches!(kind, EventKind::CacheSet { version, .. } if version > pair[0]);
            let newer = run.trace.events().iter().find(|event| event.at > earlier && is_newer(event.kind));
            let next = newer.map_or(next, |event| next.min(event.at));
            let until = Instant(next.0.min(earlier.0 + 3_000_000_000));
            if earlier > later {
                let old = |event: &&Event| {
                    matches!(event.kind, EventKind::StaleRead { version, cause: StaleCause::ReorderedUpdate, .. }
                        if version == pair[0])
                };
                let last = run.trace.events().iter().rfind(old).map(|event| event.at);
                let near = until.since(last.unwrap_or(earlier)) < Duration::from_millis(500);
                assert!(near, "stored at {earlier}, served until {last:?}");
                stays += u64::from(until.since(earlier) == Duration::from_secs(3));
            }
        }
    }
    assert_mean("pairs in the wrong order", &reordered, 0.5 * libm::exp(-0.25));
    // The first four pairs of each run; the 3 s of the last one are not over when the run ends. Binomial: 156 ± 10.
    let (share, pairs) = (0.5 * libm::exp(-0.25), 4.0 * SEEDS as f64);
    let expected = pairs * share;
    let deviation = libm::sqrt(expected * (1.0 - share));
    assert!((stays as f64 - expected).abs() < 4.0 * deviation, "{stays} stay for the whole TTL, not {expected:.0}");
    for run in runs("racing_updates", "write_policy=invalidate") {
        let causes: Vec<&str> = run.report.stale_causes.keys().copied().collect();
        assert!(causes.iter().all(|cause| *cause == "pending"), "{causes:?}");
        assert!(run.report.stale_age_ms.max < 2_900.0, "{}", run.report.stale_age_ms.max);
    }
}

/// No stored version is newer than the newest commit. This is true everywhere, and checked here once.
#[test]
fn racing_and_stale_values_are_old_not_invented() {
    for run in runs("stale_set", "duration=5s") {
        let mut newest: BTreeMap<Key, Version> = BTreeMap::new();
        for event in run.trace.events() {
            match event.kind {
                EventKind::DbUpdateCommitted { key, version, .. } => drop(newest.insert(key, version)),
                EventKind::CacheSet { key, version, .. } => {
                    assert!(version <= newest.get(&key).copied().unwrap_or(Version(1)));
                }
                _ => {}
            }
        }
    }
}
