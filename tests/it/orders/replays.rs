//! Replays of ways in the simulator. The trace of every way violates the same property, as judged by its events alone,
//! and no invariant. Some ways are on file with their fingerprints; WebAssembly has to produce the same ones.

use super::rows::row;
use super::{searched, setup};
use crate::{golden, held};
use cache_aside_playground::orders::check::breaches;
use cache_aside_playground::orders::kinds::Kinds;
use cache_aside_playground::orders::play::{End, Played, play};
use cache_aside_playground::orders::property::{Kind, Property};
use cache_aside_playground::orders::setup::Reissue;
use cache_aside_playground::orders::step::Model;
use cache_aside_playground::orders::way::{self, Walk};
use cache_aside_playground::units::Instant;
use cache_aside_playground::verdict::Verdict;
use std::fmt::Write as _;

const STRATEGIES: [&str; 12] = [
    "strategy=unprotected",
    "strategy=mutex",
    "strategy=mutex lock_recheck=false",
    "strategy=mutex lock_release=any",
    "strategy=lease",
    "strategy=lease lease_stale=true",
    "strategy=lease lease_reissue=after_ttl",
    "strategy=single_flight",
    "strategy=single_flight instances=2",
    "strategy=xfetch",
    "strategy=xfetch xfetch_lock=true",
    "strategy=background_refresh",
];
const POLICIES: [&str; 6] = ["invalidate", "update", "invalidate_first", "double_delete", "versioned_set", "ttl_only"];
const SURROUNDINGS: [&str; 12] = [
    "warm=false",
    "warm=true",
    "warm=false readers=3",
    "warm=false writers=2",
    "warm=true writers=2",
    "warm=true db_snapshot=end moves=ttl_ends",
    "warm=false moves=lock_expires",
    "warm=false moves=lose_delete",
    "warm=false moves=crash_holder",
    "warm=false db_snapshot=end moves=lock_expires,lose_delete",
    "warm=true moves=ttl_ends,lock_expires,lose_delete,crash_holder",
    "warm=false moves=ttl_ends,lock_expires,lose_delete,crash_holder",
];

/// Every strategy with every policy and all other settings.
pub fn setups() -> Vec<String> {
    let with = |strategy: &'static str| POLICIES.map(|policy| format!("{strategy} write_policy={policy}"));
    let around = |both: String| SURROUNDINGS.map(|around| format!("{both} {around}"));
    STRATEGIES.into_iter().flat_map(with).flat_map(around).collect()
}

/// Further surroundings, in which what a lost delete means depends on when the value was stored. They are not on file.
pub fn setups_with_losses() -> Vec<String> {
    let around = ["warm=true writers=2 moves=lose_delete", "warm=false readers=3 writers=2 moves=lose_delete"];
    let with = |strategy: &'static str| POLICIES.map(|policy| format!("{strategy} write_policy={policy}"));
    let around = |both: String| around.map(|around| format!("{both} {around}"));
    STRATEGIES.into_iter().flat_map(with).flat_map(around).collect()
}

/// Plays a way. Returns the run, and the invariants that its trace violates. `sole_holder`: whether a second holder of
/// the lock is one of these violations.
fn played(model: &Model, walk: &Walk, end: End, sole_holder: bool) -> (Played, Vec<String>) {
    let played = play(model, walk, end).expect("it ends");
    let one_lease = model.setup.reissue == Reissue::AfterTtl;
    let wrongs = held::violations_of_script(&played.scenario, played.trace.events(), one_lease, sole_holder);
    (played, wrongs)
}

/// The property of `folds::verdict` for the user's code that corresponds to this one, if there is one.
fn also(property: Property) -> Option<&'static str> {
    match property {
        Property::StaleUntilTtl | Property::ReadAfterWrite => Some("current"),
        Property::OneQuery => Some("one_query"),
        Property::BackInTime => Some("forward"),
        Property::EveryReaderEnds => Some("ends"),
        _ => None,
    }
}

