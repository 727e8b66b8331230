//! Tests of windows and limits, the data of charts and prices: on small runs by arithmetic, and over random scenarios
//! against the report.

use crate::scenarios::{all, each, parse};
use cache_aside_playground::metrics::Report;
use cache_aside_playground::run;
use cache_aside_playground::scenario::Scenario;
use cache_aside_playground::timeline::Timeline;
use cache_aside_playground::timeline::stays::Ending;
use cache_aside_playground::timeline::steps::Steps;
use cache_aside_playground::timeline::under_way::UnderWay;
use cache_aside_playground::timeline::windows::{WINDOWS_MAX, length};
use cache_aside_playground::trace::connections::Work;
use cache_aside_playground::trace::{Absence, EventKind};
use cache_aside_playground::units::{Duration, Instant};
use std::cell::Cell;
use std::collections::BTreeMap;

fn laid_out(scenario: &Scenario) -> (Timeline, Report) {
    let (trace, report) = run::run(scenario).unwrap_or_else(|stopped| panic!("stopped: {stopped}"));
    (Timeline::new(&trace, Instant::ZERO + scenario.duration), report)
}

#[test]
fn windows_have_a_round_length_and_are_never_too_many() {
    let table = [
        ("1ms", "10us", 100),
        ("1.01ms", "20us", 51),
        ("12s", "200ms", 60),
        ("20s", "200ms", 100),
        ("1m", "1s", 60),
        ("24h", "1000s", 87),
    ];
    for (end, expected, count) in table {
        let end = Duration::parse(end).expect("a duration");
        let length = length(Instant::ZERO + end);
        assert_eq!(Some(length), Duration::parse(expected), "{end:?}");
        assert_eq!(end.0.div_ceil(length.0), count, "{end:?}");
    }
}

/// Ten evenly spaced reads per second from 0.1 s on. A warm value lives 1 s, a query takes 250 ms, and the cache takes
/// no time. So there is a hit of 0 ms every 0.1 s, except that the reads at 1.0, 1.1 and 1.2 s miss and end at 1.25,
/// 1.35 and 1.45 s. Each stores a value when it ends, so the next expiry is at 2.45 s.
const EVEN: &str = "arrivals=even rate=10/s ttl=1s db_latency=250ms cache_latency=0ms";

/// A value that is expired at 2 s is then gone, or stale for the grace of two seconds. So there are two stays, and
/// never an empty one.
#[test]
fn an_end_by_hand_ends_a_stay() {
    for (strategy, stays) in [("mutex", vec![(0.0, 2e9)]), ("background_refresh", vec![(0.0, 2e9), (2e9, 2.25e9)])] {
        let line = format!("{EVEN} strategy={strategy} ttl=3s duration=3s do=2s:expire");
        let (Timeline { stays: laid, .. }, _) = laid_out(&parse(&line.replace("ttl=1s ", "")));
        let rows: Vec<(f64, f64)> = laid.set_ns.iter().copied().zip(laid.gone_ns.iter().copied()).collect();
        assert_eq!(rows[..stays.len()], stays, "{line}: {rows:?}");
        assert!(rows.iter().all(|(set, gone)| set < gone), "{line}: {rows:?}");
    }
}

