//! Tests with many keys, and with ids that do not exist.

use super::*;
use cache_aside_playground::trace::EventKind;

/// n keys that are stored at the same time, each for T plus up to J, are refilled in rounds. In round r the jitters of
/// r TTLs have added up: the rate is n/J times the density of the sum of r uniform numbers, whose peak is 1, 1, 3/4,
/// 2/3 (Irwin and Hall). Over the middle fifth it is 1, 1−.05, 3/4−.1²/3, 2/3−.1²/3+.1³/8. T > 3J keeps the rounds
/// apart. The time from an expiry to the next read of the key, which belongs to no TTL, is subtracted.
#[test]
fn jitter_flattens_the_avalanche_round_by_round() {
    let runs: Runs = (
        2,
        "strategy=unprotected keys=10000 zipf=0 rate=10000/s ttl=16s ttl_jitter=5s db_latency=0ms \
         cache_latency=0ms db_connections=0 duration=95s",
    );
    let (keys, ttl, jitter, half) = (10_000, 16.0, 5.0, 0.1);
    let peaks =
        [1.0, 1.0 - half / 2.0, 0.75 - half * half / 3.0, 2.0 / 3.0 - half * half / 3.0 + half * half * half / 8.0];
    let mut rounds = [0; 4].map(|_| Sample::default());
    for scenario in scenarios(runs) {
        // For each key: the round, its expiries without the waits, and the waits.
        let mut state = vec![(0, 0.0, 0.0); keys];
        for_each_event(&scenario, |event| {
            let now = event.at.as_nanos() as f64 / 1e9;
            if let EventKind::CacheSet { key, fresh_for, .. } = event.kind {
                let (round, expiry, waited) = &mut state[key.0 as usize];
                if let Some(sample) = (*round > 0).then(|| rounds.get_mut(*round - 1)).flatten() {
                    *waited += now - *expiry;
                    let phase = (now - *waited) / jitter - *round as f64 * (ttl / jitter + 0.5);
                    sample.add(indicator(phase.abs() < half) / (2.0 * half));
                }
                *round += 1;
                *expiry = now + fresh_for.as_secs_f64();
            }
        });
    }
    for (number, (sample, peak)) in rounds.into_iter().zip(peaks).enumerate() {
        assert_eq!(sample.count, runs.0 * keys as u64, "all keys in round {number}");
        agrees(runs, "peak", sample, peak);
    }
}

/// For a single hot key, jitter has no effect: 1 + λL = 51 queries per expiry, with or without it.
#[test]
fn jitter_does_nothing_for_one_hot_key() {
    let runs: Runs = (
        20,
        "strategy=unprotected rate=500/s ttl=1s ttl_jitter=1s db_latency=100ms cache_latency=0ms \
         db_connections=0 duration=100s",
    );
    agrees(runs, "queries per episode", per_episode(&reports(runs), |e| e.db_queries as f64), 51.0);
}

/// Reads of ids that do not exist. A negative entry lives for Tn, and then the next read queries again, so an id costs
/// λ/(1+λTn) queries per second. Without negative caching every read queries: λ. With λ=10 per id and Tn=2 s it is
/// .47619, and ten times as much for ten such ids.
#[test]
fn ids_that_do_not_exist_go_through_to_the_database() {
    let one: Runs = (
        4,
        "strategy=unprotected absent=1 negative_ttl=2s rate=10/s db_latency=0ms cache_latency=0ms \
         db_connections=0 duration=2000s",
    );
    let ten: Runs = (
        4,
        "strategy=unprotected absent=1 negative_ttl=2s keys=10 zipf=0 rate=100/s db_latency=0ms \
         cache_latency=0ms db_connections=0 duration=500s",
    );
    let unknown: Runs = (
        4,
        "strategy=unprotected absent=1 rate=10/s db_latency=0ms cache_latency=0ms db_connections=0 \
         duration=2000s",
    );
    published(10.0 / (1.0 + 10.0 * 2.0), "0.47619");
    for (runs, cycle) in [(one, 2.1), (ten, 2.1), (unknown, 0.1)] {
        let mut cycles = Sample::default();
        for (trace, report) in traces(runs) {
            assert!(cycle > 1.0 || report.hits == 0 && report.db_queries == report.reads, "{}", runs.1);
            let mut asked_at = [None; 20];
            for event in trace.events() {
                if let EventKind::DbQueryStarted { key, .. } = event.kind {
                    let before = asked_at[key.0 as usize].replace(event.at);
                    before.into_iter().for_each(|before| cycles.add(event.at.since(before).as_secs_f64()));
                }
            }
        }
        agrees(runs, "seconds per query of an id", cycles, cycle);
    }
}
