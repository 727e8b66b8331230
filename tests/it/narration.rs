//! Tests that the narration is true, complete and written in plain words.

use crate::scenarios::{all, each};
use cache_aside_playground::narration::{Narrator, SENTENCES_MAX, Sentence};
use cache_aside_playground::run;
use cache_aside_playground::scenario::{PRESETS, Scenario};
use cache_aside_playground::trace::following::Following;
use cache_aside_playground::trace::{Event, EventKind, KINDS, StaleCause, Trace};
use cache_aside_playground::units::Instant;

/// The sentences about a run.
fn narrate(trace: &Trace, scenario: &Scenario) -> Vec<Sentence> {
    let mut narrator = Narrator::new(scenario.keys_in_all() > 1, scenario.duration);
    let mut following = Following::default();
    for event in trace.events() {
        let happened = following.event(event);
        narrator.event(event, &happened, &following);
    }
    narrator.finish(&following, Instant::ZERO + scenario.duration)
}

fn told(line: &str) -> (Vec<Event>, Vec<Sentence>) {
    let scenario = Scenario::parse(line).expect(line);
    let (trace, _) = run::run(&scenario).expect(line);
    let sentences = narrate(&trace, &scenario);
    assert!(sentences.len() < SENTENCES_MAX, "{line}: the narration was cut off");
    (trace.events().to_vec(), sentences)
}

fn times_of(sentences: &[Sentence], what: &str) -> Vec<Instant> {
    sentences.iter().filter(|sentence| sentence.text.contains(what)).map(|sentence| sentence.at).collect()
}

/// With a lock, many readers roll low while one of them refreshes. They return the value they have, and the narration
/// reports no refresh for them.
#[test]
fn an_early_refresh_is_told_when_it_is_one() {
    let mut rolled_low = 0;
    let mut refreshed = 0;
    for (seed, lock) in (0..50).flat_map(|seed| [(seed, "true"), (seed, "false")]) {
        let line = format!("strategy=xfetch xfetch_lock={lock} rate=100/s db_latency=500ms seed={seed} duration=10s");
        let (events, sentences) = told(&line);
        let low = |e: &&Event| matches!(e.kind, EventKind::DiceRolled { dice, threshold, .. } if dice <= threshold);
        rolled_low += events.iter().filter(low).count();
        let early = events.iter().filter(|event| matches!(event.kind, EventKind::EarlyRecompute { .. }));
        let early: Vec<Instant> = early.map(|event| event.at).collect();
        refreshed += early.len();
        assert_eq!(times_of(&sentences, "it refreshes"), early, "{line}");
    }
    assert!(rolled_low > refreshed, "{rolled_low} rolled low, {refreshed} refreshed: else nothing is tested");
}

/// A fill of an old row is stale for its TTL if and only if no delete is pending.
#[test]
fn a_stale_set_is_told_when_it_is_one() {
    let lines = ["preset=strong_consistency", "preset=stale_set", "preset=racing_updates write_rate=2/s"];
    let (mut all, mut passing) = (0, 0);
    for (seed, line) in (0..100).flat_map(|seed| lines.map(|line| (seed, line))) {
        let line = format!("{line} seed={seed}");
        let (events, sentences) = told(&line);
        let sets = times_of(&sentences, "stale for up to");
        all += sets.len();
        let mut under_way = Vec::new();
        let mut stays = false;
        let mut newest = 1;
        for event in &events {
            let goes_to_cache = !matches!(event.kind, EventKind::DbUpdateCommitted { .. });
            under_way.retain(|writer| !(goes_to_cache && *writer == event.actor));
            match event.kind {
                EventKind::DbUpdateCommitted { version, .. } => {
                    newest = version.0;
                    under_way.push(event.actor);
                }
                EventKind::CacheSet { version, .. } => {
                    stays = under_way.is_empty();
                    if version.0 < newest && !stays {
                        passing += 1;
                        assert!(!sets.contains(&event.at), "{line}: at {} a write was to come", event.at);
                    }
                }
                EventKind::StaleRead { cause: StaleCause::StaleSet, .. } if stays => {
                    assert!(sets.iter().any(|set| *set < event.at), "{line}: nobody told why at {}", event.at);
                }
                _ => {}
            }
        }
    }
    assert!(all > 100 && passing > 10, "{all} told, {passing} passing: else nothing is tested");
}

/// A negative entry has version 0, which is not superseded without writes.
#[test]
fn remembering_that_there_is_nothing_is_no_stale_set() {
    for seed in 0..20 {
        let line = format!("preset=negative_cache seed={seed}");
        let (events, sentences) = told(&line);
        assert!(
            events.iter().any(|e| matches!(e.kind, EventKind::CacheSet { version, .. } if version.0 == 0)),
            "{line}"
        );
        assert_eq!(times_of(&sentences, "is committed"), [], "{line}");
    }
}