/// The difference between both checks of a property on a trace; `None` if they agree.
fn unshown(property: Property, played: &Played) -> Option<String> {
    let breach = breaches(played.trace.events()).into_iter().any(|breach| breach.property == property);
    let mut verdict = Verdict::default();
    verdict.fold(played.trace.events());
    // `verdict` reports only readers that began in the first half of a run. With twice the length, all of them did.
    let broken = verdict.finish(Instant(2 * played.end.0));
    let shown = also(property).is_none_or(|name| broken.iter().any(|one| one.name == name));
    let fine = property.kind() == Kind::Sometimes || breach && shown;
    (!fine).then(|| format!("breach={breach} shown={shown}"))
}

/// Every kind of violation of every property, over all strategies, policies and surroundings. Where there is never a
/// second holder, the invariants demand that; where there can be, they reject the way to it, and only that demand does.
#[test]
fn the_simulator_plays_what_the_explorer_finds() {
    let (mut count, mut wrong) = (0, Vec::new());
    for line in setups().into_iter().chain(setups_with_losses()) {
        let search = searched(&line);
        let kinds = Kinds::of(&search);
        let sole_holder = kinds.found(Property::OneHolder).is_empty();
        for &property in Property::ALL {
            for &target in kinds.found(property) {
                let way = kinds.way(property, target);
                let (walk, end) = (Walk::of(&search.model, &way), End::Settled(property));
                let (run, wrongs) = played(&search.model, &walk, end, sole_holder);
                let unshown = unshown(property, &run);
                let accepted = property == Property::OneHolder && played(&search.model, &walk, end, true).1.is_empty();
                count += 1;
                if unshown.is_some() || !wrongs.is_empty() || accepted {
                    wrong.push(format!(
                        "{line}: {property:?} by {} {unshown:?} {wrongs:?} {accepted}",
                        way::print(&way)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong[..wrong.len().min(5)].join("\n"));
    assert!(count > 5_000, "{count}");
}

/// The findings as rows of the golden file, with which WebAssembly is compared too.
#[test]
fn verdicts_ways_and_traces_are_those_on_file() {
    let rows: Vec<String> = setups().iter().map(|line| row(line) + "\n").collect();
    golden::hold("orders/verdicts.txt", &rows.concat());
}

/// A way may stop after any move: what is under way then stays so, and no invariant is violated.
#[test]
fn every_beginning_of_a_way_can_be_played() {
    let way = "R0 R0 R0 W0 R1 W0! R0 TTL R2";
    let model = Model::new(setup("strategy=unprotected warm=false readers=3 moves=ttl_ends,lose_delete"));
    let moves: Vec<&str> = way.split(' ').collect();
    let mut events = 0;
    for length in 0..=moves.len() {
        let walk = Walk::parse(&model, &moves[..length].join(" ")).expect("a way");
        let (played, wrongs) = played(&model, &walk, End::There, false);
        assert_eq!(wrongs, [""; 0], "{length} moves");
        assert!(played.trace.events().len() > events || length == 0, "{length} moves");
        events = played.trace.events().len();
    }
}

/// The lines on file. The simulator plays their ways the same on every platform.
const ON_FILE: [&str; 6] = [
    "strategy=unprotected warm=false moves=lose_delete",
    "strategy=mutex readers=3 moves=ttl_ends,lock_expires,crash_holder",
    "strategy=lease write_policy=update warm=false",
    "strategy=lease lease_reissue=after_ttl warm=false moves=lock_expires",
    "strategy=single_flight instances=2 warm=false",
    "strategy=background_refresh write_policy=versioned_set moves=ttl_ends,crash_holder",
];

#[test]
fn ways_and_fingerprints_are_those_on_file() {
    let mut text = String::new();
    for line in ON_FILE {
        let search = searched(line);
        let kinds = Kinds::of(&search);
        for &property in Property::ALL {
            for &target in kinds.found(property) {
                let moves = kinds.way(property, target);
                let walk = Walk::of(&search.model, &moves);
                let (played, _) = played(&search.model, &walk, End::Settled(property), false);
                let (name, fingerprint) = (property.name(), played.trace.fingerprint());
                let _ = writeln!(text, "{fingerprint}  {line} | {name} | {}", way::print(&moves));
            }
        }
    }
    golden::hold("orders/ways.txt", &text);
}