/// A key is deleted at 500 ms plus the update's 250, expired by an intervention at 1.2 s and flushed at 1.6 s, and
/// refilled each time by the next reader. The last value is there when the run ends. Every stay and every miss has the
/// right reason.
#[test]
fn a_value_that_is_gone_says_why() {
    let line = format!("{EVEN} strategy=mutex duration=2100ms do=500ms:write,1200ms:expire,1600ms:flush");
    let (Timeline { stays, lanes, .. }, report) = laid_out(&parse(&line.replace("ttl=1s ", "ttl=5s ")));
    let endings: Vec<&str> = stays.ending.iter().map(|&ending| Ending::NAMES[ending as usize]).collect();
    assert_eq!(endings, ["deleted", "expired", "flushed", "present"]);
    assert_eq!(stays.gone_ns.iter().copied().collect::<Vec<_>>(), [0.75e9, 1.2e9, 1.6e9, 2.1e9]);
    let absent = |why: Absence| lanes.absence.iter().filter(|&&code| code == why as u8).count();
    let reasons = [Absence::Deleted, Absence::Expired, Absence::Flushed].map(absent);
    // The reads at 0.8, 0.9 and 1.0 s; at 1.2, 1.3 and 1.4 s; at 1.6, 1.7 and 1.8 s.
    assert_eq!(reasons, [3, 3, 3]);
    let said: Vec<(&str, u64)> = (&report.miss_reasons).into_iter().map(|(name, count)| (*name, *count)).collect();
    assert_eq!(said, [("deleted", 3), ("expired", 3), ("flushed", 3)]);
    // A cold cache, and one that is full and evicts nothing.
    let (_, report) = laid_out(&parse(
        &format!("{EVEN} keys=3 zipf=0 capacity=1 eviction=noeviction warm=false duration=5s ttl=5s")
            .replace("ttl=1s ", ""),
    ));
    assert!(report.miss_reasons.get("never_stored") >= Some(&3) && report.miss_reasons.get("refused") > Some(&5));
    // A delete counts as a delete even if a cache with leases keeps the old value.
    let line = "strategy=lease lease_stale=true arrivals=even rate=10/s ttl=5s db_latency=250ms cache_latency=0ms";
    let (Timeline { stays, .. }, report) = laid_out(&parse(&format!("{line} duration=2s do=500ms:write")));
    let endings: Vec<&str> = stays.ending.iter().map(|&ending| Ending::NAMES[ending as usize]).collect();
    assert_eq!(endings, ["deleted", "replaced", "present"]);
    assert_eq!(report.miss_reasons.get("deleted"), Some(&1));
}

/// At every miss the reason in the trace is the ending of the key's last stay, which the page shows. There are four
/// exceptions: a value kept for its grace is still there, a value that a full cache refused has no stay, a flush is
/// recorded only for known keys, and a removal at the very time of the miss may come after it.
#[test]
fn the_cache_says_why_a_value_is_gone_in_the_words_of_the_miss() {
    let seen = Cell::new([0u32; 4]);
    each(all(), |scenario| {
        let (trace, _) = run::run(scenario).unwrap_or_else(|stopped| panic!("stopped: {stopped}"));
        let stays = Timeline::new(&trace, Instant::ZERO + scenario.duration).stays;
        let mut rows: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        stays.key.iter().enumerate().for_each(|(row, &key)| rows.entry(key).or_default().push(row));
        let [set, gone]: [Vec<f64>; 2] = [&stays.set_ns, &stays.gone_ns].map(|column| column.iter().copied().collect());
        let endings: Vec<u8> = stays.ending.iter().copied().collect();
        for event in trace.events() {
            let EventKind::CacheMiss { key, why } = event.kind else { continue };
            let at = event.at.0 as f64;
            let mine = rows.get(&key.0).map_or(&[][..], Vec::as_slice);
            // What is stored at the very time of the miss may have been stored after it.
            let last = mine.iter().rev().find(|&&row| set[row] < at || set[row] == at && gone[row] <= at);
            let word = last.map_or("never_stored", |&row| Ending::NAMES[endings[row] as usize]);
            let untold = why == Absence::Flushed && last.is_none() && key.0 > 0;
            if why == Absence::Refused || untold || last.is_some_and(|&row| gone[row] >= at) {
                continue;
            }
            assert_eq!(word, Absence::WORDS[why as usize], "{event}");
            let mut counts = seen.get();
            counts[(why as usize).min(3)] += 1;
            seen.set(counts);
        }
    });
    assert!(seen.get().iter().all(|&count| count > 20), "{:?}", seen.get());
}

