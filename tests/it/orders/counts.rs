//! Numbers of orders and lengths of ways, compared with searches that are as simple as possible.

use super::{length, searched, setup};
use cache_aside_playground::orders::property::Property;
use cache_aside_playground::orders::search::{Progress, STATES_MAX, Search};
use cache_aside_playground::orders::state::{Key, State};
use cache_aside_playground::orders::step::{Model, Step};
use cache_aside_playground::orders::verdict::findings;
use std::collections::{BTreeMap, VecDeque};

/// The number of orders, by going through each of them.
fn brute_force(model: &Model, state: &State) -> u128 {
    let mut steps = Vec::new();
    model.next(state, &mut steps);
    match steps.is_empty() {
        true => 1,
        false => steps.iter().map(|step| brute_force(model, &step.state)).sum(),
    }
}

#[test]
fn orders_are_counted_as_by_going_through_each() {
    let table = [
        ("strategy=mutex warm=false readers=2 writers=1 grain=command", Some(3_060)),
        ("strategy=mutex warm=false readers=2 writers=2 grain=command", Some(453_036)),
        ("strategy=unprotected warm=false readers=2 writers=1", Some(3_102)),
        ("strategy=lease warm=false readers=2 writers=2", Some(176_916)),
        ("strategy=lease warm=false readers=2 writers=1 lease_reissue=after_ttl", None),
        ("strategy=single_flight warm=false readers=3 writers=1", None),
        ("strategy=single_flight warm=false readers=3 writers=0 instances=2", None),
        ("strategy=background_refresh warm=true readers=2 writers=1 moves=ttl_ends", None),
        ("strategy=xfetch warm=true readers=2 writers=1", None),
    ];
    for (line, known) in table {
        let model = Model::new(setup(line));
        let brute = brute_force(&model, &model.initial());
        assert_eq!(searched(line).orders(), brute, "{line}");
        assert_eq!(known.unwrap_or(brute), brute, "{line}");
    }
}

/// Six million orders are counted without going through each of them.
#[test]
fn large_numbers_of_orders_are_counted_too() {
    let line = "strategy=unprotected warm=false readers=3 writers=2 grain=command";
    assert_eq!(searched(line).orders(), 6_064_884);
}

/// The distance of each property from the initial state. Unlike the explorer, this search does not rename processes,
/// and tries the last step of each state first.
fn distances(model: &Model) -> BTreeMap<Property, usize> {
    let start = model.initial();
    let mut known: BTreeMap<Key, usize> = BTreeMap::from([(start.key(), 0)]);
    let (mut queue, mut found) = (VecDeque::from([start]), BTreeMap::new());
    let mut steps: Vec<Step> = Vec::new();
    while let Some(state) = queue.pop_front() {
        let distance = known[&state.key()];
        for property in model.broken(&state).iter() {
            found.entry(property).or_insert(distance);
        }
        model.next(&state, &mut steps);
        for step in steps.iter().rev() {
            for property in step.broken.iter() {
                let nearest = found.entry(property).or_insert(distance + 1);
                *nearest = (*nearest).min(distance + 1);
            }
            known.entry(step.state.key()).or_insert_with(|| {
                queue.push_back(step.state);
                distance + 1
            });
        }
    }
    found
}

#[test]
fn the_shortest_ways_are_so_whatever_the_order_of_search() {
    for strategy in ["unprotected", "mutex", "xfetch", "background_refresh", "single_flight", "lease"] {
        for policy in ["invalidate", "update", "double_delete", "versioned_set"] {
            let moves = "ttl_ends,lock_expires,lose_delete,crash_holder";
            let line = format!("strategy={strategy} write_policy={policy} warm=false moves={moves}");
            let search = searched(&line);
            let distances = distances(&Model::new(setup(&line)));
            for &property in Property::ALL.iter().filter(|property| property.applies(&search.model.setup)) {
                assert_eq!(length(&search, property), distances.get(&property).copied(), "{line}: {property:?}");
            }
        }
    }
}

#[test]
fn slices_leave_no_mark() {
    let line = "strategy=mutex warm=false readers=2 writers=2 moves=lock_expires";
    let mut search = Search::new(Model::new(setup(line)), STATES_MAX);
    let mut slices = 0;
    while search.advance(7) == Progress::Going {
        slices += 1;
    }
    assert!(slices > 100, "{slices}");
    assert_eq!(findings(&search), findings(&searched(line)));
}

/// A machine has one node for all histories that behave alike, and its loops are closed.
#[test]
fn machines_are_small() {
    for strategy in ["unprotected", "mutex", "xfetch", "background_refresh", "single_flight", "lease"] {
        for policy in ["invalidate", "update", "invalidate_first", "double_delete", "versioned_set", "ttl_only"] {
            let model = Model::new(setup(&format!("strategy={strategy} write_policy={policy} writers=2")));
            assert!(model.machine.count() <= 60, "{strategy} {policy}: {}", model.machine.count());
        }
    }
}