/// A delete that was to be lost and never came is told at the end, as an intervention without effect; so is a second
/// such intervention before the delete, at once.
#[test]
fn a_delete_that_never_came_is_told() {
    let table = [
        ("do=1s:lose_next_invalidation", 1),
        ("do=1s:lose_next_invalidation,1.1s:write", 0),
        ("do=1s:lose_next_invalidation,1.1s:write,2.5s:lose_next_invalidation", 1),
        ("write_policy=update do=1s:lose_next_invalidation", 0),
    ];
    for (line, expected) in table {
        let (_, sentences) = told(&format!("duration=3s {line}"));
        let end = Instant(3_000_000_000);
        assert_eq!(times_of(&sentences, "the poke had no effect"), vec![end; expected], "{line}");
    }
    let (_, sentences) = told("duration=3s do=1s:lose_next_invalidation,1.1s:lose_next_invalidation,1.2s:write");
    assert_eq!(times_of(&sentences, "this changes nothing"), [Instant(1_100_000_000)]);
}

/// No sentence stays for much longer than a twelfth of the run while reads end, unless it says that every read finds a
/// value, and that is so. Between two reads there may be a second.
#[test]
fn nothing_old_stays_as_if_it_were_so() {
    let (mut calm, mut others) = (0, 0);
    for preset in PRESETS {
        let scenario = preset.scenario();
        let (trace, _) = run::run(&scenario).expect("it ends");
        let sentences = narrate(&trace, &scenario);
        let patience = scenario.duration.as_nanos() / 12 + 2_000_000_000;
        let ends = sentences.iter().skip(1).map(|next| next.at).chain([Instant::ZERO + scenario.duration]);
        for (sentence, until) in sentences.iter().zip(ends) {
            if sentence.text.starts_with("Now every read finds") {
                calm += 1;
                let misses = trace.events().iter().filter(|event| {
                    event.at > sentence.at && event.at < until && matches!(event.kind, EventKind::CacheMiss { .. })
                });
                assert!(misses.count() < 20, "{}: {} until {until}", preset.name, sentence.text);
            } else {
                others += 1;
                let stays = until.since(sentence.at).as_nanos();
                assert!(
                    stays <= patience,
                    "{}: “{}” stays from {} to {until}",
                    preset.name,
                    sentence.text,
                    sentence.at
                );
            }
        }
    }
    assert!(calm > 20 && others > 1_000, "{calm} calm, {others} others: else nothing is tested");
}

/// An overload that stays is told every five seconds: all of 280 reads/s fail, 1,400 ± 37 in that time.
#[test]
fn an_overload_that_stays_is_told_as_long_as_it_stays() {
    let (_, sentences) = told("preset=metastable");
    let later: Vec<&Sentence> = sentences.iter().filter(|told| told.at > Instant(25_000_000_000)).collect();
    assert_eq!(later.len(), 7);
    for Sentence { text, .. } in later {
        let reads = text.strip_prefix("Requests are still queued. The last ").and_then(|rest| rest.split_once(' '));
        let (reads, rest) = reads.unwrap_or_else(|| panic!("{text}"));
        assert!(
            reads.replace(',', "").parse::<f64>().is_ok_and(|reads| (reads - 1_400.0).abs() < 4.0 * 37.4),
            "{text}"
        );
        assert_eq!(rest, "reads failed.");
    }
}

/// A sentence begins with an actor or a capital letter and ends with a full stop. It contains no identifiers: no event
/// names, in one word or several, no underscores or equals signs, and no number of seconds without a space.
#[test]
fn always_the_narration_is_sentences() {
    let spaced = |name: &str| {
        let apart =
            name.chars().flat_map(|c| c.is_uppercase().then_some(' ').into_iter().chain([c.to_ascii_lowercase()]));
        apart.collect::<String>().trim_start().to_string()
    };
    let raw: Vec<String> = KINDS.iter().flat_map(|kind| [kind.name.to_string(), spaced(kind.name)]).collect();
    let told = std::cell::Cell::new(0);
    each(all(), |scenario| {
        let (trace, _) = run::run(scenario).expect("it ends");
        for Sentence { text, .. } in narrate(&trace, scenario) {
            told.set(told.get() + 1);
            assert!(text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()), "{text}");
            assert!(text.ends_with('.') && text.split(' ').count() > 2, "{text}");
            assert!(!text.contains(['_', '=']), "{text}");
            assert!(!raw.iter().any(|raw| text.contains(raw.as_str())), "{text}");
            // There is a space between a number and its unit.
            let glued =
                |word: &str| word.len() > 1 && word.ends_with('s') && word[..word.len() - 1].parse::<f64>().is_ok();
            assert!(!text.split([' ', ',', '.', ':']).any(glued), "{text}");
        }
    });
    assert!(told.get() > 10_000);
}