/// One connection, three reads of a cold key at 0.1, 0.2 and 0.3 s, 250 ms each, and a write at 0.25 s behind them: at
/// 0.3 s three queries and an update are asked for; one query is in flight, the other three are queued. At 0.36 s one
/// is done.
#[test]
fn asked_for_queued_in_flight_and_done_add_up_and_reads_and_writes_are_apart() {
    let line = "strategy=unprotected arrivals=even rate=10/s warm=false db_connections=1 db_latency=250ms \
                cache_latency=0ms ttl=1s do=250ms:write";
    let (_, report) = laid_out(&parse(&format!("{line} duration=340ms")));
    assert_eq!(report.queries, Work { asked: 3, queued: 2, in_flight: 1, done: 0, dropped: 0 });
    let (Timeline { steps, .. }, report) = laid_out(&parse(&format!("{line} duration=360ms")));
    assert_eq!(report.queries, Work { asked: 3, queued: 1, in_flight: 1, done: 1, dropped: 0 });
    assert_eq!(report.updates, Work { asked: 1, queued: 1, ..Work::default() });
    let last = |steps: &Steps| steps.value.last().copied().unwrap_or(0.0);
    assert_eq!([&steps.queries_asked, &steps.queries_done, &steps.updates_asked].map(last), [3.0, 1.0, 1.0]);
    assert_eq!([&steps.db_queued, &steps.updates_queued, &steps.updates_in_flight].map(last), [2.0, 1.0, 0.0]);
}

/// A warm key expires at 1 s; the query takes 2 s, the run ends at 1.95 s. All reads that have ended took 0 ms. Ten are
/// in flight at the end: the first since 1 s with the lock, the others since 1.1 s or later waiting for it.
#[test]
fn waits_under_way_count() {
    let line = "strategy=mutex arrivals=even rate=10/s ttl=1s db_latency=2s cache_latency=0ms duration=1950ms";
    let (Timeline { steps, responses_under_way, lock_waits_under_way, .. }, report) = laid_out(&parse(line));
    assert_eq!((report.latency_ms.max, report.wait_ms.max), (0.0, 0.0));
    assert_eq!((report.under_way.reads, report.under_way.response_max_ms), (10, 950.0));
    assert_eq!((report.under_way.lock_waits, report.under_way.lock_wait_max_ms), (9, 850.0));
    assert!(steps.wait_max_ms.value.last().is_none() && steps.lock_wait_max_ms.value.last().is_none());
    for (UnderWay { from_ns, to_ns, since_ns }, since) in [(responses_under_way, 1e9), (lock_waits_under_way, 1.1e9)] {
        assert_eq!((&from_ns[..], &to_ns[..], &since_ns[..]), (&[since][..], &[1.95e9][..], &[since][..]));
    }
}

#[test]
fn a_window_counts_reads_where_they_end_and_queries_where_they_begin() {
    // 20 s in windows of 200 ms. [1.0, 1.2): reads of 1.0 and 1.1 began, none ended; two queries began. [1.2, 1.4): the
    // misses of 1.0 and 1.1 end, the hit of 1.3 too, a third query began at 1.2: three in flight. [1.4, 1.6): the miss
    // of 1.2 ends at 1.45, the hits of 1.4 and 1.5.
    let (Timeline { windows, .. }, _) = laid_out(&parse(&format!("{EVEN} strategy=unprotected duration=20s")));
    let rows = |column: &[u32]| column[4..8].to_vec();
    assert_eq!(windows.bounds_ns.len(), 101);
    assert_eq!(windows.bounds_ns[5], 1e9);
    assert_eq!(rows(&windows.reads), [2, 0, 3, 3]);
    assert_eq!(rows(&windows.hits), [2, 0, 1, 2]);
    assert_eq!(windows.hit_ratio[4..8], [1.0, 0.0, 1.0 / 3.0, 2.0 / 3.0]);
    assert_eq!(rows(&windows.db_queries), [0, 2, 1, 0]);
    assert_eq!(rows(&windows.db_in_flight_max), [0, 2, 3, 1]);
    // Of 0, 250 and 250 ms: the second and the third; of 250, 0 and 0 ms: likewise.
    assert_eq!(windows.latency_p50_ms[4..8], [0.0, 0.0, 250.0, 0.0]);
    assert_eq!(windows.latency_p99_ms[4..8], [0.0, 0.0, 250.0, 250.0]);
}

