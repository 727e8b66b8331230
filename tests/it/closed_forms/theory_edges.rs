//! Tests that the comparison with theory stays unbiased over many seeds: no row is biased by where a run begins and
//! ends, none is selected by its outcome, and rows with too few episodes say so.

use super::pooled::{Judged, Pooled};
use super::theory::table;
use super::*;
use cache_aside_playground::theory::forms;
use cache_aside_playground::units::Duration;
use std::collections::BTreeMap;

/// The rows of a line over its seeds, as `simulate --seeds` prints them.
fn judged(runs: Runs) -> BTreeMap<&'static str, Judged> {
    let mut rows: BTreeMap<&str, Pooled> = BTreeMap::new();
    for report in reports(runs) {
        for (name, form) in &report.theory {
            rows.entry(name).or_insert_with(|| Pooled::new(form)).add(form);
        }
    }
    rows.into_iter().map(|(name, row)| (name, row.judged())).collect()
}

/// T/(T+w+1/λ) of the reads hit and w/(T+w+1/λ) wait, w = L+3r: 1/1.605 = .62305 and .603/1.605 = .37570, over the 37
/// cycles of a minute. Measured over the whole run they are .62719, because the run begins with a full T of hits and
/// ends in its 38th cycle. Without round trips and with L = T = 1 s: 1/2.0005 = .49988, but over a whole run of 21 s
/// .52395. All rows have the same number of whole cycles: with 58 per minute, 40 runs have 40·58.
#[test]
fn shares_do_not_lean_to_where_a_run_begins_and_ends() {
    let lines: [(Runs, [f64; 2]); 2] = [
        ((40, "strategy=mutex rate=500/s ttl=1s seed=3"), [0.62305, 0.37570]),
        ((40, "rate=2000/s ttl=1s db_latency=1s cache_latency=0ms duration=21s db_connections=0"), [0.49988, 0.49988]),
    ];
    for (runs, predicted) in lines {
        let rows = judged(runs);
        for (name, predicted) in ["hit_ratio", "lock_waits_share"].into_iter().zip(predicted) {
            let row = rows[name];
            assert!((row.predicted - predicted).abs() < 5e-6, "{name}: {row:?}");
            let (measured, error) = (row.measured.expect("cycles"), row.error().expect("enough of them"));
            assert_agrees(runs, name, measured, error, row.n, row.predicted);
            assert!(error < 0.001, "{row:?}");
        }
    }
}

/// Three connections are too few for XFetch's concurrent recomputes, of which there are e on average and more than
/// three in every fourth episode. So no row is shown for any of its runs, lucky or not. With three instances, 1 + X
/// readers query, where X is Poisson with mean λw = .1 but at most 2: 1.1 − P(X ≥ 3) = 1.09985, also if they share one
/// connection.
#[test]
fn a_row_applies_to_all_seeds_or_to_none() {
    let racing = (40, "strategy=xfetch rate=60/s db_connections=3 db_latency=100ms ttl=4s duration=1m");
    assert!(judged(racing).is_empty(), "{:?}", judged(racing));
    let sharing =
        (100, "strategy=single_flight rate=2/s ttl=10s db_latency=50ms cache_latency=0ms duration=2m db_connections=1");
    let row = judged(sharing)["db_queries_per_episode"];
    assert!((row.predicted - 1.09985).abs() < 1e-5, "{row:?}");
    let error = row.error().expect("a thousand episodes");
    assert_agrees(sharing, "queries", row.measured.expect("episodes"), error, row.n, row.predicted);
    // A cycle takes 10.5 s, so ten cycles of two minutes count in each run.
    assert!((900..=1_100).contains(&row.n), "{row:?}");
}

/// The forms follow from the line: they are the same for every seed, even for a run too short to measure anything. Each
/// has a name in words.
#[test]
fn the_forms_of_a_line_are_the_same_for_every_seed() {
    for &(runs, _) in table() {
        let short = Scenario::parse(runs.1).expect(runs.1);
        for seed in 1..=3 {
            let scenario = Scenario { seed, duration: short.duration.min(Duration::from_secs(20)), ..short.clone() };
            let report = run::report(&scenario).expect(runs.1);
            let expected: Vec<&str> = forms(&scenario).iter().map(|form| form.name).collect();
            assert_eq!(report.theory.keys().count(), expected.len(), "{}", runs.1);
            for (name, form) in &report.theory {
                assert!(expected.contains(name), "{name}: {}", runs.1);
                assert_eq!(form.measured.is_some(), form.n > 0, "{name}: {form:?}");
                assert!(!form.label.contains('_'), "{name}: {form:?}");
            }
        }
    }
}

/// Two episodes of 1 and 3 queries have a mean of 2, where 2.83 are expected, but that means nothing. Neither do 12
/// episodes of one query each if every tenth is expected to have a second one: P(no second in 12) = .9¹² = .28. So many
/// episodes are needed that ten second queries are expected.
#[test]
fn few_episodes_are_too_few_to_compare() {
    let row = |line: &str, name: &str| {
        let report = run::report(&Scenario::parse(line).expect(line)).expect(line);
        let mut row = Pooled::new(report.theory.get(name).expect(line));
        row.add(report.theory.get(name).expect(line));
        row.judged()
    };
    let few = row("strategy=xfetch duration=12s", "db_queries_per_episode");
    assert!(few.n > 0 && few.n < 10 && few.measured.is_some() && few.error().is_none(), "{few:?}");
    let line = "strategy=single_flight rate=2/s ttl=10s db_latency=50ms cache_latency=0ms db_connections=1";
    let rare = row(&format!("{line} duration=2m"), "db_queries_per_episode");
    assert!(rare.n_min == 100 && rare.n < 15 && rare.error().is_none(), "{rare:?}");
    assert!(row(&format!("{line} duration=30m"), "db_queries_per_episode").error().is_some());
}
