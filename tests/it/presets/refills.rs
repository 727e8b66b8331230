//! Tests of presets about the contents of the cache: ids that do not exist, warming, flights and TTLs.

use super::{Run, assert_mean, query, runs};
use cache_aside_playground::run;
use cache_aside_playground::scenario::{Scenario, Strategy};
use cache_aside_playground::trace::{Absence, Event, EventKind, Key};
use cache_aside_playground::units::Instant;
use std::collections::BTreeMap;

/// Whether an event is about an id that does not exist; there are five keys.
fn absent(event: &Event) -> bool {
    event.kind.numbers().key >= 5
}

fn miss(event: &Event) -> bool {
    matches!(event.kind, EventKind::CacheMiss { .. })
}

/// λ = 60/s for 12 s, of which a share of 0.3 asks for an id that does not exist. Each of these reads begins a query
/// half a millisecond after its lookup, one millisecond after its start: 18/s × 11.999 s = 215.98.
#[test]
fn absent_ids_every_such_read_queries_the_database() {
    let runs = runs("absent_ids", "");
    for run in &runs {
        assert_eq!(run.count(|event| absent(event) && matches!(event.kind, EventKind::CacheHit { .. })), 0.0);
        assert_eq!(run.count(|event| absent(event) && matches!(event.kind, EventKind::CacheSet { .. })), 0.0);
    }
    let queries: Vec<f64> = runs.iter().map(|run| run.count(|event| absent(event) && query(event))).collect();
    assert_mean("queries for ids that do not exist", &queries, 18.0 * 11.999);
}

/// As above, with a negative TTL of 5 s. For each of the five ids, read at λᵢ, the first read misses, and so do those
/// within 201 ms of it, until the negative entry is stored: Σ (1 + 0.201 λᵢ) = 5 + 0.201 × 18 = 8.62 in the second
/// after each first miss, and then none for four seconds. (At 1.6/s or more, each id has been read by 10 s.)
#[test]
fn negative_cache_answers_such_reads_as_well() {
    let mut queries = Vec::new();
    for run in runs("negative_cache", "") {
        let mut first: BTreeMap<Key, Instant> = BTreeMap::new();
        let mut in_the_first_second = 0.0;
        for event in run.trace.events().iter().filter(|event| absent(event) && miss(event)) {
            let since = event.at.since(*first.entry(Key(event.kind.numbers().key)).or_insert(event.at));
            in_the_first_second += f64::from(u8::from(since.as_secs_f64() < 1.0));
            assert!(!(1.0..5.0).contains(&since.as_secs_f64()), "it is remembered: {event}");
        }
        queries.push(in_the_first_second);
    }
    assert_mean("queries until they are remembered", &queries, 5.0 + 0.201 * 18.0);
}

/// 50 keys are removed at 2 s and fetched at 50/s: key k at 2 s + 20k ms, stored 101 ms later. Earlier reads of it
/// miss: Σ λₖ (0.02k + 0.101) = 6.07 of 20/s by rank, or fewer if another reader stores it first. At 3.2 s all keys are
/// back, and no read misses. Without warming a reader has to miss each key: if one does for each, Σ (1 − e^(−10λₖ)) =
/// 37.5 of the 50.
#[test]
fn warm_up_fetches_most_keys_before_a_reader_asks() {
    let runs_warmed = runs("warm_up", "");
    for run in &runs_warmed {
        assert_eq!(run.count_between(3.2, 12.0, miss), 0.0);
        // Fifty per second that take 101 ms each, and the readers' own queries.
        assert!(run.report.db_in_flight_max <= 6 + run.report.misses);
    }
    let misses = |runs: &[Run]| runs.iter().map(|run| run.report.misses as f64).sum::<f64>() / runs.len() as f64;
    let (warmed, cold) = (misses(&runs_warmed), misses(&runs("warm_up", "do=2s:flush")));
    println!("misses: warmed {warmed}, cold {cold}");
    assert!(warmed < 7.0 && cold > 37.0);
}

