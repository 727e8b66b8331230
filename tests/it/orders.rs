//! Tests of the explorer of orders: its verdicts, its counts, and replays of its ways in the simulator.

mod causes;
mod command;
mod counts;
mod line;
mod replays;
mod rows;
mod verdicts;
mod wording;

use cache_aside_playground::orders::kinds::Kinds;
use cache_aside_playground::orders::property::Property;
use cache_aside_playground::orders::search::{Progress, STATES_MAX, Search};
use cache_aside_playground::orders::setup::Setup;
use cache_aside_playground::orders::step::{Model, Move};
use cache_aside_playground::orders::way;

/// The setup of a line.
fn setup(line: &str) -> Setup {
    Setup::parse(line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

/// A complete search of a setup's orders.
fn searched(line: &str) -> Search {
    completed(Model::new(setup(line)))
}

fn completed(model: Model) -> Search {
    let mut search = Search::new(model, STATES_MAX);
    assert_eq!(search.advance(usize::MAX), Progress::Complete, "{}", search.model.setup);
    search
}

/// The shortest way to a property, if there is one.
fn shortest(search: &Search, property: Property) -> Option<String> {
    nearest(search, property).map(|moves| way::print(&moves))
}

/// The number of moves of the shortest way.
fn length(search: &Search, property: Property) -> Option<usize> {
    nearest(search, property).map(|moves| moves.len())
}

fn nearest(search: &Search, property: Property) -> Option<Vec<Move>> {
    let kinds = Kinds::of(search);
    kinds.found(property).first().map(|&target| kinds.way(property, target))
}
