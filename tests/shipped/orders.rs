//! Tests of the explorer of orders as WebAssembly: it finds the ways on file (`tests/golden/orders/ways.txt`), and the
//! simulator plays them to the same traces as natively.

use cache_aside_playground::orders::check::breaches;
use cache_aside_playground::orders::kinds::Kinds;
use cache_aside_playground::orders::play::{End, play};
use cache_aside_playground::orders::property::{Kind, Property};
use cache_aside_playground::orders::search::{Progress, STATES_MAX, Search};
use cache_aside_playground::orders::setup::Setup;
use cache_aside_playground::orders::step::Model;
use cache_aside_playground::orders::way::{self, Walk};
use std::fmt::Write as _;
use wasm_bindgen_test::wasm_bindgen_test;

#[path = "../it/orders/rows.rs"]
mod rows;

const WAYS: &str = include_str!("../golden/orders/ways.txt");
const VERDICTS: &str = include_str!("../golden/orders/verdicts.txt");

#[wasm_bindgen_test]
fn each_way_on_file_is_found_and_played_as_it_is_natively() {
    let mut lines: Vec<&str> = WAYS.lines().map(|row| row[18..].split(" | ").next().expect("a line")).collect();
    lines.dedup();
    let mut text = String::new();
    for line in lines {
        let mut search = Search::new(Model::new(Setup::parse(line).expect("a setup")), STATES_MAX);
        assert_eq!(search.advance(usize::MAX), Progress::Complete, "{line}");
        let kinds = Kinds::of(&search);
        for &property in Property::ALL {
            for &target in kinds.found(property) {
                let moves = kinds.way(property, target);
                let walk = Walk::of(&search.model, &moves);
                let trace = play(&search.model, &walk, End::Settled(property)).expect("it ends").trace;
                let broken = breaches(trace.events()).iter().any(|breach| breach.property == property);
                assert!(broken || property.kind() == Kind::Sometimes, "{line}: {property:?}");
                let (name, fingerprint) = (property.name(), trace.fingerprint());
                let _ = writeln!(text, "{fingerprint}  {line} | {name} | {}", way::print(&moves));
            }
        }
    }
    assert_eq!(text, WAYS);
}

/// The ways of all setups on file, and their traces. Each is checked for its violation here too.
#[wasm_bindgen_test]
fn verdicts_ways_and_traces_are_those_on_file() {
    for held in VERDICTS.lines() {
        let (_, line) = held.split_once("  strategy=").expect("a row ends with its setup");
        assert_eq!(rows::row(&format!("strategy={line}")), held);
    }
}