/// λ = 60/s in turn over three instances, L = 600 ms: the first three readers after an expiry are one of each, so three
/// queries. The i-th of them misses δ = (i − 1)/60 s after the first on average; its flight lands 601.5 ms after its
/// miss, and its followers join until the first value is there, 601 ms after the first miss, after half a millisecond
/// for their own lookup: Σ (601² − δ²)/2 over Σ (601 − δ), with E[δ²] of 0, 556 and 1667 ms²: 308.4 ms.
#[test]
fn single_flight_makes_one_query_per_instance() {
    let runs = runs("single_flight", "");
    for Run { report, .. } in &runs {
        let queries: Vec<u64> = report.episodes.iter().map(|episode| episode.db_queries).collect();
        assert_eq!(queries, [3, 3]);
        assert_eq!((report.db_in_flight_max, report.misses), (3, report.lock_waits + 6));
    }
    let wait_ms: Vec<f64> = runs.iter().map(|run| run.report.wait_ms.mean).collect();
    let squares = 3.0 * 601.0 * 601.0 - 556.0 - 1667.0;
    assert_mean("mean wait, ms", &wait_ms, squares / 2.0 / (3.0 * 601.0 - 50.0));
}

/// 100 keys, each asked for at 4/s, stored at 0 s for 5 s; L = 50 ms. No value is back until 51 ms after the expiry,
/// and every lookup in this time misses: 400/s × 51 ms = 20.4. By 8 s every key has been read, and queried by 1 + 4/s ×
/// 51 ms of its readers: 120.4 queries.
#[test]
fn avalanche_all_keys_are_fetched_at_once() {
    let runs = runs("avalanche", "");
    let at_once: Vec<f64> = runs.iter().map(|run| run.count_between(5.0, 5.051, miss)).collect();
    assert_mean("misses in 51 ms", &at_once, 400.0 * 0.051);
    let queries: Vec<f64> = runs.iter().map(|run| run.count_between(5.0, 8.0, query)).collect();
    assert_mean("queries", &queries, 100.0 * (1.0 + 4.0 * 0.051) * (1.0 - libm::exp(-12.0)));
}

/// As above, but each key expires at a different time between 5 s and 10 s: 20 keys per second, with 1.204 queries
/// each. From 7 s on every expired key has been read, and none expires a second time before 10 s: 60.2 queries in 2.5
/// s.
#[test]
fn jitter_the_same_keys_are_fetched_one_by_one() {
    let runs = runs("jitter", "");
    let queries: Vec<f64> = runs.iter().map(|run| run.count_between(7.0, 9.5, query)).collect();
    assert_mean("queries", &queries, 2.5 * 20.0 * (1.0 + 4.0 * 0.051));
    for (jitter, together) in runs.iter().zip(super::runs("avalanche", "")) {
        assert!(jitter.report.db_in_flight_max < together.report.db_in_flight_max);
    }
    let missed = runs[0].trace.events().iter().filter_map(|event| match event.kind {
        EventKind::CacheMiss { why, .. } => Some(why),
        _ => None,
    });
    assert!(missed.into_iter().all(|why| why == Absence::Expired));
}

/// Ten keys, an empty cache and no reader: one key is fetched and stored every 100 ms under any strategy, and there are
/// no other events.
#[test]
fn every_strategy_can_be_warmed() {
    for &strategy in Strategy::ALL {
        let line = "keys=10 rate=0/s warm=false ttl=1m db_latency=50ms duration=2s do=0ms:warm:10/s";
        let scenario = Scenario { strategy, ..Scenario::parse(line).expect("the line parses") };
        let (trace, report) = run::run(&scenario).expect("it runs");
        let stored = |event: &&Event| matches!(event.kind, EventKind::CacheSet { .. });
        assert_eq!(trace.events().iter().filter(stored).count(), 10, "{strategy:?}");
        assert_eq!(report.db_queries, 10, "{strategy:?}");
    }
}