#[test]
fn a_window_includes_the_queue_and_the_level_at_its_start() {
    // One connection: of the three queries at 1.0, 1.1 and 1.2 s, two are queued until 1.25 and 1.5 s. The reads at 1.3
    // and 1.4 s hit the value stored at 1.25 s.
    let (Timeline { windows, .. }, _) =
        laid_out(&parse(&format!("{EVEN} strategy=unprotected duration=20s db_connections=1")));
    assert_eq!(windows.db_in_flight_max[4..10], [0, 1, 1, 1, 1, 0]);
    assert_eq!(windows.db_queued_max[4..10], [0, 1, 2, 1, 0, 0]);
    assert_eq!(windows.db_queries[4..10], [0, 1, 1, 1, 0, 0]);
}

#[test]
fn a_window_knows_the_oldest_value_served() {
    // A write at 0.5 s whose delete is lost: until 1.0 s the old value is served, 0.1 to 0.4 s after it was superseded.
    // The write takes 250 ms, so it is committed at 0.75 s: reads of 0.8 and 0.9 s are stale, by 50 and 150 ms.
    let line = format!("{EVEN} strategy=unprotected duration=20s do=0s:lose_next_invalidation,500ms:write");
    let (Timeline { windows, .. }, report) = laid_out(&parse(&line));
    assert_eq!(windows.stale[3..6], [0, 2, 0]);
    assert_eq!(windows.stale_age_max_ms[3..6], [0.0, 150.0, 0.0]);
    assert_eq!(report.stale_reads, 2);
}

#[test]
fn always_windows_add_up_to_the_report() {
    each(all(), |scenario| {
        let (Timeline { windows, steps, .. }, report) = laid_out(scenario);
        let count = windows.reads.len();
        assert!(count as u64 <= WINDOWS_MAX && count > 0);
        let sum = |column: &[u32]| column.iter().map(|&n| u64::from(n)).sum::<u64>();
        let most = |column: &[u32]| u64::from(*column.iter().max().expect("a window"));
        let most_ms = |column: &[f64]| column.iter().copied().fold(0.0, f64::max);
        assert_eq!(sum(&windows.reads), report.reads);
        assert_eq!(sum(&windows.hits), report.hits + report.stale_hits);
        assert_eq!(sum(&windows.db_queries), report.db_queries);
        // A query that takes no time is never in flight, although the report counts it.
        let in_flight = steps.db_in_flight.value.iter().copied().fold(0.0, f64::max);
        assert_eq!(most(&windows.db_in_flight_max), in_flight as u64);
        assert!(most_ms(&windows.latency_p99_ms) <= report.latency_ms.max);
        if windows.reads.iter().all(|&reads| reads < 100) {
            assert_eq!(most_ms(&windows.latency_p99_ms), report.latency_ms.max, "p99 of fewer than 100 is the slowest");
        }
        assert_eq!(most_ms(&windows.stale_age_max_ms), steps.stale_age_max_ms.value.last().copied().unwrap_or(0.0));
        for column in [&windows.latency_p50_ms, &windows.latency_p99_ms, &windows.stale_age_max_ms] {
            assert_eq!(column.len(), count);
        }
        for (p50, p99) in windows.latency_p50_ms.iter().zip(&windows.latency_p99_ms) {
            assert!(p50 <= p99);
        }
    });
}

