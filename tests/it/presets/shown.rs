//! Tests of what is on screen when a preset opens: the number of its claim beside those of the compared lanes, and the
//! event that the claim is about, soon after the start of watching. Also tests that each claim has a test.

use crate::scenarios::parse;
use cache_aside_playground::metrics::Report;
use cache_aside_playground::run;
use cache_aside_playground::scenario::{PRESETS, Preset, Scenario};
use cache_aside_playground::units::Duration;
use std::collections::BTreeSet;
use std::fs;

/// The number of a claim: its name, how to compute it from a report, and its values for the preset and its lanes, in
/// whole numbers; and words of the event that shows it.
struct Shown {
    preset: &'static str,
    number: fn(&Report) -> f64,
    values: &'static [u64],
    event: &'static [&'static str],
}

fn first_episode(report: &Report) -> f64 {
    report.episodes[0].db_queries as f64
}

fn hits_per_mille(report: &Report) -> f64 {
    1e3 * report.hit_ratio
}

fn reason(report: &Report, name: &str) -> f64 {
    report.miss_reasons.get(name).copied().unwrap_or(0) as f64
}

macro_rules! shown {
    ($($preset:ident: $number:expr, $values:expr, $event:expr;)+) => {
        const SHOWN: &[Shown] = &[$(
            Shown { preset: stringify!($preset), number: $number, values: &$values, event: &$event },
        )+];
    };
}

shown! {
    hot_key: first_episode, [1, 34], ["LockWaitStarted"];
    stampede: first_episode, [34, 1], ["DbQueryStarted", "in_flight=2"];
    small_pool: |r| r.latency_ms.max, [2003, 602], ["DbQueued"];
    lock_too_short: first_episode, [3, 1], ["LockExpired"];
    no_recheck: |r| r.db_queries as f64, [19, 4], ["LockWaitStarted"];
    early_refresh: |r| r.misses as f64, [0, 88, 78], ["EarlyRecompute"];
    cold_key: |r| r.misses as f64, [16, 18], ["CacheMiss", "why=expired"];
    stale_while_refresh: |r| r.latency_ms.max, [1, 811, 605], ["CacheStaleHit"];
    write_and_delete: |r| reason(r, "deleted"), [50, 0], ["CacheMiss", "why=deleted"];
    racing_updates: |r| r.stale_causes.get("reordered_update").copied().unwrap_or(0) as f64, [55, 0], ["cause=reordered_update"];
    cold_start: |r| r.misses as f64, [89, 38], ["CacheMiss", "why=never_stored"];
    absent_ids: |r| r.db_queries as f64, [229, 39], ["DbQueryFinished", "version=0"];
    negative_cache: |r| r.db_queries as f64, [39, 229], ["CacheHit", "version=0"];
    stale_set: |r| r.stale_reads as f64, [83, 0], ["cause=stale_set"];
    lost_delete: |r| r.stale_age_ms.max, [4494, 607], ["InvalidationLost"];
    delete_first: |r| r.stale_reads as f64, [597, 98], ["cause=delete_first"];
    warm_up: |r| reason(r, "flushed"), [5], ["WarmingStarted"];
    crashed_holder: |r| r.wait_ms.max, [3583, 1583], ["RequestCrashed"];
    single_flight: first_episode, [3, 1], ["DbQueryStarted", "in_flight=3"];
    lease: |r| r.stale_reads as f64, [0, 83], ["LeaseVoided"];
    avalanche: |r| r.db_in_flight_max as f64, [23, 7], ["DbQueryStarted", "in_flight=10"];
    jitter: |r| r.db_in_flight_max as f64, [7, 23], ["CacheMiss", "why=expired"];
    metastable: |r| r.failed as f64, [13458, 2269], ["QueryAbandoned"];
    read_heavy: hits_per_mille, [994, 814], ["CacheDeleted"];
    slightly_stale: |r| r.latency_ms.max, [1, 106], ["CacheStaleHit"];
    unpredictable: hits_per_mille, [706, 859], ["CacheEvicted"];
    write_heavy: hits_per_mille, [83, 999], ["CacheMiss", "why=deleted"];
    strong_consistency: |r| r.stale_reads as f64, [783, 779], ["StaleRead"];
    timeline: hits_per_mille, [996, 853], ["CacheStaleHit"];
    healed: |r| r.failed as f64, [2258, 13458], ["DbQueryFinished"];
    released_by_another: |r| r.db_queries as f64, [358, 196], ["LockExpired"];
    getdel: |r| r.db_queries as f64, [43, 25], ["LockExpired"];
}

