//! Every way is played by the simulator: its trace breaks the same property, read off the events alone, and none of what
//! is true of every trace. Some of them are on file with their fingerprints, for WebAssembly to make the same.

use super::{searched, setup};
use crate::{golden, held};
use cache_aside_playground::orders::check::breaches;
use cache_aside_playground::orders::play::{End, Played, play};
use cache_aside_playground::orders::property::{Kind, Property};
use cache_aside_playground::orders::setup::Reissue;
use cache_aside_playground::orders::step::Model;
use cache_aside_playground::orders::way::{self, Walk};
use std::fmt::Write as _;

const STRATEGIES: [&str; 9] = [
    "strategy=unprotected",
    "strategy=mutex",
    "strategy=mutex lock_recheck=false",
    "strategy=lease",
    "strategy=lease lease_stale=true",
    "strategy=lease lease_reissue=after_ttl",
    "strategy=single_flight",
    "strategy=xfetch xfetch_lock=true",
    "strategy=background_refresh",
];
const POLICIES: [&str; 6] = ["invalidate", "update", "invalidate_first", "double_delete", "versioned_set", "ttl_only"];
const MOVES: [&str; 4] = ["none", "ttl_ends", "lock_expires,lose_delete", "ttl_ends,lose_delete,crash_holder"];

/// Plays a way, and says what is wrong with the trace.
fn played(model: &Model, walk: &Walk, end: End) -> (Played, Vec<String>) {
    let played = play(model, walk, end).expect("it ends");
    let one_lease = model.setup.reissue == Reissue::AfterTtl;
    let wrongs = held::violations_of_script(&played.scenario, played.trace.events(), one_lease);
    (played, wrongs)
}

/// Every kind of violation of every property, over all strategies, policies and surroundings.
#[test]
fn the_simulator_plays_what_the_explorer_finds() {
    let (mut count, mut wrong) = (0, Vec::new());
    for strategy in STRATEGIES {
        for policy in POLICIES {
            for (index, moves) in MOVES.iter().enumerate() {
                // Each surrounding with another beginning, and another moment at which queries read.
                let (warm, snapshot) = (index % 2 == 1, if index < 2 { "start" } else { "end" });
                let line = format!("{strategy} write_policy={policy} warm={warm} db_snapshot={snapshot} moves={moves}");
                let search = searched(&line);
                for &property in Property::ALL {
                    for &target in search.found(property) {
                        let walk = Walk::of(&search.model, &search.way(property, target));
                        let (played, wrongs) = played(&search.model, &walk, End::Settled(property));
                        let broken = breaches(played.trace.events()).iter().any(|breach| breach.property == property);
                        let shown = broken || property.kind() == Kind::Sometimes;
                        count += 1;
                        if !shown || !wrongs.is_empty() {
                            wrong.push(format!("{line}: {property:?} shown={shown} {wrongs:?}"));
                        }
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong[..wrong.len().min(5)].join("\n"));
    assert!(count > 1_000, "{count}");
}

/// A way may stop anywhere: what is under way then stays so, and no invariant minds.
#[test]
fn every_beginning_of_a_way_can_be_played() {
    let way = "R0 R0 R0 W0 R1 W0! R0 TTL R2";
    let model = Model::new(setup("strategy=unprotected warm=false readers=3 moves=ttl_ends,lose_delete"));
    let moves: Vec<&str> = way.split(' ').collect();
    let mut events = 0;
    for length in 0..=moves.len() {
        let walk = Walk::parse(&model, &moves[..length].join(" ")).expect("a way");
        let (played, wrongs) = played(&model, &walk, End::There);
        assert_eq!(wrongs, [""; 0], "{length} moves");
        assert!(played.trace.events().len() > events || length == 0, "{length} moves");
        events = played.trace.events().len();
    }
}

/// The lines that are on file, with ways that the simulator plays the same on every platform.
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
        for &property in Property::ALL {
            for &target in search.found(property) {
                let moves = search.way(property, target);
                let walk = Walk::of(&search.model, &moves);
                let (played, _) = played(&search.model, &walk, End::Settled(property));
                let (name, fingerprint) = (property.name(), played.trace.fingerprint());
                let _ = writeln!(text, "{fingerprint}  {line} | {name} | {}", way::print(&moves));
            }
        }
    }
    golden::hold("orders/ways.txt", &text);
}
