//! The causes that the explorer lists, compared with those of random ways: none may be missing.

use super::replays::{setups, setups_with_losses};
use super::searched;
use cache_aside_playground::orders::check::breaches;
use cache_aside_playground::orders::play::{End, play};
use cache_aside_playground::orders::property::Property;
use cache_aside_playground::orders::search::Search;
use cache_aside_playground::orders::verdict::findings;
use cache_aside_playground::orders::way::{self, Walk};
use cache_aside_playground::random::{Draws, Stream};
use cache_aside_playground::trace::StaleCause;
use std::collections::BTreeMap;

/// The properties that a read of an old value violates.
const ABOUT_READS: [Property; 3] = [Property::StaleUntilTtl, Property::ReadAfterWrite, Property::BackInTime];

/// A violated property with the simulator's cause.
type Caused = (Property, Option<&'static str>);

/// The first violation of each property on one random way, with the way up to it.
fn violations(search: &Search, draws: &mut Draws) -> Vec<(Property, Walk)> {
    let model = &search.model;
    let (mut walk, mut found) = (Walk::new(model), Vec::new());
    loop {
        let choices = walk.choices(model);
        if choices.is_empty() {
            return found;
        }
        let step = choices[draws.below(choices.len() as u64) as usize];
        walk.go(step);
        let broken = step.broken.and(model.broken(walk.state()));
        for property in ABOUT_READS {
            if broken.has(property) && found.iter().all(|(other, _)| *other != property) {
                found.push((property, Walk { states: walk.states.clone(), steps: walk.steps.clone() }));
            }
        }
    }
}

/// The cause that the simulator gives when it plays a way.
fn played_cause(search: &Search, property: Property, walk: &Walk) -> Option<&'static str> {
    let played = play(&search.model, walk, End::Settled(property)).expect("it ends");
    let breach = breaches(played.trace.events()).into_iter().find(|breach| breach.property == property);
    breach.expect("it is violated").cause.map(|cause| StaleCause::WORDS[cause as usize])
}

/// The causes on random ways that the findings do not list, each with the shortest of these ways.
fn missing(search: &Search, draws: &mut Draws) -> BTreeMap<Caused, String> {
    let mut listed: Vec<Caused> = Vec::new();
    for finding in findings(search) {
        let property = Property::of_name(finding.property).expect("a property");
        listed.extend(finding.ways.iter().map(|way| (property, way.cause)));
    }
    let mut missing: BTreeMap<Caused, String> = BTreeMap::new();
    for _ in 0..WALKS {
        for (property, walk) in violations(search, draws) {
            let caused = (property, played_cause(search, property, &walk));
            let moves: Vec<_> = walk.steps.iter().map(|step| step.by).collect();
            let way = way::print(&moves);
            if !listed.contains(&caused) && missing.get(&caused).is_none_or(|other| way.len() < other.len()) {
                missing.insert(caused, way);
            }
        }
    }
    missing
}

/// The random ways per setup.
const WALKS: usize = 500;

#[test]
fn causes_of_random_ways_are_listed() {
    let mut gaps = Vec::new();
    for (index, line) in setups().iter().chain(&setups_with_losses()).enumerate() {
        let search = searched(line);
        let mut draws = Draws::of(1, Stream::Dice, index as u64);
        for ((property, cause), way) in missing(&search, &mut draws) {
            gaps.push(format!("{line}: {} {cause:?} by {way}", property.name()));
        }
    }
    assert!(gaps.is_empty(), "{}\n{}", gaps.len(), gaps.join("\n"));
}
