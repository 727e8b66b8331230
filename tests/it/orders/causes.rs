//! The causes that the explorer lists, compared with those of random ways: none may be missing.

use super::replays::setups;
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

/// The known gaps: the strategy, the move or the number of readers, the property and the missing cause.
const KNOWN: &[(&str, &str, Property, &str)] = &[
    // With a lease only a lost delete lets an old value stay. Whether it was stored before or after the commit makes
    // one state and one tag; the first is a `lost_delete`, the second a `stale_set`. To tell them apart, a state would
    // need the tags of all ways to it, and without a lease each `stale_set` would be shown with a lost delete.
    ("strategy=lease ", "lose_delete", Property::StaleUntilTtl, "stale_set"),
    ("strategy=lease ", "lose_delete", Property::ReadAfterWrite, "stale_set"),
    // Between the lookup and the dice's answer the write may end. The tag is read at the answer, so that it is the same
    // as for a `pending` value that was looked up before the write ended.
    ("strategy=xfetch ", "readers=3", Property::BackInTime, "stale_set"),
];

#[test]
fn causes_of_random_ways_are_listed() {
    let (mut gaps, mut met) = (Vec::new(), vec![false; KNOWN.len()]);
    for (index, line) in setups().iter().enumerate() {
        let search = searched(line);
        let mut draws = Draws::of(1, Stream::Dice, index as u64);
        for ((property, cause), way) in missing(&search, &mut draws) {
            let is_it = |known: &&(&str, &str, Property, &str)| {
                line.starts_with(known.0) && line.contains(known.1) && (known.2, Some(known.3)) == (property, cause)
            };
            match KNOWN.iter().position(|known| is_it(&known)) {
                Some(known) => met[known] = true,
                None => gaps.push(format!("{line}: {} {cause:?} by {way}", property.name())),
            }
        }
    }
    assert!(gaps.is_empty(), "{}\n{}", gaps.len(), gaps.join("\n"));
    assert_eq!(met, vec![true; KNOWN.len()], "a gap that is closed is no longer known");
}
