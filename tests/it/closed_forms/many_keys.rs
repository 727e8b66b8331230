//! Many keys, and ids that do not exist.

use super::*;
use cache_aside_playground::trace::EventKind;

/// n keys stored together, each for T and up to J more, are refilled in rounds. In round r the extra times of r TTLs have
/// added up: the rate is n/J times the density of the sum of r uniform numbers, whose peak is 1, 1, 3/4, 2/3 (Irwin and
/// Hall). Over the middle fifth: 1, 1−.05, 3/4−.1²/3, 2/3−.1²/3+.1³/8. The rounds are kept apart by T > 3J, and what a key
/// waits for its next read, which belongs to no TTL, is taken off.
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
        // Per key: the round, its expiries without the waits, and those waits.
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

/// For a single hot key it does nothing: 1 + λL = 51 queries per expiry, with jitter or without.
#[test]
fn jitter_does_nothing_for_one_hot_key() {
    let runs: Runs = (
        20,
        "strategy=unprotected rate=500/s ttl=1s ttl_jitter=1s db_latency=100ms cache_latency=0ms \
         db_connections=0 duration=100s",
    );
    agrees(runs, "queries per episode", per_episode(&reports(runs), |e| e.db_queries as f64), 51.0);
}

/// Reads of ids that do not exist: what is known not to exist stays so for Tn, then the next read asks again, so an id
/// costs λ/(1+λTn) queries per second; without negative caching every read does, λ. λ=10 per id, Tn=2 s: .47619. Ten such
/// ids: ten times as much.
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