#[test]
fn the_floor_is_one_query_for_each_expiry_that_a_reader_came_after() {
    // A warm value until 1 s. A query begun at 1.0 s can answer reads until 1.25 + 1 s, so the read at 2.3 s needs the
    // next one, and those at 3.6 and 4.9 s the ones after. A mutex makes exactly these queries.
    let (timeline, report) = laid_out(&parse(&format!("{EVEN} strategy=mutex duration=5400ms")));
    assert_eq!(timeline.limits.db_queries_min, 4);
    assert_eq!(report.db_queries, 4);
    // Unprotected, the readers of 1.0, 1.1 and 1.2 s all query, and the last value stored lives until 2.45 s: three
    // more from 2.5 s on, and from 4.0 s on. Each is useful for 1.25 s as before, and one that answered a hit had begun
    // 0.25 s before it: by 1.0, 2.05 (for the hit of 2.3), 3.15 (3.4) and 4.25 s (4.5).
    let (timeline, report) = laid_out(&parse(&format!("{EVEN} strategy=unprotected duration=5400ms")));
    assert_eq!(timeline.limits.db_queries_min, 4);
    assert_eq!(report.db_queries, 9);
    // A read takes at least one cache look-up.
    assert_eq!(timeline.limits.wait_ms_min, 0.0);
    let (timeline, _) = laid_out(&parse("strategy=mutex duration=5s cache_latency=3ms"));
    assert_eq!(timeline.limits.wait_ms_min, 3.0);
}

#[test]
fn a_value_removed_by_an_intervention_has_to_be_fetched_again() {
    // Warm until 1 s, expired at 0.45 s: a query at 0.5 s, useful until 1.75 s, then at 1.8, 3.1 and 4.4 s. With
    // another flush at 2.0 s, during the query of 1.8 s: its value at 2.05 s is still useful, but the lock is lost with
    // the values, so the reader at 2.0 s makes an unnecessary query. With a flush at 0.85 s, while the value is in the
    // cache, and an expiry at 1.3 s: queries at 0.5, 0.9, 1.3, 2.6 and 3.9 s.
    let floor_and_queries = |interventions: &str| {
        let line = format!("{EVEN} strategy=mutex duration=4900ms do={interventions}");
        let (timeline, report) = laid_out(&parse(&line));
        (timeline.limits.db_queries_min, report.db_queries)
    };
    assert_eq!(floor_and_queries("450ms:expire"), (4, 4));
    assert_eq!(floor_and_queries("450ms:expire,2s:flush"), (4, 5));
    assert_eq!(floor_and_queries("450ms:expire,850ms:flush,1250ms:expire"), (5, 5));
}

#[test]
fn the_ceiling_of_staleness_is_a_life_in_the_cache() {
    // Without writes no value is superseded. With a grace of 2 s a value may be served 2 s past its TTL.
    let ceiling = |more: &str| laid_out(&parse(&format!("{EVEN} duration=20s {more}"))).0.limits.stale_age_ms_max;
    assert_eq!(ceiling(""), 0.0);
    assert_eq!(ceiling("strategy=background_refresh grace=2s"), 2_000.0);
    // One write: a value stored right before it would stay for its TTL of 1 s.
    assert_eq!(ceiling("do=5s:write"), 1_000.0);
}

#[test]
fn always_no_run_is_better_than_the_floor_or_staler_than_the_ceiling() {
    let met = Cell::new(0);
    each(all(), |scenario| {
        let (Timeline { limits, steps, .. }, report) = laid_out(scenario);
        assert!(u64::from(limits.db_queries_min) <= report.db_queries, "{limits:?} {}", report.db_queries);
        assert!(limits.wait_ms_min <= report.latency_ms.max, "{limits:?}");
        let oldest = steps.stale_age_max_ms.value.last().copied().unwrap_or(0.0).max(report.stale_age_ms.max);
        assert!(oldest <= limits.stale_age_ms_max, "{limits:?} {oldest}");
        let meets = limits.db_queries_min > 3 && u64::from(limits.db_queries_min) == report.db_queries;
        met.set(met.get() + u32::from(meets));
    });
    // The bound is tight: some runs reach it.
    assert!(met.get() > 0);
}