#[test]
fn every_preset_shows_its_claim_beside_its_lanes() {
    let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    assert_eq!(SHOWN.iter().map(|shown| shown.preset).collect::<Vec<_>>(), names);
    let mut wrong = Vec::new();
    for (preset, Shown { number, values, .. }) in PRESETS.iter().zip(SHOWN) {
        let scenario = preset.scenario();
        let lanes = scenario.lanes(preset.compare).unwrap_or_else(|error| panic!("{}: {error}", preset.name));
        let scenarios = [&scenario].into_iter().chain(lanes.iter().map(|lane| &lane.scenario));
        let found: Vec<u64> =
            scenarios.map(|lane| number(&run::report(lane).expect("it ends")).round() as u64).collect();
        if found != *values {
            wrong.push(format!("{}: {found:?} instead of {values:?}", preset.name));
        }
        let differs = found.iter().any(|value| value != &found[0]);
        assert!(differs || lanes.is_empty(), "{}: no lane differs in {found:?}", preset.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The event that a preset is about happens within a second after the start of watching.
#[test]
fn every_preset_begins_a_moment_before_its_event() {
    let mut wrong = Vec::new();
    for (preset, Shown { event: words, .. }) in PRESETS.iter().zip(SHOWN) {
        let (trace, _) = run::run(&preset.scenario()).expect("it ends");
        let start = preset.start();
        let later = trace.events().iter().filter(|event| event.at >= start);
        let is = |text: &str| words.iter().all(|word| text.split_whitespace().any(|part| part == *word));
        let event = later.map(|event| (event.at, event.to_string())).find(|(_, text)| is(text));
        let soon = event.as_ref().is_some_and(|(at, _)| at.since(start) <= Duration::from_secs(1));
        if !soon {
            wrong.push(format!("{}: from {start} on {words:?} at {event:?}", preset.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The presets without a test in these sources. A test of a preset has a name that begins with the preset's, and runs
/// it.
fn untested<'a>(presets: &[&'a str], sources: &[String]) -> Vec<&'a str> {
    let about = |name: &str, test: &str| {
        let body = test.trim_start();
        body.starts_with(&format!("fn {name}_")) && body.contains(&format!("runs(\"{name}\""))
    };
    let tested =
        |name: &str| sources.iter().flat_map(|source| source.split("#[test]").skip(1)).any(|test| about(name, test));
    presets.iter().copied().filter(|name| !tested(name)).collect()
}

#[test]
fn every_preset_has_a_test_of_its_claim() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/presets");
    let inner = fs::read_dir(root).expect("the folder is there").map(|file| file.expect("it can be read").path());
    let files = inner.chain([format!("{root}.rs").into()]);
    let sources: Vec<String> = files.map(|file| fs::read_to_string(file).expect("a source can be read")).collect();
    let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    assert_eq!(untested(&names, &sources), Vec::<&str>::new());
    // The check can fail: for a preset without a test, one whose test runs another preset, and one that is only
    // mentioned.
    let spoken = "#[test]\nfn stampede_is_told() { runs(\"hot_key\", \"\"); }\n// fn lease_ runs(\"lease\"".to_string();
    assert_eq!(untested(&["stampede", "lease"], &[spoken]), ["stampede", "lease"]);
    let titles: BTreeSet<&str> = PRESETS.iter().map(|preset| preset.title).collect();
    assert_eq!(titles.len(), names.len());
}

/// Lanes have the same traffic: the same reads and writes begin at the same times.
#[test]
fn every_preset_is_compared_on_the_same_traffic() {
    for Preset { name, compare, .. } in PRESETS {
        let scenario = parse(&format!("preset={name}"));
        let began = |scenario: &Scenario| -> BTreeSet<String> {
            let (trace, _) = run::run(scenario).expect("it ends");
            let begins = |text: &String| text.contains("ReadStarted") || text.contains("WriteStarted");
            let words = |text: String| text.split(" newest=").next().unwrap_or_default().to_string();
            trace.events().iter().map(ToString::to_string).filter(begins).map(words).collect()
        };
        let own = began(&scenario);
        for lane in scenario.lanes(compare).expect("lanes") {
            // Instances are used in turn, so the event of a start depends on their number, but on nothing else.
            if lane.field != "instances" {
                assert!(began(&lane.scenario) == own, "{name}: {}={}", lane.field, lane.value);
            }
        }
    }
}
